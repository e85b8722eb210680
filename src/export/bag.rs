//! The tag files of a bag (RFC 8493): declaration, `bag-info.txt`, manifests; names with line ends or per cent signs encoded.

use std::fmt::Write as _;

/// The declaration every bag begins with.
pub const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// Returns one line of a manifest.
pub fn line(digits: &str, path: &str) -> String {
    format!("{digits}  {}\n", encode(path))
}

/// Returns `bag-info.txt`: the lines given, then what was counted.
pub fn info(lines: &[(String, String)], files: u64, bytes: u64) -> String {
    let mut text = String::new();
    for (name, value) in lines {
        let plain = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(text, "{name}: {plain}");
    }
    let _ = writeln!(text, "Bag-Size: {}", size(bytes));
    let _ = writeln!(text, "Payload-Oxum: {bytes}.{files}");
    text
}

/// RFC 8493 §2.1.3: a line feed, a carriage return and a per cent sign in a name are written as their numbers.
pub fn encode(path: &str) -> String {
    path.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D")
}

/// Undoes `encode`.
pub fn decode(path: &str) -> String {
    let mut out = path.to_owned();
    for (code, letter) in [("%0A", "\n"), ("%0a", "\n"), ("%0D", "\r"), ("%0d", "\r"), ("%25", "%")] {
        out = out.replace(code, letter);
    }
    out
}

fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "KB", "MB", "GB"] {
        if value < 1_000.0 {
            return if unit == "B" { format!("{bytes} B") } else { format!("{value:.1} {unit}") };
        }
        value /= 1_000.0;
    }
    format!("{value:.1} TB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_line_ends_keep_to_one_line() {
        for name in ["a\nb", "50%25", "a\r\n%0A"] {
            assert!(!encode(name).contains(['\n', '\r']));
            assert_eq!(decode(&encode(name)), name);
        }
        assert_eq!(
            info(&[("A".to_owned(), "b\nc".to_owned())], 2, 1_500),
            "A: b c\nBag-Size: 1.5 KB\nPayload-Oxum: 1500.2\n"
        );
    }
}
