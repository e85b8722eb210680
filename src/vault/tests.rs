//! The store's promises, one test each.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::vault::Intent;
use crate::vault::NewVersion;
use crate::vault::Outcome;
use crate::vault::Receiver;
use crate::vault::Source;
use crate::vault::Staged;
use crate::vault::UploadPlan;
use crate::vault::Vault;
use crate::vault::VaultError;
use crate::vault::object_folder;

fn store() -> (TempDir, Vault) {
    let home = tempfile::tempdir().expect("a folder");
    let vault = Vault::open(home.path()).expect("a store");
    (home, vault)
}

fn version(id: RecordId, expected: Option<Digest>, text: &str) -> NewVersion {
    NewVersion {
        id,
        expected,
        put: vec![("record.json".to_owned(), Source::Bytes(text.as_bytes().to_vec()))],
        message: "kept".to_owned(),
        by: "lan".to_owned(),
        at: "2026-03-14T08:00:00Z".to_owned(),
    }
}

fn keep(vault: &Vault, new: &NewVersion) -> Staged {
    let staged = vault.stage(new).expect("staged");
    vault.commit(&staged).expect("committed");
    staged
}

fn receive(vault: &Vault, bytes: &[u8]) -> crate::vault::Received {
    let mut receiver = Receiver::create(vault).expect("created");
    receiver.write(bytes).expect("written");
    receiver.finish().expect("finished")
}

#[test]
fn what_was_kept_is_read_back_version_by_version() {
    let (_home, vault) = store();
    let id = RecordId::fresh();
    let first = keep(&vault, &version(id, None, "one"));
    let second = keep(&vault, &version(id, Some(first.inventory), "two"));
    assert_eq!(vault.read(&id, "record.json", None).expect("read"), b"two");
    assert_eq!(vault.read(&id, "record.json", Some(1)).expect("read"), b"one");
    assert_eq!(vault.head(&id).expect("head").inventory, second.inventory);
    assert!(vault.verify(&id, None).expect("verified").is_clean());
}

#[test]
fn an_edit_against_an_older_version_is_stale() {
    let (_home, vault) = store();
    let id = RecordId::fresh();
    let first = keep(&vault, &version(id, None, "one"));
    let mine = vault.stage(&version(id, Some(first.inventory), "mine")).expect("staged");
    keep(&vault, &version(id, Some(first.inventory), "yours"));
    assert!(matches!(vault.commit(&mine), Err(VaultError::Stale)));
    assert!(matches!(vault.stage(&version(id, Some(first.inventory), "late")), Err(VaultError::Stale)));
    assert!(vault.verify(&id, None).expect("verified").is_clean());
}

#[test]
fn received_bytes_are_linked_and_survive_the_upload() {
    let (_home, vault) = store();
    let id = RecordId::fresh();
    let received = receive(&vault, b"photo");
    let mut new = version(id, None, "{}");
    new.put.push(("original.jpg".to_owned(), Source::Link { path: received.path.clone(), digest: received.digest }));
    keep(&vault, &new);
    vault.forget(&received);
    assert!(!received.path.exists());
    let (_, bytes, digest) = vault.open_content(&id, "original.jpg").expect("open");
    assert_eq!((bytes, digest), (5, Digest::of(b"photo")));
}

#[test]
fn a_dropped_receiver_leaves_nothing() {
    let (home, vault) = store();
    let mut receiver = Receiver::create(&vault).expect("created");
    receiver.write(b"half").expect("written");
    drop(receiver);
    assert_eq!(fs::read_dir(home.path().join("uploads")).expect("listed").count(), 0);
}

fn intent(staged: &Staged) -> Intent {
    Intent { tx: staged.tx, id: staged.id, version: staged.version, inventory: staged.inventory }
}

#[test]
fn a_promise_without_a_rename_is_dropped_and_with_one_is_kept() {
    let (_home, vault) = store();
    let (lost, kept) = (RecordId::fresh(), RecordId::fresh());
    let never = vault.stage(&version(lost, None, "one")).expect("staged");
    let renamed = keep(&vault, &version(kept, None, "one"));
    assert_eq!(vault.recover(&[intent(&never)]).expect("recovered"), [Outcome::Dropped]);
    assert_eq!(vault.recover(&[intent(&renamed)]).expect("recovered"), [Outcome::Kept]);
    vault.clear_staging().expect("cleared");
    assert!(!vault.exists(&lost));
}

#[test]
fn a_version_renamed_without_its_inventory_is_rolled_forward() {
    let (home, vault) = store();
    let id = RecordId::fresh();
    let first = keep(&vault, &version(id, None, "one"));
    let second = vault.stage(&version(id, Some(first.inventory), "two")).expect("staged");
    let object = object_folder(&home.path().join("store"), &id);
    fs::rename(home.path().join("staging").join(second.tx.to_string()).join("v2"), object.join("v2")).expect("moved");
    assert_eq!(vault.recover(&[intent(&second)]).expect("recovered"), [Outcome::Kept]);
    assert_eq!(vault.read(&id, "record.json", None).expect("read"), b"two");
    assert!(vault.verify(&id, None).expect("verified").is_clean());
}

