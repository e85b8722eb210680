//! Every SQL text of the catalogue is prepared on the database, and keeps to the dialect both databases share.

use std::collections::BTreeMap;

use reliquary::catalogue::Accounts;
use reliquary::catalogue::Catalogue;
use sqlx::AssertSqlSafe;
use sqlx::Connection as _;
use sqlx::Executor as _;
use sqlx::SqlSafeStr as _;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::sqlite::SqliteConnection;

use crate::support::project_folder;

const VERBS: [&str; 4] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "];

/// Returns the string literals of a source text, line ends joined as the compiler joins them.
fn literals(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '/' if rest.peek() == Some(&'/') => {
                for letter in rest.by_ref() {
                    if letter == '\n' {
                        break;
                    }
                }
            }
            '"' => {
                let mut literal = String::new();
                while let Some(letter) = rest.next() {
                    match letter {
                        '"' => break,
                        '\\' if rest.peek() == Some(&'\n') => {
                            while rest.next_if(|letter| letter.is_whitespace()).is_some() {}
                        }
                        '\\' => literal.extend(rest.next()),
                        letter => literal.push(letter),
                    }
                }
                found.push(literal);
            }
            _ => {}
        }
    }
    found
}

/// Returns the text constants of a source, by name.
fn constants(text: &str) -> BTreeMap<String, String> {
    text.match_indices("const ")
        .filter_map(|(at, _)| {
            let rest = &text[at + 6..];
            let (name, value) = rest.split_once(": &str =")?;
            let is_name = name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_');
            is_name.then(|| (name.to_owned(), literals(&value[..value.find(";\n").unwrap_or(value.len())]).concat()))
        })
        .collect()
}

fn statements() -> Vec<(String, String)> {
    let folder = project_folder().join("src/catalogue");
    let mut found = Vec::new();
    let shared = constants(&std::fs::read_to_string(folder.join("row.rs")).unwrap());
    for path in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_none_or(|ext| ext != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut known = shared.clone();
        known.extend(constants(&text));
        for mut sql in literals(&text).into_iter().filter(|text| VERBS.iter().any(|verb| text.starts_with(verb))) {
            for (name, value) in &known {
                sql = sql.replace(&format!("{{{name}}}"), value);
            }
            // Lists of places are made when the query is: two stand for any number, and any condition for another.
            sql = sql.replace("{list}", "$1, $2").replace("({})", "($1, $2)").replace("{}", "1 = 1");
            found.push((path.file_stem().unwrap().to_string_lossy().into_owned(), sql));
        }
    }
    assert!(found.len() > 40, "the statements were found, {} of them", found.len());
    found
}

#[tokio::test]
async fn every_statement_is_understood_by_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let (catalogue, accounts) = (folder.path().join("catalogue.db"), folder.path().join("accounts.db"));
    Catalogue::open(&catalogue).await.unwrap().close().await;
    Accounts::open(&accounts).await.unwrap().close().await;
    let open = |file: std::path::PathBuf| async move {
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await.unwrap()
    };
    let (mut records, mut people) = (open(catalogue).await, open(accounts).await);
    let mut wrong = Vec::new();
    for (file, sql) in statements() {
        let connection = if matches!(file.as_str(), "account" | "session") { &mut people } else { &mut records };
        if let Err(error) = connection.prepare(AssertSqlSafe(sql.clone()).into_sql_str()).await {
            wrong.push(format!("{file}: {error}: {sql}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_statement_keeps_to_the_dialect_both_databases_share() {
    let mut wrong = Vec::new();
    let folder = project_folder().join("src/catalogue/migrations");
    let migrations = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let migrations = migrations.map(|path| ("a migration".to_owned(), std::fs::read_to_string(path).unwrap()));
    for (file, sql) in statements().into_iter().chain(migrations) {
        let upper = sql.to_uppercase();
        for word in [
            "?",
            "AUTOINCREMENT",
            "INSERT OR",
            "REPLACE INTO",
            "FOR UPDATE",
            "IFNULL(",
            "->>",
            "PRAGMA",
            "BOOLEAN",
            "INTEGER",
        ] {
            if upper.contains(word) {
                wrong.push(format!("{file}: {word} in {sql}"));
            }
        }
        if upper.contains("SUM(") && !upper.contains("CAST(SUM(") {
            wrong.push(format!("{file}: a bare SUM in {sql}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
