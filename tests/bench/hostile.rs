//! Files made to break readers, one after another through the API of a serving program: what they were answered, and how
//! long the slowest took until nothing more was done with it. Skipped aloud where the sets are not.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

use serde_json::Value;

use crate::client::Server;

const SETS: [&str; 6] =
    ["bad-archives", "bad-documents", "bad-images", "bad-metadata", "bad-svg-polyglot", "naughty-names-strings"];
/// The longest that one file may take.
const TARGET: Duration = Duration::from_secs(10);

/// Sends every file and prints what became of them.
pub fn run() {
    let shared = std::env::var("RELIQUARY_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let data = PathBuf::from(shared).join("data");
    let files: Vec<PathBuf> = SETS.iter().flat_map(|set| listed(&data, set)).collect();
    if files.is_empty() {
        println!("skipped: the hostile sets are not there");
        return;
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let token = account(home.path());
    let server = Server::start(home.path());
    let (mut answers, mut ends) = (BTreeMap::<u16, usize>::new(), BTreeMap::<String, usize>::new());
    let mut times = Vec::with_capacity(files.len());
    for file in &files {
        let started = Instant::now();
        let bytes = std::fs::read(file).expect("the manifest lists what is there");
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (status, said) = ask(&server, "POST", "/api/v1/assets", &token, Some((&name, &bytes)));
        *answers.entry(status).or_default() += 1;
        if let Some(id) = said["id"].as_str() {
            let end = until_done(&server, &token, id);
            *ends.entry(end).or_default() += 1;
        }
        times.push((started.elapsed(), file.clone()));
    }
    times.sort();
    let (slowest, file) = times.last().cloned().unwrap_or_default();
    let median = times[times.len() / 2].0;
    // No answer at all, or an asset that is not there afterwards, is as bad.
    let lost = ["gone", "not done"].iter().filter_map(|end| ends.get(*end)).sum::<usize>();
    let failures =
        answers.iter().filter(|(status, _)| !(200..500).contains(*status)).map(|(_, count)| count).sum::<usize>();
    println!("{} hostile files, answers by status {answers:?}, then {ends:?}", files.len());
    println!("answers of 5xx, or none            {failures:>9}   target 0");
    println!("assets lost, or never done         {lost:>9}   target 0");
    let is_met = if slowest <= TARGET { "" } else { "   above the target" };
    println!(
        "slowest file, seconds              {:>9.2}   target {}{is_met} ({})",
        slowest.as_secs_f64(),
        TARGET.as_secs(),
        file.strip_prefix(&data).unwrap_or(&file).display()
    );
    for (time, file) in times.iter().rev().skip(1).take(4) {
        println!("  then {:.2} s {}", time.as_secs_f64(), file.strip_prefix(&data).unwrap_or(file).display());
    }
    println!("median file, seconds               {:>9.3}", median.as_secs_f64());
    assert_eq!(ask(&server, "GET", "/healthz", &token, None).0, 200, "it lives");
}

fn listed(data: &Path, set: &str) -> Vec<PathBuf> {
    let Ok(mut manifest) = csv::Reader::from_path(data.join(set).join("manifest.csv")) else { return Vec::new() };
    manifest.records().map(|row| data.join(set).join(&row.expect("a sound manifest")[0])).collect()
}

/// Makes an account and returns its token.
fn account(home: &Path) -> String {
    let run = |words: &[&str]| {
        let done = Command::new(crate::program()).arg("--home").arg(home).args(words).output();
        let done = done.expect("the program runs");
        assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    };
    run(&["user", "add", "lan", "--role", "officer"]);
    run(&["token", "new", "lan"])
}

/// Waits until the asset is no longer in the making, and returns its state.
fn until_done(server: &Server, token: &str, id: &str) -> String {
    let until = Instant::now() + 6 * TARGET;
    loop {
        let (_, said) = ask(server, "GET", &format!("/api/v1/assets/{id}"), token, None);
        match said["state"].as_str() {
            Some("staged") if Instant::now() > until => return "not done".to_owned(),
            Some("staged") => std::thread::sleep(Duration::from_millis(10)),
            Some(state) => return state.to_owned(),
            None => return "gone".to_owned(),
        }
    }
}

fn ask(server: &Server, method: &str, path: &str, token: &str, body: Option<(&str, &[u8])>) -> (u16, Value) {
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    let (name, bytes) = body.unwrap_or_default();
    let name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\
         content-type: application/octet-stream\r\ncontent-disposition: attachment; filename*=UTF-8''{name}\r\n\
         content-length: {}\r\n\r\n",
        server.address,
        bytes.len()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    // A file may be refused before all of it is sent.
    let _ = stream.write_all(bytes);
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply);
    let text = String::from_utf8_lossy(&reply);
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let said = text.split_once("\r\n\r\n").and_then(|(_, body)| serde_json::from_str(body).ok()).unwrap_or_default();
    (status, said)
}
