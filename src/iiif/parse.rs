//! The grammar of image requests (Image API 3.0 and 2.1, §4). The caller splits the path at
//! its slashes and undoes percent-encoding; nothing else is forgiven.

use crate::iiif::error::IiifError;
use crate::iiif::error::Part;
use crate::iiif::request::Edition;
use crate::iiif::request::Format;
use crate::iiif::request::Quality;
use crate::iiif::request::Region;
use crate::iiif::request::Request;
use crate::iiif::request::Rotation;
use crate::iiif::request::Size;
use crate::iiif::request::Span;

/// Longest number that is read, in characters.
const NUMBER_CHARS: usize = 20;

impl Request {
    /// Parses the four segments of a path: region, size, rotation, and quality with format.
    pub fn parse(
        edition: Edition,
        region: &str,
        size: &str,
        rotation: &str,
        quality_and_format: &str,
    ) -> Result<Request, IiifError> {
        let (quality, format) = quality_and_format.rsplit_once('.').ok_or(IiifError::Malformed(Part::Format))?;
        Ok(Request {
            edition,
            region: parse_region(region)?,
            size: parse_size(edition, size)?,
            rotation: parse_rotation(rotation)?,
            quality: parse_quality(quality)?,
            format: parse_format(format)?,
        })
    }
}

fn parse_region(text: &str) -> Result<Region, IiifError> {
    let malformed = IiifError::Malformed(Part::Region);
    match text {
        "full" => return Ok(Region::Full),
        "square" => return Ok(Region::Square),
        _ => {}
    }
    if let Some(percent) = text.strip_prefix("pct:") {
        let [x, y, width, height] = four(percent, decimal).ok_or(malformed)?;
        return Ok(Region::Percent { x, y, width, height });
    }
    let [x, y, width, height] = four(text, integer).ok_or(malformed)?;
    Ok(Region::Pixels { x, y, width, height })
}

fn parse_size(edition: Edition, text: &str) -> Result<Size, IiifError> {
    // 2.1 has no caret: any size may enlarge where the server does so at all. 3.0 has no `full`.
    let (may_enlarge, span) = match (edition, text.strip_prefix('^')) {
        (Edition::Two, _) if text == "full" => (false, Some(Span::Unscaled)),
        (Edition::Two, _) => (text != "max" && !text.starts_with('!'), parse_span(text)),
        (Edition::Three, Some(rest)) => (true, parse_span(rest)),
        (Edition::Three, None) => (false, parse_span(text)),
    };
    let span = span.ok_or(IiifError::Malformed(Part::Size))?;
    Ok(Size { may_enlarge, span })
}

fn parse_span(text: &str) -> Option<Span> {
    if text == "max" {
        return Some(Span::Max);
    }
    if let Some(percent) = text.strip_prefix("pct:") {
        return decimal(percent).map(Span::Percent);
    }
    if let Some(within) = text.strip_prefix('!') {
        let (width, height) = within.split_once(',')?;
        return Some(Span::Within(integer(width)?, integer(height)?));
    }
    match text.split_once(',')? {
        (width, "") => integer(width).map(Span::Width),
        ("", height) => integer(height).map(Span::Height),
        (width, height) => Some(Span::Exact(integer(width)?, integer(height)?)),
    }
}

fn parse_rotation(text: &str) -> Result<Rotation, IiifError> {
    let (is_mirrored, rest) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
    let degrees = decimal(rest).filter(|degrees| *degrees <= 360.0).ok_or(IiifError::Malformed(Part::Rotation))?;
    Ok(Rotation { is_mirrored, degrees })
}

fn parse_quality(text: &str) -> Result<Quality, IiifError> {
    match text {
        "default" => Ok(Quality::Default),
        "color" => Ok(Quality::Color),
        "gray" => Ok(Quality::Gray),
        "bitonal" => Ok(Quality::Bitonal),
        _ => Err(IiifError::Malformed(Part::Quality)),
    }
}

fn parse_format(text: &str) -> Result<Format, IiifError> {
    match text {
        "jpg" => Ok(Format::Jpg),
        "png" => Ok(Format::Png),
        "webp" => Ok(Format::Webp),
        "tif" | "gif" | "jp2" | "pdf" => Err(IiifError::NotOffered(Part::Format)),
        _ => Err(IiifError::Malformed(Part::Format)),
    }
}

fn four<T>(text: &str, parse: fn(&str) -> Option<T>) -> Option<[T; 4]> {
    let mut parts = text.split(',').map(parse);
    let four = [parts.next()??, parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(four)
}

/// Digits alone: no sign, no point, no space.
fn integer(text: &str) -> Option<u32> {
    let is_plain = !text.is_empty() && text.len() <= NUMBER_CHARS && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten()
}

/// Digits with at most one point among them: no sign, no exponent, nothing that is not a number.
fn decimal(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = text.len() <= NUMBER_CHARS && is_digits(whole) && is_digits(fraction);
    is_plain.then(|| text.parse().ok()).flatten()
}
