//! Commands while a server holds the home: they go through its socket and answer as they would alone.

use std::os::unix::fs::PermissionsExt as _;

use tempfile::TempDir;

use crate::e2e::walk::lay_material;
use crate::e2e::walk::take_in;
use crate::support::Cli;
use crate::support::Server;

#[test]
fn every_command_answers_while_the_archive_is_served_as_it_does_alone() {
    let (home, material) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    lay_material(material.path(), "DTG", 1);
    let server = Server::start(home.path());
    let socket = std::fs::metadata(home.path().join("control.sock")).unwrap();
    assert_eq!(socket.permissions().mode() & 0o777, 0o600);
    take_in(home.path(), material.path(), "DTG");
    Cli::must(home.path(), &["user", "add", "lan", "--role", "officer"]);
    assert!(Cli::must(home.path(), &["token", "new", "lan"]).starts_with("rlq_"));
    let asked: [&[&str]; 6] = [
        &["user", "list"],
        &["relic", "show", "DTG"],
        &["search", "thac gian"],
        &["--json", "search", "thac gian"],
        &["verify"],
        &["doctor"],
    ];
    let told: Vec<String> = asked.iter().map(|words| Cli::must(home.path(), words)).collect();
    let missing = Cli::run(home.path(), &["relic", "show", "XXX"]);
    server.stop();
    for (words, told) in asked.iter().zip(told) {
        assert_eq!(Cli::must(home.path(), words), told, "{words:?}");
    }
    assert_eq!(Cli::run(home.path(), &["relic", "show", "XXX"]).status, missing.status);
    assert_eq!(missing.status.code(), Some(3));
}

#[test]
fn a_second_server_is_refused_and_told_why() {
    let home = TempDir::new().unwrap();
    let server = Server::start(home.path());
    for word in ["serve", "demo"] {
        let Err((status, log)) = Server::try_start(home.path(), &[word, "--listen", "127.0.0.1:0"], &[]) else {
            panic!("two servers hold one home");
        };
        assert_eq!(status.code(), Some(3), "{log}");
        assert!(log.contains("another program holds this archive"), "{log}");
    }
    assert_eq!(server.get("/healthz"), "ok\n", "the first goes on");
}

#[test]
fn commands_need_a_home_and_say_so() {
    let home = TempDir::new().unwrap();
    let nowhere = home.path().join("nowhere");
    for words in [&["search", "x"][..], &["doctor"], &["verify"], &["user", "list"], &["rebuild", "all"]] {
        let output = Cli::run(&nowhere, words);
        assert_eq!(output.status.code(), Some(3), "{words:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("there is no archive in this folder"), "{words:?}");
        assert!(!nowhere.exists(), "{words:?} made something");
    }
    assert_eq!(Cli::run(&nowhere, &["no-such-command"]).status.code(), Some(2));
    let wrong = Cli::command(home.path(), &["doctor"]).env("RELIQUARY_WORKERS", "many").output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn a_backup_restores_to_the_same_answers_on_an_empty_machine() {
    let (home, material, copy) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    lay_material(material.path(), "DTG", 1);
    let server = Server::start(home.path());
    take_in(home.path(), material.path(), "DTG");
    let (page, sitemap) = (server.get("/vi/relics/DTG"), sitemap(&server));
    let target = copy.path().join("copy");
    Cli::must(home.path(), &["backup", &target.to_string_lossy()]);
    server.stop();
    let fresh = copy.path().join("fresh");
    Cli::must(&fresh, &["restore", &target.to_string_lossy()]);
    Cli::must(&fresh, &["verify"]);
    let server = Server::start(&fresh);
    assert_eq!(without_port(&server.get("/vi/relics/DTG")), without_port(&page));
    assert_eq!(self::sitemap(&server), sitemap);
    server.stop();
    Cli::must(&fresh, &["rebuild", "all"]);
    let server = Server::start(&fresh);
    assert_eq!(without_port(&server.get("/vi/relics/DTG")), without_port(&page));
}

fn sitemap(server: &Server) -> String {
    without_port(&server.get("/sitemap.xml"))
}

/// Each start has its own port, which stands in absolute addresses.
fn without_port(text: &str) -> String {
    let mut pieces = text.split("127.0.0.1:");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |sum, piece| sum + "HOST" + piece.trim_start_matches(|c: char| c.is_ascii_digit()))
}
