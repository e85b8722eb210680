//! Goldens: expected answers as files, blessed by hand and line by line.

use crate::support::tests_folder;

/// Compares texts with `tests/golden/<name>`. Where one differs, it is written to `<name>.new` beside it and the first
/// lines that differ are shown; to bless it, read it and move it over the old one.
#[track_caller]
pub fn goldens(texts: &[(String, String)]) {
    let different: Vec<String> = texts.iter().filter_map(|(name, text)| difference(name, text)).collect();
    assert!(different.is_empty(), "\n{}\neach answer lies beside its golden as .new", different.join("\n"));
}

fn difference(name: &str, text: &str) -> Option<String> {
    let path = tests_folder().join("golden").join(name);
    let fresh = path.with_file_name(format!("{}.new", path.file_name().unwrap().to_string_lossy()));
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if expected == text {
        let _ = std::fs::remove_file(&fresh);
        return None;
    }
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&fresh, text).unwrap();
    let different = expected.lines().zip(text.lines()).enumerate().find(|(_, (old, new))| old != new);
    let (line, old, new) = match different {
        Some((at, (old, new))) => (at + 1, old, new),
        None => (expected.lines().count().min(text.lines().count()) + 1, "(one of them ends here)", ""),
    };
    Some(format!("golden/{name} differs at line {line}:\n  expected: {old}\n  answered: {new}"))
}
