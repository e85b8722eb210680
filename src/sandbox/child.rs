//! The child's side: shut in, read standard input, answer on standard output.
//! Ends with 0, or with 10 and a message key on standard error; anything else is a death.

use std::fs::File;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::process::exit;

use crate::base::fault::Faulty;
use crate::base::limits;
use crate::base::limits::PictureBounds;
use crate::document;
use crate::media::decode;
use crate::media::format;
use crate::media::format::Family;
use crate::media::format::Format;
use crate::media::pyramid;
use crate::media::rows::is_streamed;
use crate::media::stream;
use crate::metadata;
use crate::sandbox::Inspection;
use crate::sandbox::PageSizes;
use crate::sandbox::shut::shut_in;

/// How much of a film, a recording or a model is looked at.
const HEAD_BYTES: u64 = 1 << 20;
/// Largest file of a format that can be read row by row that is looked at whole, in bytes.
const STREAMED_BYTES: u64 = 128 << 20;

/// Runs an inner command and ends the process. `words` are what follows `__child`.
pub fn main(words: &[String]) -> ! {
    std::panic::set_hook(Box::new(|_| {}));
    let Ok(input) = rustix::stdio::stdin().try_clone_to_owned() else { exit(3) };
    let Some(answer) = own_words() else { exit(3) };
    let mut words = words.iter().map(String::as_str);
    let is_strict = words.next() != Some("weak");
    let memory_mib = words.next().and_then(|mib| mib.parse().ok()).unwrap_or(64u64);
    let cpu_s = words.next().and_then(|seconds| seconds.parse().ok()).unwrap_or(1u64);
    let usual = PictureBounds::default();
    let pixels = words.next().and_then(|count| count.parse().ok()).unwrap_or(usual.pixels);
    let side_px = words.next().and_then(|count| count.parse().ok()).unwrap_or(usual.side_px);
    let bounds = PictureBounds { pixels, side_px };
    let is_tight = shut_in(memory_mib << 20, cpu_s);
    if is_strict && !is_tight {
        fail(answer, "reason-no-sandbox");
    }
    let mut input = File::from(input);
    let mut word = || words.next().unwrap_or_default();
    let done = match word() {
        "probe" => return_probe(is_tight),
        "inspect" => inspect(&mut input, word(), bounds),
        "derive" => {
            let (format, orientation, page) = (word(), word().parse().unwrap_or(1), word().parse().unwrap_or(1));
            derive(&mut input, format, orientation, page, bounds)
        }
        "words" => place_words(&mut input, word(), word().parse().unwrap_or(1)),
        _ => exit(2),
    };
    match done {
        Ok(()) => exit(0),
        Err(reason) => fail(answer, &reason),
    }
}

fn fail(mut answer: File, reason: &str) -> ! {
    let _ = answer.write_all(reason.as_bytes());
    exit(10)
}

/// Keeps standard error for the reason alone: what decoders say of their own accord goes nowhere.
fn own_words() -> Option<File> {
    let answer = rustix::stdio::stderr().try_clone_to_owned().ok()?;
    if let Ok(nowhere) = File::options().write(true).open("/dev/null") {
        rustix::stdio::dup2_stderr(nowhere).ok()?;
    }
    Some(File::from(answer))
}

fn return_probe(is_tight: bool) -> Result<(), String> {
    if is_tight { Ok(()) } else { Err("reason-no-sandbox".to_owned()) }
}

/// Turns the stable code of an error, such as `media.too_large`, into the key of its words, `reason-too-large`.
fn reason(error: &impl Faulty) -> String {
    let code = error.code();
    format!("reason-{}", code.rsplit('.').next().unwrap_or(code).replace('_', "-"))
}

fn read(input: &mut File, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(length(input)?.min(most) as usize);
    input.seek(SeekFrom::Start(0)).map_err(|_| "reason-unreadable".to_owned())?;
    input.take(most).read_to_end(&mut bytes).map_err(|_| "reason-unreadable".to_owned())?;
    Ok(bytes)
}

fn length(input: &mut File) -> Result<u64, String> {
    input.seek(SeekFrom::End(0)).map_err(|_| "reason-unreadable".to_owned())
}

