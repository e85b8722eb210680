//! Vietnamese before Unicode: TCVN3 (TCVN 5712), VISCII and VNI, decoded by tables of ours.
//! Libraries take all of them for Windows-1258 or Latin and give mojibake.

use unicode_normalization::UnicodeNormalization as _;

/// TCVN 5712, bytes 0x80–0xFF; the marks at 0xB0 combine.
const TCVN: [char; 128] = [
    'À', 'Ả', 'Ã', 'Á', 'Ạ', 'Ặ', 'Ậ', 'È', 'Ẻ', 'Ẽ', 'É', 'Ẹ', 'Ệ', 'Ì', 'Ỉ', 'Ĩ', 'Í', 'Ị', 'Ò', 'Ỏ', 'Õ', 'Ó', 'Ọ',
    'Ộ', 'Ờ', 'Ở', 'Ỡ', 'Ớ', 'Ợ', 'Ù', 'Ủ', 'Ũ', '\u{a0}', 'Ă', 'Â', 'Ê', 'Ô', 'Ơ', 'Ư', 'Đ', 'ă', 'â', 'ê', 'ô', 'ơ',
    'ư', 'đ', 'Ằ', '\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}', 'à', 'ả', 'ã', 'á', 'ạ', 'Ẳ', 'ằ', 'ẳ', 'ẵ',
    'ắ', 'Ẵ', 'Ắ', 'Ầ', 'Ẩ', 'Ẫ', 'Ấ', 'Ề', 'ặ', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ', 'è', 'Ể', 'ẻ', 'ẽ', 'é', 'ẹ', 'ề', 'ể', 'ễ',
    'ế', 'ệ', 'ì', 'ỉ', 'Ễ', 'Ế', 'Ồ', 'ĩ', 'í', 'ị', 'ò', 'Ổ', 'ỏ', 'õ', 'ó', 'ọ', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ', 'ờ', 'ở',
    'ỡ', 'ớ', 'ợ', 'ù', 'Ỗ', 'ủ', 'ũ', 'ú', 'ụ', 'ừ', 'ử', 'ữ', 'ứ', 'ự', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ', 'Ố',
];

/// VISCII, bytes 0x80–0xFF.
const VISCII_HIGH: [char; 128] = [
    'Ạ', 'Ắ', 'Ằ', 'Ặ', 'Ấ', 'Ầ', 'Ẩ', 'Ậ', 'Ẽ', 'Ẹ', 'Ế', 'Ề', 'Ể', 'Ễ', 'Ệ', 'Ố', 'Ồ', 'Ổ', 'Ỗ', 'Ộ', 'Ợ', 'Ớ', 'Ờ',
    'Ở', 'Ị', 'Ỏ', 'Ọ', 'Ỉ', 'Ủ', 'Ũ', 'Ụ', 'Ỳ', 'Õ', 'ắ', 'ằ', 'ặ', 'ấ', 'ầ', 'ẩ', 'ậ', 'ẽ', 'ẹ', 'ế', 'ề', 'ể', 'ễ',
    'ệ', 'ố', 'ồ', 'ổ', 'ỗ', 'Ỡ', 'Ơ', 'ộ', 'ờ', 'ở', 'ị', 'Ự', 'Ứ', 'Ừ', 'Ử', 'ơ', 'ớ', 'Ư', 'À', 'Á', 'Â', 'Ã', 'Ả',
    'Ă', 'ẳ', 'ẵ', 'È', 'É', 'Ê', 'Ẻ', 'Ì', 'Í', 'Ĩ', 'ỳ', 'Đ', 'ứ', 'Ò', 'Ó', 'Ô', 'ạ', 'ỷ', 'ừ', 'ử', 'Ù', 'Ú', 'ỹ',
    'ỵ', 'Ý', 'ỡ', 'ư', 'à', 'á', 'â', 'ã', 'ả', 'ă', 'ữ', 'ẫ', 'è', 'é', 'ê', 'ẻ', 'ì', 'í', 'ĩ', 'ỉ', 'đ', 'ự', 'ò',
    'ó', 'ô', 'õ', 'ỏ', 'ọ', 'ụ', 'ù', 'ú', 'ũ', 'ủ', 'ý', 'ợ', 'Ữ',
];

/// Returns text in TCVN3 as Unicode.
pub fn tcvn3(bytes: &[u8]) -> String {
    let low = |byte: u8| match byte {
        1 => 'Ú',
        2 => 'Ụ',
        4 => 'Ừ',
        5 => 'Ử',
        6 => 'Ữ',
        17 => 'Ứ',
        18 => 'Ự',
        19 => 'Ỳ',
        20 => 'Ỷ',
        21 => 'Ỹ',
        22 => 'Ý',
        23 => 'Ỵ',
        other => char::from(other),
    };
    bytes.iter().map(|byte| if *byte < 0x80 { low(*byte) } else { TCVN[usize::from(byte - 0x80)] }).nfc().collect()
}

/// Returns text in VISCII as Unicode.
pub fn viscii(bytes: &[u8]) -> String {
    let low = |byte: u8| match byte {
        2 => 'Ẳ',
        5 => 'Ẵ',
        6 => 'Ẫ',
        20 => 'Ỷ',
        25 => 'Ỹ',
        30 => 'Ỵ',
        other => char::from(other),
    };
    bytes.iter().map(|byte| if *byte < 0x80 { low(*byte) } else { VISCII_HIGH[usize::from(byte - 0x80)] }).collect()
}

/// Returns text in VNI as Unicode: a letter and a mark follow each other as two bytes.
pub fn vni(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes.iter().copied() {
        let is_capital = (0xC0..0xE0).contains(&byte);
        let small = if is_capital { byte + 0x20 } else { byte };
        match small {
            0x00..0x80 => text.push(char::from(byte)),
            _ => match mark(small) {
                Some(marks) => text.push_str(marks),
                None => text.push(single(small, is_capital)),
            },
        }
    }
    text.nfc().collect()
}

/// The marks a byte adds to the letter before it.
fn mark(byte: u8) -> Option<&'static str> {
    Some(match byte {
        0xF9 => "\u{301}",
        0xF8 => "\u{300}",
        0xFB => "\u{309}",
        0xF5 => "\u{303}",
        0xEF => "\u{323}",
        0xE2 => "\u{302}",
        0xE1 => "\u{302}\u{301}",
        0xE0 => "\u{302}\u{300}",
        0xE5 => "\u{302}\u{309}",
        0xE3 => "\u{302}\u{303}",
        0xE4 => "\u{302}\u{323}",
        0xEA => "\u{306}",
        0xE9 => "\u{306}\u{301}",
        0xE8 => "\u{306}\u{300}",
        0xFA => "\u{306}\u{309}",
        0xFC => "\u{306}\u{303}",
        0xEB => "\u{306}\u{323}",
        _ => return None,
    })
}

/// Letters that are one byte.
fn single(byte: u8, is_capital: bool) -> char {
    let (small, capital) = match byte {
        0xF4 => ('ơ', 'Ơ'),
        0xF6 => ('ư', 'Ư'),
        0xF1 => ('đ', 'Đ'),
        0xED => ('í', 'Í'),
        0xEC => ('ì', 'Ì'),
        0xE6 => ('ỉ', 'Ỉ'),
        0xF3 => ('ĩ', 'Ĩ'),
        0xF2 => ('ị', 'Ị'),
        0xEE => ('ỵ', 'Ỵ'),
        other => (char::from(other), char::from(other)),
    };
    if is_capital { capital } else { small }
}
