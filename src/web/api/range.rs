//! One range of bytes (RFC 9110 §14). Several at once, other units and what is malformed are passed over: the whole is sent.

/// What a request's `Range` means for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All of it.
    Whole,
    /// From the first to the last byte, both included.
    Part(u64, u64),
    /// Nothing of it exists.
    Beyond,
}

/// Reads a `Range` header for a file of so many bytes.
pub fn wanted(header: &str, bytes: u64) -> Wanted {
    let Some((first, last)) = header.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Wanted::Whole;
    };
    let number = |text: &str| -> Option<u64> {
        let text = text.trim();
        let is_plain = !text.is_empty() && text.len() <= 19 && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_plain { text.parse().ok() } else { None }
    };
    match (first.trim(), last.trim()) {
        ("", last) => match number(last) {
            None => Wanted::Whole,
            Some(0) => Wanted::Beyond,
            Some(_) if bytes == 0 => Wanted::Beyond,
            Some(count) => Wanted::Part(bytes.saturating_sub(count), bytes - 1),
        },
        (first, "") => match number(first) {
            None => Wanted::Whole,
            Some(first) if first >= bytes => Wanted::Beyond,
            Some(first) => Wanted::Part(first, bytes - 1),
        },
        (first, last) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last && first >= bytes => Wanted::Beyond,
            (Some(first), Some(last)) if first <= last => Wanted::Part(first, last.min(bytes - 1)),
            _ => Wanted::Whole,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (header, expected) in [
            ("bytes=0-0", Wanted::Part(0, 0)),
            ("bytes=2-", Wanted::Part(2, 9)),
            ("bytes=-3", Wanted::Part(7, 9)),
            ("bytes=-30", Wanted::Part(0, 9)),
            ("bytes=5-500", Wanted::Part(5, 9)),
            ("bytes=10-", Wanted::Beyond),
            ("bytes=10-12", Wanted::Beyond),
            ("bytes=-0", Wanted::Beyond),
            ("bytes=3-2", Wanted::Whole),
            ("bytes=0-1,3-4", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("lines=1-2", Wanted::Whole),
        ] {
            assert_eq!(wanted(header, 10), expected, "{header}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Beyond);
    }
}