fn inspect(input: &mut File, _name: &str, bounds: PictureBounds) -> Result<(), String> {
    let size_bytes = length(input)?;
    if size_bytes == 0 {
        return Err("reason-empty".to_owned());
    }
    input.seek(SeekFrom::Start(0)).map_err(|_| "reason-unreadable".to_owned())?;
    let format = format::identify(input).map_err(|_| "reason-unreadable".to_owned())?;
    let is_looked_through = matches!(format.family, Family::Picture | Family::Document | Family::Office | Family::Text);
    // What is read row by row is measured so, too: a large scan is never in memory whole.
    let is_cut = match is_streamed(format.name) {
        true => size_bytes > STREAMED_BYTES,
        false => size_bytes > limits::CHILD_FILE_BYTES,
    };
    let most = if is_looked_through && !is_cut { limits::CHILD_FILE_BYTES } else { HEAD_BYTES };
    let bytes = read(input, most)?;
    let mut seen = Inspection {
        format: format.name.to_owned(),
        mime: format.mime.to_owned(),
        ext: format.ext.to_owned(),
        puid: format.puid.map(str::to_owned),
        family: format.family.name().to_owned(),
        ..Inspection::default()
    };
    match format.family {
        Family::Picture if is_cut => inspect_large(input, &bytes, format, bounds, &mut seen)?,
        Family::Picture => inspect_picture(&bytes, format, bounds, &mut seen)?,
        Family::Document | Family::Office | Family::Text => inspect_document(&bytes, format, &mut seen),
        _ => seen.embedded = metadata::read(&bytes, format.name),
    }
    let answer = serde_json::to_vec(&seen).map_err(|_| "reason-unreadable".to_owned())?;
    std::io::stdout().write_all(&answer).map_err(|_| "reason-unreadable".to_owned())
}

/// Measures a picture of whose file no more than the head was read.
fn inspect_large(
    input: &mut File,
    head: &[u8],
    format: &Format,
    bounds: PictureBounds,
    seen: &mut Inspection,
) -> Result<(), String> {
    match stream::measure(input, format, &bounds) {
        Ok(Some((width, height))) => {
            let skeleton = stream::skeleton(input, format);
            seen.embedded = metadata::read(skeleton.as_deref().unwrap_or(head), format.name);
            (seen.width, seen.height) = (Some(width), Some(height));
            let pages = stream::pages(input, format);
            if pages > limits::PAGES {
                return Err("reason-too-large".to_owned());
            }
            seen.pages = Some(pages);
            seen.has_preview = true;
            Ok(())
        }
        // What is not read row by row is read whole, as when its picture is made.
        Ok(None) if length(input)? <= limits::CHILD_FILE_BYTES => {
            inspect_picture(&read(input, limits::CHILD_FILE_BYTES)?, format, bounds, seen)
        }
        Ok(None) => inspect_picture(head, format, bounds, seen),
        Err(error) => Err(reason(&error)),
    }
}

fn inspect_picture(bytes: &[u8], format: &Format, bounds: PictureBounds, seen: &mut Inspection) -> Result<(), String> {
    seen.embedded = metadata::read(bytes, format.name);
    match decode::header_within(bytes, format, &bounds) {
        Ok(header) => {
            seen.width = Some(header.width);
            seen.height = Some(header.height);
            seen.pages = Some(header.frames);
            seen.page_sizes = PageSizes::of(&decode::page_sizes(bytes, format, &header, &bounds));
            seen.has_preview = true;
        }
        Err(decode::MediaError::NoPreview) => seen.reason = Some("reason-no-preview".to_owned()),
        Err(error) => match reason(&error) {
            refused if refused == "reason-too-large" => return Err(refused),
            kept => seen.reason = Some(kept),
        },
    }
    Ok(())
}

fn inspect_document(bytes: &[u8], format: &Format, seen: &mut Inspection) {
    seen.embedded = metadata::read(bytes, format.name);
    match document::read(bytes, format.name) {
        Ok(text) => {
            seen.pages = Some(text.page_count).filter(|pages| *pages > 0);
            seen.page_sizes = PageSizes::of(&text.page_sizes);
            seen.encoding = text.encoding;
            seen.title = text.title;
            seen.author = text.author;
            seen.text = text.pages;
            seen.flags = text.flags;
            seen.has_preview = format.name == "pdf";
        }
        Err(error) => seen.reason = Some(reason(&error)),
    }
}

fn derive(
    input: &mut File,
    format_name: &str,
    orientation: u8,
    page: u32,
    bounds: PictureBounds,
) -> Result<(), String> {
    let mut out = std::io::BufWriter::with_capacity(256 << 10, std::io::stdout().lock());
    if format_name == "pdf" {
        let bytes = read(input, limits::CHILD_FILE_BYTES)?;
        let picture = document::page::picture(&bytes, page).map_err(|error| reason(&error))?;
        pyramid::build(picture, &mut out).map_err(|error| reason(&error))?;
    } else {
        let format = format::by_name(format_name).ok_or("reason-unsupported")?;
        let page = page.saturating_sub(1);
        let wanted = stream::Wanted { format, orientation, page, bounds };
        stream::derive(input, &wanted, &mut out).map_err(|error| reason(&error))?;
    }
    out.flush().map_err(|_| "reason-unreadable".to_owned())
}

fn place_words(input: &mut File, format_name: &str, page: u32) -> Result<(), String> {
    if format_name != "pdf" {
        return Err("reason-no-preview".to_owned());
    }
    let words = document::page::words(&read(input, limits::CHILD_FILE_BYTES)?, page).map_err(|error| reason(&error))?;
    let answer = serde_json::to_vec(&words).map_err(|_| "reason-unreadable".to_owned())?;
    std::io::stdout().write_all(&answer).map_err(|_| "reason-unreadable".to_owned())
}
