//! The architecture as tests (STYLE §1): arrows between layers, homes of dependencies, page heads, registries, template
//! pairs, sizes. It reads the sources as text, so the map cannot go stale.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use crate::support::project_folder;

/// The layers, lowest first. A module may use those on earlier lines, never its neighbours.
const LAYERS: &[&[&str]] = &[
    &["base"],
    &["model"],
    &["document", "iiif", "media", "metadata", "words"],
    &["config"],
    &["sandbox"],
    &["catalogue", "index", "vault"],
    &["jobs"],
    &["pipeline", "export"],
    &["desk"],
    &["web"],
    // Above the other door, because `serve` opens it.
    &["cli"],
];

/// Where each dependency is used, its home first. What stands at `*` is a language of the whole crate.
const HOMES: &[(&str, &[&str])] = &[
    ("argon2", &["desk"]),
    ("axum", &["web"]),
    ("base64", &["web", "pipeline"]),
    ("bytes", &["*"]),
    ("chardetng", &["document"]),
    ("clap", &["cli", "config"]),
    ("crc32fast", &["base", "media"]),
    ("csv", &["*"]),
    ("dejavu", &["media"]),
    ("encoding_rs", &["document"]),
    ("exif", &["metadata"]),
    ("fast_image_resize", &["media"]),
    ("file_format", &["media"]),
    ("flate2", &["media", "web", "export"]),
    ("fluent_bundle", &["words", "web", "export"]),
    ("futures_util", &["desk", "web"]),
    ("getrandom", &["base", "desk", "web"]),
    ("hayro", &["document"]),
    ("hayro_ccitt", &["media"]),
    ("hayro_jpeg2000", &["media"]),
    ("heifer", &["media"]),
    ("heifer_isobmff", &["media"]),
    ("hex", &["base", "catalogue", "desk", "export", "web"]),
    ("http_body_util", &["web"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("image", &["media"]),
    ("indicatif", &["cli"]),
    ("jiff", &["base", "model", "pipeline", "web", "export"]),
    ("jpeg_rusturbo", &["media"]),
    ("jxl_oxide", &["media"]),
    ("landlock", &["sandbox"]),
    ("md5", &["base", "export"]),
    ("minijinja", &["web"]),
    ("moxcms", &["media"]),
    ("png", &["media"]),
    ("quick_xml", &["base", "metadata"]),
    ("resvg", &["media"]),
    ("rust_embed", &["web", "words", "desk", "export"]),
    ("rustix", &["base", "vault", "sandbox"]),
    ("rusty_av1d", &["media"]),
    ("schemars", &["model", "base", "web"]),
    ("seccompiler", &["sandbox"]),
    ("serde", &["*"]),
    ("serde_json", &["*"]),
    ("sha1", &["web", "base"]),
    ("sha2", &["base", "export"]),
    ("snowball_stemmers_rs", &["index"]),
    ("sqlx", &["catalogue"]),
    ("tantivy", &["index"]),
    ("thiserror", &["*"]),
    ("tiff", &["media"]),
    ("tokio", &["base", "pipeline", "export", "desk", "web", "cli"]),
    ("tokio_util", &["web", "desk"]),
    ("toml", &["config"]),
    ("tower", &["web"]),
    ("tower_http", &["web"]),
    ("tracing", &["*"]),
    ("tracing_subscriber", &["cli"]),
    ("ulid", &["base"]),
    ("unic_langid", &["words"]),
    ("unicode_normalization", &["*"]),
    ("weezl", &["media"]),
    ("zip", &["base", "document", "export"]),
    ("zune_core", &["media"]),
    ("zune_jpeg", &["media"]),
];

/// What lies at the top of the project.
const TOP: &[&str] = &[
    ".ci",
    ".gitattributes",
    ".gitignore",
    ".rustfmt.toml",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "archive",
    "src",
    "templates",
    "tests",
];

/// A source file: its path below `src`, the top module it belongs to, its text and its text without tests.
struct Source {
    path: String,
    module: String,
    text: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = project_folder().join("src");
    let mut found = Vec::new();
    for path in files(&root).into_iter().filter(|path| path.extension().is_some_and(|ext| ext == "rs")) {
        let below = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let module = below.split(['/', '.']).next().unwrap().to_owned();
        let code = if is_test_file(&path) { String::new() } else { without_tests(&text) };
        found.push(Source { path: below, module, text, code });
    }
    assert!(found.len() > 150, "the sources were found");
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files(&entry));
        } else {
            found.push(entry);
        }
    }
    found.sort();
    found
}

