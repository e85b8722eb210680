//! What a file says of itself, put together from its standards.
//!
//! Why this precedence: the Metadata Working Group's guidelines let XMP speak first for words, then IPTC, then EXIF;
//! for what the camera measured EXIF speaks first.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::metadata::blocks;
use crate::metadata::exif;
use crate::metadata::icc;
use crate::metadata::iptc;
use crate::metadata::text;
use crate::metadata::xmp;
use crate::metadata::xmp::Xmp;

/// Where a picture was taken.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Gps {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Metres above the sea.
    pub altitude_m: Option<f64>,
}

/// A colour profile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Icc {
    /// What it calls itself.
    pub name: String,
    /// Its size.
    pub bytes: usize,
    /// `RGB`, `CMYK`, `GRAY` …
    pub colour_space: String,
}

/// What a file says of itself. All texts are a stranger's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Embedded {
    /// Camera maker.
    pub make: Option<String>,
    /// Camera model.
    pub model: Option<String>,
    /// Lens.
    pub lens: Option<String>,
    /// When it was taken: local time, `YYYY-MM-DDTHH:MM:SS` with what more is given.
    pub captured_at: Option<String>,
    /// 1–8, as EXIF numbers turns and mirrors.
    pub orientation: Option<u32>,
    /// Where it was taken.
    pub gps: Option<Gps>,
    /// Who made it.
    pub creator: Vec<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its caption.
    pub caption: Option<String>,
    /// Its caption by language, where XMP has several.
    pub captions: BTreeMap<String, String>,
    /// Copyright notice.
    pub copyright: Option<String>,
    /// Credit line.
    pub credit: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Places in words.
    pub place: Vec<String>,
    /// Program that wrote it.
    pub software: Option<String>,
    /// Exposure in words.
    pub exposure: Option<String>,
    /// Colour profile.
    pub icc: Option<Icc>,
}

impl Embedded {
    /// Returns the caption unless it is a program's own record (street-view programs write one in JSON, with the position
    /// in it): nobody should have to read that, and it would tell what the position hides.
    pub fn caption_for_people(&self) -> Option<&str> {
        self.caption.as_deref().filter(|caption| !is_for_programs(caption))
    }

    /// Returns true when the file tells where it was taken, in its position or in a program's record.
    pub fn tells_where(&self) -> bool {
        self.gps.is_some() || self.caption.as_deref().is_some_and(is_for_programs)
    }

    /// Takes out what tells where the file was taken.
    pub fn forget_where(&mut self) {
        self.gps = None;
        self.caption.take_if(|caption| is_for_programs(caption));
        self.captions.retain(|_, caption| !is_for_programs(caption));
    }
}

fn is_for_programs(caption: &str) -> bool {
    caption.trim_start().starts_with('{') && serde_json::from_str::<serde_json::Value>(caption).is_ok()
}

/// Reads what a file says of itself. `format` is a name of `media::format`. Never fails: what cannot be read is absent.
pub fn read(input: &[u8], format: &str) -> Embedded {
    let mut blocks = blocks::find(input, format);
    let tiff = blocks.exif.take();
    let is_tiff = input.starts_with(b"II") || input.starts_with(b"MM");
    let exif = match (&tiff, format) {
        (Some(_), _) => exif::read(tiff, input),
        (None, _) if is_tiff => exif::read(Some(input.to_vec()), input),
        (None, "heic" | "heif" | "avif" | "hif") => exif::read(None, input),
        _ => None,
    }
    .unwrap_or_default();
    if blocks.iptc.is_empty() {
        blocks.iptc = exif.iptc.clone();
    }
    if !exif.xmp.is_empty() {
        blocks.xmp.insert(0, exif.xmp.clone());
    }
    if blocks.icc.is_empty() {
        blocks.icc = exif.icc.clone();
    }
    let iptc = iptc::read(&blocks.iptc);
    let xmp = Xmp::read(&blocks.xmp);
    let profile = icc::read(&blocks.icc, blocks.icc_name.as_deref());
    put_together(exif, iptc, &xmp, profile)
}

fn put_together(exif: exif::Read, iptc: iptc::Iptc, xmp: &Xmp, icc: Option<Icc>) -> Embedded {
    let first = |lists: [Vec<String>; 3]| lists.into_iter().find(|list| !list.is_empty()).unwrap_or_default();
    let xmp_moment = |namespace, name| xmp.one(namespace, name).and_then(|at| text::moment(&at));
    let mut creator = first([xmp.all(xmp::DC, "creator"), iptc.creator, exif.artist.into_iter().collect()]);
    creator.dedup();
    Embedded {
        make: exif.make.or_else(|| xmp.one(xmp::TIFF, "Make")),
        model: exif.model.or_else(|| xmp.one(xmp::TIFF, "Model")),
        lens: exif.lens.or_else(|| xmp.one(xmp::AUX, "Lens")),
        captured_at: exif
            .taken
            .or(exif.digitized)
            .or_else(|| xmp_moment(xmp::EXIF, "DateTimeOriginal"))
            .or_else(|| xmp_moment(xmp::PHOTOSHOP, "DateCreated"))
            .or(iptc.created)
            .or_else(|| xmp_moment(xmp::XMP, "CreateDate")),
        orientation: exif.orientation.or_else(|| {
            xmp.one(xmp::TIFF, "Orientation").and_then(|turn| turn.parse().ok()).filter(|n| (1..=8).contains(n))
        }),
        gps: exif.gps,
        creator,
        title: xmp
            .one(xmp::DC, "title")
            .or(iptc.title)
            .or_else(|| xmp.one(xmp::PHOTOSHOP, "Headline"))
            .or(iptc.headline),
        caption: xmp.one(xmp::DC, "description").or(iptc.caption).or(exif.description),
        captions: Some(xmp.by_lang(xmp::DC, "description")).filter(|all| all.len() > 1).unwrap_or_default(),
        copyright: xmp.one(xmp::DC, "rights").or(iptc.copyright).or(exif.copyright),
        credit: xmp.one(xmp::PHOTOSHOP, "Credit").or(iptc.credit),
        source: xmp.one(xmp::PHOTOSHOP, "Source").or(iptc.source),
        keywords: first([xmp.all(xmp::DC, "subject"), iptc.keywords, Vec::new()]),
        place: first([
            ["City", "State", "Country"].iter().filter_map(|name| xmp.one(xmp::PHOTOSHOP, name)).collect(),
            iptc.place,
            Vec::new(),
        ]),
        software: exif.software.or_else(|| xmp.one(xmp::XMP, "CreatorTool")),
        exposure: exif.exposure,
        icc,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programs_record_is_no_caption_and_tells_where() {
        let caption = |text: &str| Embedded { caption: Some(text.to_owned()), ..Embedded::default() };
        let mut street = caption(r#"{"MAPLatitude":"52.518925","MAPLongitude":"13.400387"}"#);
        assert!(street.caption_for_people().is_none() && street.tells_where());
        street.forget_where();
        assert_eq!(street, Embedded::default());
        let plain = caption("{Cổng làng}");
        assert!(plain.caption_for_people().is_some() && !plain.tells_where());
    }
}
