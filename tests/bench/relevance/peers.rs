//! The same questions to SQLite FTS5 and to PostgreSQL full text, over the same words: title, summary, the rest. Each is asked
//! for all words, ranked by its own rule with the title weighing most; nothing is tuned for either side.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

use sqlx::Row as _;
use sqlx::sqlite::SqlitePoolOptions;

use super::DEPTH;
use super::asked::Asked;
use super::corpus::Corpus;
use super::corpus::Doc;
use super::spelt;

/// Title, summary and the rest of a record.
fn columns(doc: &Doc) -> [String; 3] {
    let join = |texts: &[(String, String)]| texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n");
    let rest = format!("{}\n{}", doc.index.code, join(&doc.index.texts));
    [join(&doc.index.titles), join(&doc.index.summary), rest]
}

/// Asks SQLite: FTS5 with `unicode61 remove_diacritics 2`, ranked by bm25.
pub fn sqlite(corpus: &Corpus, all: &[Asked]) -> Vec<Vec<usize>> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.expect("a database");
        sqlx::query(
            "CREATE VIRTUAL TABLE doc USING fts5(title, body, other, tokenize = 'unicode61 remove_diacritics 2')",
        )
        .execute(&pool)
        .await
        .expect("a table");
        let mut writing = pool.begin().await.expect("a transaction");
        for (n, doc) in corpus.docs.iter().enumerate() {
            let [title, body, other] = columns(doc);
            sqlx::query("INSERT INTO doc (rowid, title, body, other) VALUES ($1, $2, $3, $4)")
                .bind(n as i64)
                .bind(title)
                .bind(body)
                .bind(other)
                .execute(&mut *writing)
                .await
                .expect("written");
        }
        writing.commit().await.expect("committed");
        let mut found = Vec::with_capacity(all.len());
        for asked in all {
            let words: Vec<String> = spelt::words(&asked.q).split(' ').map(|word| format!("\"{word}\"")).collect();
            let rows = sqlx::query(
                "SELECT rowid FROM doc WHERE doc MATCH $1 ORDER BY bm25(doc, 10.0, 4.0, 1.0), rowid LIMIT $2",
            )
            .bind(words.join(" "))
            .bind(DEPTH as i64)
            .fetch_all(&pool)
            .await
            .expect("answered");
            found.push(rows.iter().map(|row| row.get::<i64, _>(0) as usize).collect());
        }
        found
    })
}

/// Asks PostgreSQL: `simple` words through `unaccent`, ranked by `ts_rank_cd`. `None`, said aloud, where it is not installed.
pub fn postgres(corpus: &Corpus, all: &[Asked]) -> Option<Vec<Vec<usize>>> {
    let Some(programs) = programs() else {
        println!("PostgreSQL is left out: it is not installed (Debian: postgresql, postgresql-contrib)");
        return None;
    };
    let server = match Postgres::start(programs) {
        Ok(server) => server,
        Err(reason) => {
            println!("PostgreSQL is left out: {reason}");
            return None;
        }
    };
    match server.ask(&script(corpus, all)) {
        Ok(lines) => {
            let mut found = vec![Vec::new(); all.len()];
            for (n, id) in lines.lines().filter_map(|line| line.split_once('|')) {
                if let (Ok(n), Ok(id)) = (n.parse::<usize>(), id.parse()) {
                    found[n].push(id);
                }
            }
            Some(found)
        }
        Err(reason) => {
            println!("PostgreSQL is left out: {reason}");
            None
        }
    }
}

