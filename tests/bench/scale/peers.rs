//! The same million records and questions in SQLite FTS5 and in PostgreSQL, as their manuals say: words in a full-text index,
//! facets and years in columns. A question is its first twenty hits by rank, the count, and three facets.

use std::fmt::Write as _;
use std::time::Duration;
use std::time::Instant;

use reliquary::model::search::Search;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::sqlite::SqlitePoolOptions;

use super::records::Records;
use super::say;
use crate::client;
use crate::relevance::peers::Postgres;
use crate::relevance::peers::programs;
use crate::relevance::spelt;

/// Longest that one answer is waited for.
const PATIENCE: &str = "60s";
const FACETS: [&str; 3] = ["unit", "rank", "function"];

/// What narrows a question, as a condition on columns.
fn narrowed(search: &Search, table: &str) -> String {
    let mut sql = String::new();
    for (name, values) in &search.facets {
        let _ = write!(sql, " AND {table}.{name} = '{}'", values.join(""));
    }
    if let Some(year) = search.from {
        let _ = write!(sql, " AND {table}.year_max >= {year}");
    }
    if let Some(year) = search.until {
        let _ = write!(sql, " AND {table}.year_min <= {year}");
    }
    sql
}

/// Fills and asks SQLite.
pub fn sqlite(records: &Records, questions: &[Search]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let options = SqliteConnectOptions::new().filename(folder.path().join("peer.db")).create_if_missing(true);
    let options = options.pragma("synchronous", "OFF").pragma("journal_mode", "OFF").pragma("cache_size", "-262144");
    let options = options.pragma("temp_store", "MEMORY");
    let mut costs = Vec::with_capacity(questions.len());
    let before = client::cpu_of(std::process::id());
    let mut made = Duration::ZERO;
    runtime.block_on(async {
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("a database");
        for sql in [
            "CREATE VIRTUAL TABLE doc USING fts5(title, body, other, content='', tokenize='unicode61 remove_diacritics 2')",
            "CREATE TABLE about (id INTEGER PRIMARY KEY, unit TEXT, rank TEXT, function TEXT, year_min INT, year_max INT)",
        ] {
            sqlx::query(sql).execute(&pool).await.expect("a table");
        }
        for first in (0..records.count).step_by(20_000) {
            let mut writing = pool.begin().await.expect("a transaction");
            for n in first..(first + 20_000).min(records.count) {
                let begun = Instant::now();
                let ([title, body, other], [unit, rank, function], years) = records.row(n);
                made += begun.elapsed();
                sqlx::query("INSERT INTO doc (rowid, title, body, other) VALUES ($1, $2, $3, $4)")
                    .bind(n as i64)
                    .bind(title)
                    .bind(body)
                    .bind(other)
                    .execute(&mut *writing)
                    .await
                    .expect("written");
                sqlx::query("INSERT INTO about VALUES ($1, $2, $3, $4, $5, $6)")
                    .bind(n as i64)
                    .bind(unit)
                    .bind(rank)
                    .bind(function)
                    .bind(years.map(|years| years.0))
                    .bind(years.map(|years| years.1))
                    .execute(&mut *writing)
                    .await
                    .expect("written");
            }
            writing.commit().await.expect("committed");
        }
        sqlx::query("INSERT INTO doc (doc) VALUES ('optimize')").execute(&pool).await.expect("put together");
        let cpu = (client::cpu_of(std::process::id()) - before).saturating_sub(made);
        println!("SQLite FTS5: {:.0} records a second a core", records.count as f64 / cpu.as_secs_f64());
        for search in questions {
            let words: Vec<String> = spelt::words(&search.q).split(' ').map(|word| format!("\"{word}\"")).collect();
            let (words, narrowed) = (words.join(" "), narrowed(search, "about"));
            let from = format!("FROM doc JOIN about ON about.id = doc.rowid WHERE doc MATCH $1{narrowed}");
            let mut asked =
                vec![format!("SELECT doc.rowid {from} ORDER BY doc.rank LIMIT 20"), format!("SELECT count(*) {from}")];
            asked.extend(FACETS.map(|name| format!("SELECT about.{name}, count(*) {from} GROUP BY 1 ORDER BY 2 DESC LIMIT 200")));
            let begun = Instant::now();
            for sql in &asked {
                sqlx::query(sqlx::AssertSqlSafe(sql.as_str())).bind(&words).fetch_all(&pool).await.expect("answered");
            }
            costs.push(begun.elapsed());
        }
    });
    say("SQLite FTS5, the same", costs, "ours at least 10 × faster");
}

