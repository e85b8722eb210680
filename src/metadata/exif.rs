//! EXIF, as far as pages show it.

use std::io::Cursor;

use exif::Exif;
use exif::In;
use exif::Tag;
use exif::Value;

use crate::metadata::Gps;
use crate::metadata::text;

/// What EXIF says.
#[derive(Debug, Default)]
pub struct Read {
    pub make: Option<String>,
    pub model: Option<String>,
    pub lens: Option<String>,
    pub taken: Option<String>,
    pub digitized: Option<String>,
    pub orientation: Option<u32>,
    pub gps: Option<Gps>,
    pub artist: Option<String>,
    pub description: Option<String>,
    pub copyright: Option<String>,
    pub software: Option<String>,
    pub exposure: Option<String>,
    pub iptc: Vec<u8>,
    pub xmp: Vec<u8>,
    pub icc: Vec<u8>,
}

/// Reads a TIFF structure, or a container the library knows; what is damaged is left out.
pub fn read(tiff: Option<Vec<u8>>, container: &[u8]) -> Option<Read> {
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let result = match tiff {
        Some(tiff) => reader.read_raw(tiff),
        None => reader.read_from_container(&mut Cursor::new(container)),
    };
    let found = match result {
        Ok(found) => found,
        Err(error) => error.distill_partial_result(|_| {}).ok()?,
    };
    Some(fields(&found))
}

fn fields(exif: &Exif) -> Read {
    Read {
        make: words(exif, Tag::Make),
        model: words(exif, Tag::Model),
        lens: words(exif, Tag::LensModel),
        taken: moment(exif, Tag::DateTimeOriginal),
        digitized: moment(exif, Tag::DateTimeDigitized),
        orientation: number(exif, Tag::Orientation).filter(|turn| (1..=8).contains(turn)),
        gps: gps(exif),
        artist: words(exif, Tag::Artist),
        description: words(exif, Tag::ImageDescription),
        copyright: words(exif, Tag::Copyright),
        software: words(exif, Tag::Software),
        exposure: exposure(exif),
        iptc: raw(exif, 33723),
        xmp: raw(exif, 700),
        icc: raw(exif, 34675),
    }
}

fn words(exif: &Exif, tag: Tag) -> Option<String> {
    let field = exif.get_field(tag, In::PRIMARY)?;
    match &field.value {
        Value::Ascii(parts) => {
            let joined: Vec<String> = parts.iter().map(|part| text::decode(part)).collect();
            joined
                .first()
                .and_then(|first| text::clean(first))
                .or_else(|| joined.iter().find_map(|part| text::clean(part)))
        }
        Value::Byte(bytes) | Value::Undefined(bytes, _) => {
            let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
            text::clean(&text::decode(&bytes[..end]))
        }
        _ => None,
    }
}

fn number(exif: &Exif, tag: Tag) -> Option<u32> {
    exif.get_field(tag, In::PRIMARY)?.value.get_uint(0)
}

fn moment(exif: &Exif, tag: Tag) -> Option<String> {
    words(exif, tag).and_then(|date| text::moment(&date))
}

/// The raw bytes of a tag of the first directory that holds another standard.
fn raw(exif: &Exif, tag: u16) -> Vec<u8> {
    match exif.get_field(Tag(exif::Context::Tiff, tag), In::PRIMARY).map(|field| &field.value) {
        Some(Value::Byte(bytes) | Value::Undefined(bytes, _)) => bytes.clone(),
        Some(Value::Long(words)) => {
            let is_little = exif.little_endian();
            words.iter().flat_map(|word| if is_little { word.to_le_bytes() } else { word.to_be_bytes() }).collect()
        }
        _ => Vec::new(),
    }
}

fn gps(exif: &Exif) -> Option<Gps> {
    let lat = degrees(exif, Tag::GPSLatitude)? * sign(exif, Tag::GPSLatitudeRef, "S");
    let lon = degrees(exif, Tag::GPSLongitude)? * sign(exif, Tag::GPSLongitudeRef, "W");
    if !lat.is_finite() || !lon.is_finite() || lat.abs() > 90.0 || lon.abs() > 180.0 {
        return None;
    }
    let below = number(exif, Tag::GPSAltitudeRef) == Some(1);
    let altitude_m = rational(exif, Tag::GPSAltitude).map(|height| if below { -height } else { height });
    Some(Gps { lat, lon, altitude_m: altitude_m.filter(|height| height.is_finite()) })
}

fn degrees(exif: &Exif, tag: Tag) -> Option<f64> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(parts) if !parts.is_empty() => {
            let parts: Vec<f64> =
                parts.iter().take(3).map(|part| if part.denom == 0 { 0.0 } else { part.to_f64() }).collect();
            Some(parts.iter().zip([1.0, 60.0, 3600.0]).map(|(part, unit)| part / unit).sum())
        }
        _ => None,
    }
}

fn sign(exif: &Exif, tag: Tag, minus: &str) -> f64 {
    if words(exif, tag).is_some_and(|word| word.to_uppercase().starts_with(minus)) { -1.0 } else { 1.0 }
}

fn rational(exif: &Exif, tag: Tag) -> Option<f64> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(parts) => parts.first().filter(|part| part.denom != 0).map(exif::Rational::to_f64),
        _ => None,
    }
}

/// Returns the exposure as photographers write it: `1/125 s · f/5.6 · ISO 200 · 35 mm`.
fn exposure(exif: &Exif) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(time) = rational(exif, Tag::ExposureTime).filter(|time| *time > 0.0) {
        let said = if time < 0.5 { format!("1/{:.0} s", 1.0 / time) } else { format!("{time:.1} s") };
        parts.push(said);
    }
    parts.extend(rational(exif, Tag::FNumber).filter(|f| *f > 0.0).map(|f| format!("f/{f:.1}")));
    parts.extend(number(exif, Tag::PhotographicSensitivity).map(|iso| format!("ISO {iso}")));
    parts.extend(rational(exif, Tag::FocalLength).filter(|mm| *mm > 0.0).map(|mm| format!("{mm:.0} mm")));
    (!parts.is_empty()).then(|| parts.join(" · "))
}
