//! The server dies at every named point of an upload, an edit and the making of a picture; after a restart and a retry
//! the archive is the one that never died. Built with the feature `crash` alone.

use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use reliquary::base::crash::PIECE_POINTS;
use reliquary::base::crash::POINTS;
use reliquary::base::crash::REBUILD_POINTS;
use tempfile::TempDir;

use crate::e2e::sender::Parcel;
use crate::e2e::sender::all_assets;
use crate::e2e::sender::call;
use crate::e2e::sender::prepare;
use crate::support::Cli;
use crate::support::PNG;
use crate::support::Server;
use crate::support::photo_of;

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// What an officer does in one sitting; every step may be repeated. Ends early when the server dies.
fn sitting(server: &Server, token: &str) -> std::io::Result<()> {
    let own = |more: &[(&'static str, String)]| [&[("authorization", format!("Bearer {token}"))], more].concat();
    let edge = "edge";
    let mut body = Vec::new();
    for (name, value) in [
        ("title", "Mặt trước"),
        ("alt_text", "Mặt trước của đình"),
        ("creator", "Nguyễn Thử"),
        ("rights", "https://creativecommons.org/licenses/by/4.0/"),
    ] {
        body.extend(format!("--{edge}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    body.extend(
        format!("--{edge}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\ncontent-type: {PNG}\r\n\r\n")
            .bytes(),
    );
    body.extend(photo_of(5, 300, 200, PNG));
    body.extend(format!("\r\n--{edge}--\r\n").bytes());
    let kind = format!("multipart/form-data; boundary={edge}");
    let headers = own(&[("content-type", kind), ("idempotency-key", "one".to_owned())]);
    let sent = call(&server.address, "POST", "/api/v1/relics/DTG/assets", &headers, &body)?;
    assert!(matches!(sent.status, 200 | 201), "{}", sent.text());
    let head = call(&server.address, "GET", "/api/v1/relics/DTG", &own(&[]), b"")?;
    assert_eq!(head.status, 200, "{}", head.text());
    let mut record: serde_json::Value = serde_json::from_slice(&head.body).unwrap();
    if record["summary"]["vi"]["text"] != "Một câu mới." && record["summary"]["vi"] != "Một câu mới." {
        record["summary"]["vi"] = serde_json::json!({ "text": "Một câu mới.", "state": "original" });
        let etag = head.header("etag").unwrap_or_default().to_owned();
        let headers = own(&[("if-match", etag), ("content-type", "application/json".to_owned())]);
        let edited = call(&server.address, "PUT", "/api/v1/relics/DTG", &headers, record.to_string().as_bytes())?;
        assert_eq!(edited.status, 200, "{}", edited.text());
    }
    let mut pictures = 0;
    for _ in 0..600 {
        let reply = call(&server.address, "GET", "/api/v1/assets?limit=10", &own(&[]), b"")?;
        let page: serde_json::Value = serde_json::from_slice(&reply.body)?;
        pictures =
            page["items"].as_array().map_or(0, |items| items.iter().filter(|item| item["state"] == "ready").count());
        if pictures == 1 {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(pictures, 1, "the picture was made");
    Ok(())
}

/// What stays of an archive: every asset's digest, the relic without its stamps, the state of both.
fn summary(home: &Path, server: &Server, token: &str) -> String {
    let assets: Vec<String> = all_assets(&server.address, token)
        .into_iter()
        .map(|(sha256, ids)| format!("{sha256} × {}", ids.len()))
        .collect();
    let shown: serde_json::Value = serde_json::from_str(&Cli::must(home, &["relic", "show", "DTG"])).unwrap();
    // The index follows within seconds; what it complains of after that stands in the comparison.
    let until = Instant::now() + Duration::from_secs(30);
    let doctor = loop {
        let output = Cli::run(home, &["doctor"]);
        if output.status.success() || Instant::now() > until {
            break String::from_utf8_lossy(&output.stdout).into_owned();
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    assert!(doctor.contains("all is well"), "{doctor}");
    let verified = Cli::must(home, &["--json", "verify"]);
    let verified: serde_json::Value = serde_json::from_str(&verified).unwrap();
    format!(
        "{assets:?}\n{} {} v{}\n{doctor}\n{} corrupt, {} missing, {} unexpected",
        shown["summary"],
        shown["status"],
        shown["version"],
        verified["corrupt"],
        verified["missing"],
        verified["unexpected"]
    )
}

#[test]
fn a_death_at_any_named_point_leaves_the_archive_that_never_died() {
    let (home, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let token = prepare(home.path(), folder.path());
    let server = Server::start(home.path());
    sitting(&server, &token).unwrap();
    let whole = summary(home.path(), &server, &token);
    drop(server);
    let mut wrong = Vec::new();
    for point in POINTS {
        let (home, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let token = prepare(home.path(), folder.path());
        let mut server = Server::start_with(home.path(), &SERVE, &[("RELIQUARY_CRASH_AT", point)]);
        let sat = sitting(&server, &token);
        if sat.is_ok() {
            wrong.push(format!("{point}: nothing passes it"));
            continue;
        }
        let status = server.ended();
        assert!(!status.success(), "{point}: it died");
        let server = Server::start(home.path());
        if let Err(error) = sitting(&server, &token) {
            wrong.push(format!("{point}: the retry failed with {error}\n{}", server.log()));
            continue;
        }
        let after = summary(home.path(), &server, &token);
        if after != whole {
            wrong.push(format!("{point}:\n{after}\ninstead of\n{whole}"));
        }
        let staged = std::fs::read_dir(home.path().join("staging")).unwrap().count();
        if staged > 0 {
            wrong.push(format!("{point}: {staged} things are left in staging"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

#[test]
fn a_death_between_two_pieces_costs_none_that_was_kept() {
    for point in PIECE_POINTS {
        let (home, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let token = prepare(home.path(), folder.path());
        let mut server = Server::start_with(home.path(), &SERVE, &[("RELIQUARY_CRASH_AT", point)]);
        let mut parcel = Parcel::new(1);
        assert!(parcel.send(&server.address, &token).is_err(), "{point}: it died");
        assert!(!server.ended().success(), "{point}: it died");
        let server = Server::start(home.path());
        let location = parcel.location.clone().expect("the upload was announced");
        let headers = [("authorization", format!("Bearer {token}")), ("tus-resumable", "1.0.0".to_owned())];
        let kept = call(&server.address, "HEAD", &location, &headers, b"").unwrap();
        assert_eq!(kept.header("upload-offset"), Some("2000"), "{point}: the first piece is there");
        parcel.send(&server.address, &token).unwrap();
        let assets = all_assets(&server.address, &token);
        assert_eq!(assets.get(&parcel.sha256()).map(|ids| ids.len()), Some(1), "{point}: {assets:?}");
    }
}

/// How many pictures there are of a recipe.
fn pictures(home: &Path, recipe: u32) -> usize {
    let mut folders = vec![home.join("derivatives")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path().is_dir() {
                true => folders.push(entry.path()),
                false => {
                    count += usize::from(entry.file_name().to_string_lossy().ends_with(&format!("-r{recipe}.zip")))
                }
            }
        }
    }
    count
}

#[test]
fn a_death_while_pictures_are_made_anew_costs_nothing_that_was_done() {
    let (home, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    prepare(home.path(), folder.path());
    let photos = folder.path().join("photos");
    std::fs::create_dir(&photos).unwrap();
    for number in 0..20 {
        std::fs::write(photos.join(format!("{number}.png")), photo_of(number, 70, 50, PNG)).unwrap();
    }
    Cli::must(home.path(), &["ingest", "--relic", "DTG", &photos.to_string_lossy()]);
    let recipe = reliquary::media::pyramid::RECIPE;
    let all = pictures(home.path(), recipe);
    assert_eq!(all, 20);
    for (later, point) in (1..).zip(REBUILD_POINTS) {
        let rebuild = |crash: Option<&str>| {
            let mut command = Cli::command(home.path(), &["--json", "rebuild", "derivatives"]);
            command.env("RELIQUARY_LATER_RECIPE", later.to_string());
            command.envs(crash.map(|point| ("RELIQUARY_CRASH_AT", point)));
            command.output().unwrap()
        };
        let (old, new) = (recipe + later - 1, recipe + later);
        assert!(!rebuild(Some(point)).status.success(), "{point}: it died");
        assert!(pictures(home.path(), old) + pictures(home.path(), new) >= all, "{point}: every picture is there");
        assert!(pictures(home.path(), new) > 0 && pictures(home.path(), old) >= all - 2, "{point}: it died midway");
        let ended = rebuild(None);
        assert!(ended.status.success(), "{point}: {}", String::from_utf8_lossy(&ended.stderr));
        let said = String::from_utf8_lossy(&ended.stdout);
        let said: serde_json::Value = serde_json::from_str(&said).expect("one JSON value");
        assert_eq!((&said["done"], &said["all"]), (&20.into(), &20.into()), "{said}");
        assert_eq!((pictures(home.path(), old), pictures(home.path(), new)), (0, all), "{point}");
    }
}
