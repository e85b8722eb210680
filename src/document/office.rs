//! Office files: zipped XML (DOCX, XLSX, PPTX, ODT, ODS, ODP, EPUB), RTF, and web pages as text.

use std::io::Cursor;
use std::io::Read;

use unicode_normalization::UnicodeNormalization as _;
use zip::ZipArchive;

use crate::base::limits;
use crate::base::xml;
use crate::base::xml::Node;
use crate::document::DocumentError;
use crate::document::Text;
use crate::document::plain;

/// Reads a zipped office file: which of its parts hold text follows from its format.
pub fn read(input: &[u8], format: &str) -> Result<Text, DocumentError> {
    let mut archive = ZipArchive::new(Cursor::new(input)).map_err(|_| DocumentError::Damaged)?;
    if archive.len() > limits::OFFICE_PARTS {
        return Err(DocumentError::TooLarge);
    }
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    let mut text = Text::default();
    if names.iter().any(|name| name.ends_with("vbaProject.bin") || name.starts_with("Basic/")) {
        text.flags.push("macros".to_owned());
    }
    if names.iter().any(|name| name == "EncryptedPackage") {
        return Err(DocumentError::Encrypted);
    }
    for name in ["docProps/core.xml", "meta.xml"] {
        if let Ok(part) = part(&mut archive, name) {
            properties(&part, &mut text)?;
        }
    }
    let mut left = limits::TEXT_BYTES;
    for name in parts_of(format, &names) {
        let words = body(&part(&mut archive, &name)?, format)?;
        if words.len() > left {
            text.truncated = true;
            break;
        }
        left -= words.len();
        text.pages.push(words);
    }
    let is_there = |name: &str| names.iter().any(|known| known == name);
    if text.pages.is_empty() && !is_there("xl/workbook.xml") {
        return Err(DocumentError::Damaged);
    }
    text.pages.retain(|page| !page.is_empty());
    Ok(text)
}

/// Returns true for an office file locked with a password: its zip lies in a stream of this name, in UTF-16.
pub fn is_locked(input: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    input.windows(name.len()).any(|window| window == name)
}