#[test]
fn a_sidecar_older_than_its_inventory_is_put_right() {
    let (home, vault) = store();
    let id = RecordId::fresh();
    let first = keep(&vault, &version(id, None, "one"));
    let object = object_folder(&home.path().join("store"), &id);
    let old = fs::read(object.join("inventory.json.sha256")).expect("read");
    let second = keep(&vault, &version(id, Some(first.inventory), "two"));
    fs::write(object.join("inventory.json.sha256"), old).expect("written");
    assert_eq!(vault.recover(&[intent(&second)]).expect("recovered"), [Outcome::Kept]);
    assert!(vault.verify(&id, None).expect("verified").is_clean());
}

#[test]
fn every_kind_of_rot_is_named_and_nothing_else() {
    type Harm = fn(&Path);
    type Count = fn(&crate::vault::ObjectReport) -> usize;
    let harms: [(Harm, Count); 5] = [
        (|file| fs::write(file, "onf").expect("flipped"), |report| report.corrupt.len()),
        (|file| fs::write(file, "o").expect("cut"), |report| report.corrupt.len()),
        (|file| fs::remove_file(file).expect("gone"), |report| report.missing.len()),
        (|file| fs::write(file.with_file_name("extra"), "x").expect("added"), |report| report.unexpected.len()),
        (
            |file| {
                let root = file.ancestors().nth(3).expect("the object");
                fs::write(root.join("inventory.json"), "{}").expect("overwritten");
            },
            |report| report.corrupt.len(),
        ),
    ];
    for (harm, count) in harms {
        let (home, vault) = store();
        let (id, other) = (RecordId::fresh(), RecordId::fresh());
        keep(&vault, &version(id, None, "one"));
        keep(&vault, &version(other, None, "one"));
        harm(&object_folder(&home.path().join("store"), &id).join("v1/content/record.json"));
        let report = vault.verify(&id, None).expect("verified");
        assert!(!report.is_clean() && count(&report) == 1, "{report:?}");
        assert!(vault.verify(&other, None).expect("verified").is_clean());
    }
}

/// A store with an object of three versions, and a copy of the store.
fn copied() -> (TempDir, Vault, RecordId, Digest, TempDir) {
    let (home, vault) = store();
    let id = RecordId::fresh();
    let mut inventory = None;
    for text in ["one", "two", "three"] {
        inventory = Some(keep(&vault, &version(id, inventory, text)).inventory);
    }
    vault.append_event(&id, &serde_json::json!({ "type": "fixity check" })).expect("appended");
    let copy = tempfile::tempdir().expect("a folder");
    let from = home.path().join("store");
    let status = std::process::Command::new("cp").arg("-a").arg(&from).arg(copy.path()).status().expect("cp runs");
    assert!(status.success());
    (home, vault, id, inventory.expect("three versions"), copy)
}

#[test]
fn every_kind_of_harm_is_named_and_mended_from_a_copy() {
    let overwrite = |path: &'static str, bytes: &'static str| {
        move |object: &Path| fs::write(object.join(path), bytes).expect("overwritten")
    };
    let remove = |path: &'static str| move |object: &Path| fs::remove_file(object.join(path)).expect("removed");
    type Harm = Box<dyn Fn(&Path)>;
    let harms: Vec<(&str, &str, Harm)> = vec![
        ("corrupt", "v1/content/record.json", Box::new(overwrite("v1/content/record.json", "0ne"))),
        ("missing", "v2/content/record.json", Box::new(remove("v2/content/record.json"))),
        ("unexpected", "v2/content/x", Box::new(overwrite("v2/content/x", "x"))),
        ("corrupt", "inventory.json", Box::new(overwrite("inventory.json", "{}"))),
        ("missing", "inventory.json", Box::new(remove("inventory.json"))),
        ("corrupt", "inventory.json.sha256", Box::new(overwrite("inventory.json.sha256", "0 inventory.json"))),
        ("missing", "inventory.json.sha256", Box::new(remove("inventory.json.sha256"))),
        ("corrupt", "v3/inventory.json", Box::new(overwrite("v3/inventory.json", "{}"))),
        ("corrupt", "v1/inventory.json", Box::new(overwrite("v1/inventory.json", "{}"))),
        ("missing", "v1/inventory.json.sha256", Box::new(remove("v1/inventory.json.sha256"))),
        ("missing", "0=ocfl_object_1.1", Box::new(remove("0=ocfl_object_1.1"))),
        (
            "corrupt",
            "v1/inventory.json",
            Box::new(|object| {
                for name in ["inventory.json", "inventory.json.sha256"] {
                    fs::copy(object.join("v2").join(name), object.join("v1").join(name)).expect("copied");
                }
            }),
        ),
        (
            "corrupt",
            "inventory.json",
            Box::new(|object| {
                for name in ["inventory.json", "inventory.json.sha256"] {
                    fs::copy(object.join("v2").join(name), object.join(name)).expect("an older inventory at the root");
                }
            }),
        ),
    ];
    for (n, (outcome, path, harm)) in harms.into_iter().enumerate() {
        let (home, vault, id, inventory, copy) = copied();
        harm(&object_folder(&home.path().join("store"), &id));
        let report = vault.verify(&id, Some(&inventory)).expect("verified");
        let named = match outcome {
            "corrupt" => &report.corrupt,
            "missing" => &report.missing,
            _ => &report.unexpected,
        };
        assert!(named.iter().any(|one| one == path), "{n} {outcome} {path}: {report:?}");
        let mended = vault.repair(&id, Some(&inventory), Some(&copy.path().join("store")), &report).expect("repaired");
        let after = vault.verify(&id, Some(&inventory)).expect("verified");
        assert!(mended > 0 && after.is_clean(), "{n} {outcome} {path}: {after:?}");
        assert_eq!(vault.read(&id, "record.json", None).expect("read"), b"three");
    }
}