/// A file that its parent takes in for tests alone.
fn is_test_file(path: &Path) -> bool {
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    let folder = path.parent().unwrap();
    let parents = [folder.join("mod.rs"), folder.with_extension("rs")];
    let declared = parents.iter().filter_map(|parent| std::fs::read_to_string(parent).ok());
    declared.into_iter().any(|text| {
        text.contains(&format!("#[cfg(test)]\nmod {stem};")) || text.contains(&format!("#[cfg(test)]\npub mod {stem};"))
    })
}

/// Tests end a file.
fn without_tests(text: &str) -> String {
    let code = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Returns the words that follow `start` and end at anything that is not part of a name.
fn names_after<'a>(text: &'a str, start: &str) -> BTreeSet<&'a str> {
    text.match_indices(start)
        .map(|(at, _)| {
            let rest = &text[at + start.len()..];
            &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())]
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[track_caller]
fn nothing_wrong(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn arrows_point_down() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !matches!(source.module.as_str(), "lib" | "main")) {
        let Some(own) = layer(&source.module) else {
            wrong.push(format!("{}: the module has no place on the map", source.path));
            continue;
        };
        for used in names_after(&source.code, "crate::").into_iter().filter(|used| *used != source.module) {
            if layer(used).is_none_or(|its| its >= own) {
                wrong.push(format!("{} ({}) uses {used}", source.path, source.module));
            }
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn no_door_touches_a_store() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| matches!(source.module.as_str(), "web" | "cli")) {
        for store in ["catalogue", "vault", "index", "jobs", "pipeline"] {
            if source.code.contains(&format!("crate::{store}::")) {
                wrong.push(format!("{} reaches into {store}: it belongs to the desk", source.path));
            }
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn every_dependency_is_used_at_its_home_alone() {
    let manifest: toml::Table = std::fs::read_to_string(project_folder().join("Cargo.toml")).unwrap().parse().unwrap();
    let declared: BTreeSet<String> =
        manifest["dependencies"].as_table().unwrap().keys().map(|name| name.replace('-', "_")).collect();
    let homes: BTreeMap<&str, &[&str]> = HOMES.iter().copied().collect();
    let mut wrong: Vec<String> = declared
        .iter()
        .filter(|name| !homes.contains_key(name.as_str()))
        .map(|name| format!("{name} has no home on the map"))
        .collect();
    wrong.extend(homes.keys().filter(|name| !declared.contains(**name)).map(|name| format!("{name} is no dependency")));
    for source in sources() {
        for (name, rooms) in homes.iter().filter(|(_, rooms)| !rooms.contains(&"*")) {
            if uses(&source.code, name) && !rooms.contains(&source.module.as_str()) {
                wrong.push(format!("{} uses {name}, whose home is {}", source.path, rooms[0]));
            }
        }
    }
    nothing_wrong(&wrong);
}

/// A module of ours may bear the name of a crate: then the path is imported from `crate`.
fn uses(code: &str, name: &str) -> bool {
    let is_ours = code.lines().any(|line| line.contains("use crate::") && line.ends_with(&format!("::{name};")));
    !is_ours
        && code.match_indices(&format!("{name}::")).any(|(at, _)| {
            !code[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':')
                || code[..at].ends_with(" ::")
        })
}

#[test]
fn the_craft_and_the_model_wait_for_nothing_open_nothing_and_know_no_time() {
    const FORBIDDEN: [&str; 8] =
        ["async fn", "File::open", "fs::read", "fs::write", "std::net", "SystemTime", "Instant::now", "tokio::"];
    let pure = ["model", "media", "metadata", "iiif", "document"];
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| pure.contains(&source.module.as_str())) {
        for word in FORBIDDEN.iter().filter(|word| source.code.contains(**word)) {
            wrong.push(format!("{} holds {word}", source.path));
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    let tests = files(&project_folder().join("tests"));
    let tests = tests.iter().filter(|path| path.extension().is_some_and(|ext| ext == "rs"));
    let mut wrong: Vec<String> = tests
        .filter(|path| !std::fs::read_to_string(path).unwrap().starts_with("//! "))
        .map(|path| format!("{} has no head", path.display()))
        .collect();
    for source in sources() {
        let head: Vec<&str> = source.text.lines().take_while(|line| line.starts_with("//!")).collect();
        if head.is_empty() {
            wrong.push(format!("{} has no head", source.path));
        }
        // A table says its own things.
        let head = head.iter().filter(|line| !line.starts_with("//! |")).count();
        if head > 12 {
            wrong.push(format!("{}: {head} lines of head are a chapter", source.path));
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn the_style_is_kept_where_a_machine_can_see_it() {
    const NAMES: [&str; 10] =
        ["utils", "util", "helpers", "common", "misc", "manager", "handler", "handlers", "service", "processor"];
    let mut wrong = Vec::new();
    for source in sources() {
        for word in ["use crate::{", "super::super", "#[allow", "#![allow", "fn get_"] {
            if source.text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(word)) {
                wrong.push(format!("{} holds {word:?}", source.path));
            }
        }
        if source.path.split(['/', '.']).any(|part| NAMES.contains(&part)) {
            wrong.push(format!("{}: a name that says nothing", source.path));
        }
        let lines = source.text.lines().count();
        let most = match source.path.rsplit('/').next().unwrap() {
            "main.rs" => 60,
            "mod.rs" | "lib.rs" => 80,
            // A file this long has stopped being about one thing.
            _ => 600,
        };
        if lines > most {
            wrong.push(format!("{} has {lines} lines, {most} are enough", source.path));
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn registries_name_what_lies_in_their_folders() {
    let src = project_folder().join("src");
    let entries = |file: &str, slice: &str| -> BTreeSet<String> {
        let text = std::fs::read_to_string(src.join(file)).unwrap();
        let start = text.find(&format!("{slice}: ")).unwrap_or_else(|| panic!("{file} has no {slice}"));
        let list = text[start..].split_once('=').unwrap().1.split_once("&[").unwrap().1.split("];").next().unwrap();
        list.split(',')
            .map(|one| one.trim().trim_start_matches('&'))
            .filter(|one| !one.is_empty())
            .map(first_word)
            .collect()
    };
    let folder = |below: &str, left_out: &[&str]| -> BTreeSet<String> {
        let names = std::fs::read_dir(src.join(below)).unwrap().map(|entry| entry.unwrap().path());
        let stems = names.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned());
        stems.filter(|stem| stem != "mod" && stem != "tests" && !left_out.contains(&stem.as_str())).collect()
    };
    assert_eq!(folder("media/formats", &["through"]), entries("media/formats/mod.rs", "FORMATS"));
    assert_eq!(folder("metadata/standards", &[]), entries("metadata/standards/mod.rs", "STANDARDS"));
    if src.join("export/exporters").is_dir() {
        assert_eq!(folder("export/exporters", &[]), entries("export/exporters/mod.rs", "EXPORTERS"));
    }
    let steps = std::fs::read_to_string(src.join("index/steps.rs")).unwrap();
    let written: BTreeSet<String> = steps
        .lines()
        .filter(|line| line.starts_with("fn ") && line.contains("sought: &mut Sought"))
        .map(|line| first_word(&line[3..]))
        .collect();
    assert_eq!(written, entries("index/steps.rs", "STEPS"));
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

#[test]
fn pages_and_templates_come_in_pairs() {
    let templates = project_folder().join("templates");
    let mut wrong = Vec::new();
    let sources = sources();
    let web: String =
        sources.iter().filter(|source| source.module == "web").map(|source| source.code.as_str()).collect();
    let all: String = files(&templates).iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    for kind in ["pages", "staff"] {
        let folder = templates.join(kind);
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in
            entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|ext| ext == "html"))
        {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            // Templates take in others of their folder: a frame, a part.
            if !web.contains(&format!("\"{kind}/{name}\"")) && !all.contains(&format!("\"{kind}/{name}\"")) {
                wrong.push(format!("templates/{kind}/{name} is shown by nobody"));
            }
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let is_there = |path: String| sources.iter().any(|source| source.path == path);
            let pair = [format!("web/{kind}/{stem}.rs"), format!("web/{kind}/{stem}/mod.rs")];
            if kind == "pages" && !pair.into_iter().any(is_there) {
                wrong.push(format!("templates/{kind}/{name} has no src/web/{kind}/{stem}.rs"));
            }
        }
        for name in web
            .split('"')
            .skip(1)
            .step_by(2)
            .filter(|text| text.starts_with(&format!("{kind}/")) && text.ends_with(".html"))
        {
            if !templates.join(name).is_file() {
                wrong.push(format!("there is no templates/{name}"));
            }
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn the_top_of_the_project_is_as_agreed_and_names_no_machine() {
    let root = project_folder();
    let mut wrong = Vec::new();
    for entry in
        std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
    {
        if !TOP.contains(&entry.as_str()) && !matches!(entry.as_str(), ".git" | "target" | "node_modules") {
            wrong.push(format!("{entry} lies at the top"));
        }
    }
    // Put together here, so that this file does not name them.
    let machine = ["work", "root", "home"].map(|name| format!("/{name}/"));
    for below in TOP.iter().filter(|below| **below != "Cargo.lock") {
        let path = root.join(below);
        let paths = if path.is_dir() { files(&path) } else { vec![path] };
        for path in paths.into_iter().filter(|path| !path.components().any(|part| part.as_os_str() == "node_modules")) {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            for name in
                machine.iter().filter(|name| text.contains(&format!(" {name}")) || text.contains(&format!("\"{name}")))
            {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
    }
    nothing_wrong(&wrong);
}