fn parts_of(format: &str, names: &[String]) -> Vec<String> {
    let wanted = |name: &str| match format {
        "docx" => name == "word/document.xml" || name == "word/footnotes.xml",
        "xlsx" => name == "xl/sharedStrings.xml" || name.starts_with("xl/worksheets/sheet"),
        "pptx" => name.starts_with("ppt/slides/slide") && name.ends_with(".xml"),
        "epub" => name.ends_with(".xhtml") || name.ends_with(".html") || name.ends_with(".htm"),
        _ => name == "content.xml",
    };
    let mut parts: Vec<String> = names.iter().filter(|name| wanted(name)).cloned().collect();
    parts.sort_by_key(|name| (name.len(), name.clone()));
    parts
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, DocumentError> {
    let entry = archive.by_name(name).map_err(|error| match error {
        zip::result::ZipError::UnsupportedArchive(_) => DocumentError::Encrypted,
        _ => DocumentError::Damaged,
    })?;
    if entry.size() > limits::OFFICE_PART_BYTES {
        return Err(DocumentError::TooLarge);
    }
    let mut bytes = Vec::new();
    entry.take(limits::OFFICE_PART_BYTES).read_to_end(&mut bytes).map_err(|_| DocumentError::Damaged)?;
    Ok(plain::decode(&bytes).text)
}

fn properties(part: &str, text: &mut Text) -> Result<(), DocumentError> {
    let mut element = String::new();
    let (mut title, mut author) = (String::new(), String::new());
    xml::read(part, &mut |node| match node {
        Node::Start(name, _) => element = name.to_owned(),
        Node::Text(words) if element == "dc:title" => title.push_str(words),
        Node::Text(words) if matches!(element.as_str(), "dc:creator" | "meta:initial-creator") && author.is_empty() => {
            author.push_str(words);
        }
        Node::Text(_) => {}
        Node::End(_) => element.clear(),
    })?;
    text.title = Some(title.trim().nfc().collect()).filter(|title: &String| !title.is_empty());
    text.author = Some(author.trim().nfc().collect()).filter(|author: &String| !author.is_empty());
    Ok(())
}

/// Text stands in `w:t`, `a:t`, `t` of Microsoft's formats and in the whole body of the others.
fn body(part: &str, format: &str) -> Result<String, DocumentError> {
    let is_microsoft = matches!(format, "docx" | "xlsx" | "pptx");
    let mut out = String::new();
    let mut inside = 0usize;
    let mut skipped = 0usize;
    xml::read(part, &mut |node| match node {
        Node::Start(name, attributes) => match name {
            "w:t" | "a:t" | "t" if is_microsoft => inside += 1,
            "w:tab" | "text:tab" => out.push('\t'),
            "w:br" | "text:line-break" | "br" => out.push('\n'),
            "text:s" => {
                let count = attributes.iter().find(|(name, _)| name == "text:c").and_then(|(_, n)| n.parse().ok());
                out.extend(std::iter::repeat_n(' ', count.unwrap_or(1).min(1_000)));
            }
            "script" | "style" | "office:annotation" | "text:tracked-changes" | "head" => skipped += 1,
            _ => {}
        },
        Node::Text(words) => {
            if skipped == 0 && (inside > 0 || !is_microsoft) {
                out.push_str(words);
            }
        }
        Node::End(name) => match name {
            "w:t" | "a:t" | "t" if is_microsoft => inside = inside.saturating_sub(1),
            "w:p" | "a:p" | "si" | "text:p" | "text:h" | "p" | "h1" | "h2" | "h3" | "li" | "tr" => out.push('\n'),
            "script" | "style" | "office:annotation" | "text:tracked-changes" | "head" => {
                skipped = skipped.saturating_sub(1)
            }
            _ => {}
        },
    })?;
    Ok(out.trim().nfc().collect())
}

/// Takes the words out of a web page or any XML, without running or fetching anything: tags go, entities are read.
pub fn markup(bytes: &[u8]) -> Text {
    let decoded = plain::decode(bytes);
    let mut out = String::new();
    let mut rest = decoded.text.as_str();
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let lower: String = rest.chars().take(8).collect::<String>().to_lowercase();
        let end = match lower.as_str() {
            tag if tag.starts_with("<script") => rest.find("</script").or_else(|| rest.find("</SCRIPT")),
            tag if tag.starts_with("<style") => rest.find("</style").or_else(|| rest.find("</STYLE")),
            tag if tag.starts_with("<!--") => rest.find("-->"),
            _ => Some(0),
        };
        let Some(end) = end.and_then(|at| rest[at..].find('>').map(|close| at + close + 1)) else {
            rest = "";
            break;
        };
        if !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    let plain = quick_unescape(&out);
    Text {
        page_count: 1,
        pages: vec![plain.split_whitespace().collect::<Vec<_>>().join(" ")],
        encoding: Some(decoded.encoding),
        ..Text::default()
    }
}

fn quick_unescape(text: &str) -> String {
    const NAMES: [(&str, &str); 6] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    NAMES.iter().fold(text.to_owned(), |text, (name, letter)| text.replace(name, letter))
}

/// Takes the words out of RTF: control words go, `\uN` and `\'hh` are read.
pub fn rtf(bytes: &[u8]) -> Text {
    let mut out = String::new();
    let mut raw: Vec<u8> = Vec::new();
    let mut hidden: Vec<bool> = vec![false];
    let mut skip = 0usize;
    let mut at = 0;
    while at < bytes.len() && out.len() < limits::TEXT_BYTES {
        match bytes[at] {
            b'{' => {
                flush(&mut raw, &mut out);
                hidden.push(hidden.last().copied().unwrap_or(false) || starts_hidden(&bytes[at + 1..]));
                if hidden.len() > limits::XML_DEPTH * 4 {
                    break;
                }
            }
            b'}' => {
                flush(&mut raw, &mut out);
                if hidden.len() > 1 {
                    hidden.pop();
                }
            }
            b'\\' => {
                let (word, value, next) = control(bytes, at + 1);
                let is_hidden = hidden.last().copied().unwrap_or(false);
                at = next;
                if !is_hidden {
                    match (word.as_str(), value) {
                        ("'", Some(byte)) if skip == 0 => raw.push(byte as u8),
                        ("'", _) => skip -= 1,
                        ("u", Some(code)) => {
                            flush(&mut raw, &mut out);
                            let code = if code < 0 { code + 65_536 } else { code };
                            out.extend(char::from_u32(code as u32));
                            skip = 1;
                        }
                        ("par" | "line" | "row" | "sect" | "page", _) => {
                            flush(&mut raw, &mut out);
                            out.push('\n');
                        }
                        ("tab" | "cell", _) => {
                            flush(&mut raw, &mut out);
                            out.push('\t');
                        }
                        ("~", _) => raw.push(b' '),
                        ("\\" | "{" | "}", _) => raw.extend(word.bytes()),
                        _ => {}
                    }
                }
                continue;
            }
            b'\r' | b'\n' => {}
            byte if !hidden.last().copied().unwrap_or(false) => {
                if skip > 0 {
                    skip -= 1
                } else {
                    raw.push(byte)
                }
            }
            _ => {}
        }
        at += 1;
    }
    flush(&mut raw, &mut out);
    Text { page_count: 0, pages: vec![out.trim().nfc().collect()], ..Text::default() }
}

fn flush(raw: &mut Vec<u8>, out: &mut String) {
    if !raw.is_empty() {
        out.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(raw).0);
        raw.clear();
    }
}

fn starts_hidden(rest: &[u8]) -> bool {
    const HIDDEN: [&[u8]; 10] = [
        b"\\*",
        b"\\fonttbl",
        b"\\colortbl",
        b"\\stylesheet",
        b"\\info",
        b"\\pict",
        b"\\header",
        b"\\footer",
        b"\\object",
        b"\\listtable",
    ];
    HIDDEN.iter().any(|word| rest.starts_with(word))
}

/// Reads a control word: its name, its number, and where the text goes on.
fn control(bytes: &[u8], at: usize) -> (String, Option<i32>, usize) {
    let Some(first) = bytes.get(at).copied() else { return (String::new(), None, at) };
    if first == b'\'' {
        let digits = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        return ("'".to_owned(), digits.and_then(|pair| i32::from_str_radix(pair, 16).ok()), (at + 3).min(bytes.len()));
    }
    if !first.is_ascii_alphabetic() {
        return (char::from(first).to_string(), None, at + 1);
    }
    let mut end = at;
    while bytes.get(end).is_some_and(u8::is_ascii_alphabetic) {
        end += 1;
    }
    let word = String::from_utf8_lossy(&bytes[at..end]).into_owned();
    let mut digits = end;
    while bytes.get(digits).is_some_and(|byte| byte.is_ascii_digit() || (digits == end && *byte == b'-')) {
        digits += 1;
    }
    let value = std::str::from_utf8(&bytes[end..digits]).ok().and_then(|text| text.parse().ok());
    let next = if bytes.get(digits) == Some(&b' ') { digits + 1 } else { digits };
    (word, value, next)
}