#[test]
fn an_older_copy_never_takes_a_version_away() {
    let (home, vault, id, inventory, copy) = copied();
    let newer = keep(&vault, &version(id, Some(inventory), "four"));
    let object = object_folder(&home.path().join("store"), &id);
    fs::write(object.join("inventory.json"), "{}").expect("overwritten");
    let report = vault.verify(&id, Some(&newer.inventory)).expect("verified");
    vault.repair(&id, Some(&newer.inventory), Some(&copy.path().join("store")), &report).expect("repaired");
    assert_eq!(vault.read(&id, "record.json", None).expect("read"), b"four");
    fs::remove_dir_all(&object).expect("removed");
    assert_eq!(vault.bring_back(&id, Some(&newer.inventory), &copy.path().join("store")).expect("tried"), 0);
}

#[test]
fn a_lost_object_comes_back_whole() {
    let (home, vault, id, inventory, copy) = copied();
    fs::remove_dir_all(object_folder(&home.path().join("store"), &id)).expect("removed");
    assert!(vault.bring_back(&id, Some(&inventory), &copy.path().join("store")).expect("brought back") > 5);
    assert!(vault.verify(&id, Some(&inventory)).expect("verified").is_clean());
    assert_eq!(vault.events(&id).expect("read").0.len(), 1);
}

#[test]
fn an_upload_goes_on_where_it_is_durable() {
    let (_home, vault) = store();
    let plan = UploadPlan {
        id: RecordId::fresh(),
        length: 6,
        fields: Default::default(),
        by: "lan".to_owned(),
        created_ms: 0,
    };
    let upload = vault.begin_upload(plan.clone()).expect("begun");
    let mut piece = upload.piece(0).expect("opened");
    piece.write(b"abc").expect("written");
    assert_eq!(piece.keep().expect("kept"), 3);
    let mut cut = vault.upload(&plan.id).expect("open").piece(3).expect("opened");
    cut.write(b"XY").expect("written");
    drop(cut);
    let upload = vault.upload(&plan.id).expect("open");
    assert_eq!(upload.offset, 3);
    assert!(matches!(upload.piece(1), Err(VaultError::Offset { durable: 3 })));
    let mut piece = upload.piece(3).expect("opened");
    assert!(matches!(piece.write(b"defg"), Err(VaultError::TooLarge)));
    piece.write(b"def").expect("written");
    piece.keep().expect("kept");
    assert_eq!(vault.upload(&plan.id).expect("open").finish().expect("finished").digest, Digest::of(b"abcdef"));
}

#[test]
fn the_log_of_an_object_is_a_chain() {
    let (home, vault) = store();
    let id = RecordId::fresh();
    keep(&vault, &version(id, None, "one"));
    for n in 0..3 {
        vault.append_event(&id, &serde_json::json!({ "type": "fixity check", "n": n })).expect("appended");
    }
    let (events, holds) = vault.events(&id).expect("read");
    assert!(events.len() == 3 && holds);
    let log = object_folder(&home.path().join("store"), &id).join("logs/000002.json");
    fs::write(log, "{}").expect("forged");
    assert!(!vault.events(&id).expect("read").1);
}

#[test]
fn names_we_did_not_make_are_refused() {
    let (_home, vault) = store();
    for name in ["../x", "/x", "a/b/c/d", ".x", "a//b", "a b", "đình"] {
        let mut new = version(RecordId::fresh(), None, "one");
        new.put.push((name.to_owned(), Source::Bytes(Vec::new())));
        assert!(matches!(vault.stage(&new), Err(VaultError::Name)), "{name}");
    }
}

#[test]
fn every_object_is_found_by_walking() {
    let (_home, vault) = store();
    let mut ids: Vec<RecordId> = (0..5).map(|_| RecordId::fresh()).collect();
    for id in &ids {
        keep(&vault, &version(*id, None, "one"));
    }
    let mut found = Vec::new();
    vault.objects(&mut |object| found.push(object.expect("ours"))).expect("walked");
    ids.sort();
    found.sort();
    assert_eq!(found, ids);
}