fn script(corpus: &Corpus, all: &[Asked]) -> String {
    let mut script = String::from(
        "CREATE EXTENSION unaccent;\n\
         CREATE TEXT SEARCH CONFIGURATION vn (COPY = simple);\n\
         ALTER TEXT SEARCH CONFIGURATION vn ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;\n\
         CREATE TABLE doc (id bigint PRIMARY KEY, title text, body text, other text);\n\
         COPY doc FROM stdin;\n",
    );
    let escaped = |text: &str| text.replace('\\', "\\\\").replace(['\t', '\r'], " ").replace('\n', "\\n");
    for (n, doc) in corpus.docs.iter().enumerate() {
        let [title, body, other] = columns(doc).map(|text| escaped(&text));
        let _ = writeln!(script, "{n}\t{title}\t{body}\t{other}");
    }
    script.push_str(
        "\\.\nALTER TABLE doc ADD words tsvector;\n\
         UPDATE doc SET words = setweight(to_tsvector('vn', title), 'A') || setweight(to_tsvector('vn', body), 'B') \
         || setweight(to_tsvector('vn', other), 'D');\n\
         CREATE INDEX ON doc USING gin (words);\nANALYZE doc;\n",
    );
    for (n, asked) in all.iter().enumerate() {
        let q = asked.q.replace('\'', "''");
        let _ = writeln!(
            script,
            "SELECT {n}, id FROM doc, plainto_tsquery('vn', '{q}') q WHERE words @@ q \
             ORDER BY ts_rank_cd(words, q, 1) DESC, id LIMIT {DEPTH};"
        );
    }
    script
}

/// Finds where the server's programs are.
pub fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.into_iter().rev().find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

/// A server of its own on a socket in a temporary folder. Stopped when dropped.
pub struct Postgres {
    programs: PathBuf,
    folder: tempfile::TempDir,
    /// The server refuses to be root: then it runs as Debian's own user.
    is_root: bool,
}

impl Postgres {
    /// Starts it.
    pub fn start(programs: PathBuf) -> Result<Postgres, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let id = Command::new("id").arg("-u").output().map_err(|error| error.to_string())?;
        let is_root = id.stdout.starts_with(b"0\n");
        if is_root {
            run(Command::new("chown").arg("postgres").arg(folder.path()))?;
        }
        let server = Postgres { programs, folder, is_root };
        let data = server.data();
        run(server
            .command("initdb")
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N", "-D"])
            .arg(&data))?;
        let socket = server.folder.path().display();
        let options = format!("-c listen_addresses='' -c unix_socket_directories='{socket}' -c fsync=off");
        let log = server.folder.path().join("log");
        run(server.command("pg_ctl").args(["-w", "start", "-o", &options, "-D"]).arg(&data).arg("-l").arg(log))?;
        Ok(server)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = match self.is_root {
            true => Command::new("runuser"),
            false => Command::new(&program),
        };
        if self.is_root {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        command.current_dir(Path::new("/"));
        command
    }

    /// Has a script done and returns what it printed.
    pub fn ask(&self, script: &str) -> Result<String, String> {
        self.feed(&mut |into| into.write_all(script.as_bytes()))
    }

    /// Returns the processor time that all of it has used.
    pub fn cpu(&self) -> Duration {
        let pid = std::fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        let pid: Option<u32> = pid.lines().next().and_then(|pid| pid.trim().parse().ok());
        // Children that ended are counted with their parent.
        pid.map(crate::client::cpu_of_all).unwrap_or_default()
    }

    /// Has a script done that is written bit by bit, and returns what it printed.
    pub fn feed(
        &self,
        write: &mut (dyn FnMut(&mut dyn Write) -> std::io::Result<()> + Send),
    ) -> Result<String, String> {
        let mut child = Command::new(self.programs.join("psql"))
            .args(["-U", "postgres", "-d", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h"])
            .arg(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut into = child.stdin.take().expect("piped");
        std::thread::scope(|scope| {
            scope.spawn(move || write(&mut into));
            let output = child.wait_with_output().map_err(|error| error.to_string())?;
            match output.status.success() {
                true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
                false => Err("it did not take the questions".to_owned()),
            }
        })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.data();
        let _ = run(self.command("pg_ctl").args(["-m", "immediate", "stop", "-D"]).arg(data));
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let output = output.and_then(|child| child.wait_with_output()).map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}
