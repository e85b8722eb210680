//! Real documents, skipped aloud where they are absent.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::Instant;

use unicode_normalization::UnicodeNormalization as _;

use crate::document::DocumentError;
use crate::document::page;
use crate::document::read;

fn shared(set: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("RELIQUARY_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from)
        .join("data")
        .join(set)
        .join("files");
    if !folder.is_dir() {
        eprintln!("skipped: the shared set {set} is not here");
        return None;
    }
    Some(folder)
}

fn folded(text: &str) -> String {
    text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn one_text_comes_out_of_every_encoding() {
    let Some(folder) = shared("text-encodings") else { return };
    let reference = folded(&fs::read_to_string(folder.join("reencoded/udhr-nfc.txt")).expect("the reference"));
    for (name, encoding) in [
        ("udhr-nfd.txt", "UTF-8"),
        ("udhr-tcvn3.txt", "TCVN3"),
        ("udhr-utf16be-bom.txt", "UTF-16BE"),
        ("udhr-utf16le-bom.txt", "UTF-16LE"),
        ("udhr-utf8-bom.txt", "UTF-8"),
        ("udhr-vni-windows.txt", "VNI"),
        ("udhr-windows-1258.txt", "windows-1258"),
        ("udhr-viscii.txt", "VISCII"),
    ] {
        let text = read(&fs::read(folder.join("reencoded").join(name)).expect("read"), "txt").expect("a text");
        assert_eq!(text.encoding.as_deref(), Some(encoding), "{name}");
        if encoding != "VISCII" {
            assert_eq!(folded(&text.pages[0]), reference, "{name}");
        }
    }
    for name in ["reencoded/udhr-mojibake-utf8-as-cp1252.txt", "udhr-original/Vietnamese-VPS.txt"] {
        let text = read(&fs::read(folder.join(name)).expect("read"), "txt").expect("a text");
        assert_eq!(text.flags, ["doubtful"], "{name}");
    }
}

#[test]
fn vietnamese_documents_give_their_text() {
    let Some(folder) = shared("vn-documents") else { return };
    for (stem, formats) in [("udhr-vie", &["docx", "odt", "rtf", "pdf"][..]), ("udhr-ind", &["docx", "odt", "pdf"])] {
        let wanted = folder.join(format!("{stem}.txt"));
        for format in formats {
            let text = read(&fs::read(folder.join(format!("{stem}.{format}"))).expect("read"), format).expect("a text");
            let found = folded(&text.pages.join("\n"));
            assert!(found.len() > 5_000, "{stem}.{format}: {} bytes", found.len());
            if let Ok(reference) = fs::read_to_string(&wanted) {
                let (a, b) = (squeezed(&found), squeezed(&reference));
                assert!(a == b || *format == "pdf" && near(&a, &b), "{stem}.{format}");
            }
        }
    }
    let locked = fs::read(folder.join("udhr-vie-encrypted-aes256.pdf")).expect("read");
    assert_eq!(read(&locked, "pdf"), Err(DocumentError::Encrypted));
    let whole = fs::read(folder.join("udhr-vie.pdf")).expect("read");
    let picture = page::picture(&whole, 2).expect("a page");
    assert_eq!(picture.width.max(picture.height), 3_000);
    assert!(picture.rgb.iter().any(|value| *value < 64), "the page is empty");
    let told = read(&whole, "pdf").expect("a text");
    assert_eq!(told.page_sizes[1], (picture.width, picture.height));
    for missing in [0, told.page_count + 1, u32::MAX] {
        assert_eq!(page::picture(&whole, missing).map(|_| ()), Err(DocumentError::NoPage), "{missing}");
        assert_eq!(page::words(&whole, missing), Err(DocumentError::NoPage), "{missing}");
    }
}

#[test]
fn a_lock_is_named_though_the_table_is_damaged() {
    let locked = |encrypt: &str| {
        format!(
            "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n\
             trailer\n<</Root 1 0 R{encrypt}/ID[<00><00>]/Size 3>>\nstartxref\n7\n%%EOF"
        )
    };
    let (user, owner) = ("00".repeat(32), "11".repeat(32));
    let lock = format!("/Encrypt<</Filter/Standard/V 1/R 3/P -20/O<{owner}>/U<{user}>>>");
    assert_eq!(read(locked(&lock).as_bytes(), "pdf"), Err(DocumentError::Encrypted));
    assert_ne!(read(locked("").as_bytes(), "pdf").err(), Some(DocumentError::Encrypted));
}

fn squeezed(text: &str) -> String {
    text.nfc().filter(|letter| !letter.is_whitespace()).collect()
}

fn near(a: &str, b: &str) -> bool {
    a.len().abs_diff(b.len()) * 50 < b.len()
}

#[test]
fn no_document_takes_long_or_brings_the_reader_down() {
    let mut count = 0;
    for set in ["documents", "bad-documents"] {
        let Some(folder) = shared(set) else { return };
        let mut folders = vec![folder];
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let input = fs::read(&path).expect("read");
                let format = match &input {
                    bytes if bytes.starts_with(b"%PDF") => "pdf",
                    bytes if bytes.starts_with(b"PK") && path.extension().is_some_and(|end| end == "odt") => "odt",
                    bytes if bytes.starts_with(b"PK") => "docx",
                    bytes if bytes.starts_with(b"{\\rtf") => "rtf",
                    _ => "txt",
                };
                let start = Instant::now();
                let _ = std::panic::catch_unwind(|| read(&input, format));
                assert!(start.elapsed().as_secs() < 60, "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 100);
}