/// Fills and asks PostgreSQL; says so where it is not installed.
pub fn postgres(records: &Records, questions: &[Search]) {
    let Some(programs) = programs() else {
        println!("PostgreSQL is left out: it is not installed (Debian: postgresql, postgresql-contrib)");
        return;
    };
    let done = Postgres::start(programs).and_then(|server| {
        let before = server.cpu();
        server.feed(&mut |into| fill(records, into))?;
        let cpu = server.cpu().saturating_sub(before);
        println!("PostgreSQL: {:.0} records a second a core", records.count as f64 / cpu.as_secs_f64());
        server.ask(&script(questions))
    });
    let lines = match done {
        Ok(lines) => lines,
        Err(reason) => return println!("PostgreSQL is left out: {reason}"),
    };
    let time = |line: &str| line.strip_prefix("Time: ")?.split(' ').next()?.parse::<f64>().ok();
    let costs: Vec<Duration> = lines.lines().filter_map(time).map(|ms| Duration::from_secs_f64(ms / 1e3)).collect();
    if costs.len() != questions.len() {
        println!("PostgreSQL answered {} of {} questions within {PATIENCE}", costs.len(), questions.len());
    }
    if !costs.is_empty() {
        say("PostgreSQL, the same", costs, "ours at least 10 × faster");
    }
}

fn fill(records: &Records, into: &mut dyn std::io::Write) -> std::io::Result<()> {
    into.write_all(
        b"CREATE EXTENSION unaccent;\n\
          CREATE TEXT SEARCH CONFIGURATION vn (COPY = simple);\n\
          ALTER TEXT SEARCH CONFIGURATION vn ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;\n\
          CREATE UNLOGGED TABLE raw (id bigint, title text, body text, other text, unit text, rank text, function text, \
          year_min int, year_max int);\nCOPY raw FROM stdin;\n",
    )?;
    let escaped = |text: &str| text.replace('\\', "\\\\").replace(['\t', '\r'], " ").replace('\n', "\\n");
    for n in 0..records.count {
        let (texts, facets, years) = records.row(n);
        let [title, body, other] = texts.map(|text| escaped(&text));
        let [first, last] = [years.map(|years| years.0), years.map(|years| years.1)]
            .map(|year| year.map_or_else(|| "\\N".to_owned(), |year| year.to_string()));
        writeln!(
            into,
            "{n}\t{title}\t{body}\t{other}\t{}\t{first}\t{last}",
            facets.map(|facet| escaped(&facet)).join("\t")
        )?;
    }
    into.write_all(
        b"\\.\nCREATE TABLE doc AS SELECT id, unit, rank, function, year_min, year_max, \
          setweight(to_tsvector('vn', title), 'A') || setweight(to_tsvector('vn', body), 'B') \
          || setweight(to_tsvector('vn', other), 'D') AS words FROM raw;\n\
          CREATE INDEX ON doc USING gin (words);\nVACUUM ANALYZE doc;\n",
    )
}

fn script(questions: &[Search]) -> String {
    let mut script = format!(
        "SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB'; SET jit = off; \
         SET statement_timeout = '{PATIENCE}';\n\\o /dev/null\n\\timing on\n"
    );
    for search in questions {
        let (q, narrowed) = (search.q.replace('\'', "''"), narrowed(search, "doc"));
        let facets = FACETS.map(|name| {
            format!("(SELECT json_agg(f) FROM (SELECT {name}, count(*) FROM m GROUP BY 1 ORDER BY 2 DESC LIMIT 200) f)")
        });
        let _ = writeln!(
            script,
            "WITH m AS MATERIALIZED (SELECT id, unit, rank, function, words, q FROM doc, plainto_tsquery('vn', '{q}') q \
             WHERE words @@ q{narrowed}) SELECT (SELECT count(*) FROM m), (SELECT json_agg(h) FROM (SELECT id FROM m \
             ORDER BY ts_rank_cd(words, q, 1) DESC, id LIMIT 20) h), {};",
            facets.join(", ")
        );
    }
    script
}
