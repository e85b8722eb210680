//! Finding the blocks of metadata in a file: JPEG segments, PNG and RIFF chunks, TIFF tags, packets elsewhere.

use crate::base::limits;

/// The raw blocks of a file.
#[derive(Debug, Default)]
pub struct Blocks {
    /// EXIF as a TIFF structure, where it is not the file itself.
    pub exif: Option<Vec<u8>>,
    /// IPTC-IIM records.
    pub iptc: Vec<u8>,
    /// XMP packets, the main one first.
    pub xmp: Vec<Vec<u8>>,
    /// The colour profile.
    pub icc: Vec<u8>,
    /// Name the container gives the profile (PNG).
    pub icc_name: Option<String>,
}

/// Finds the blocks of a file of a known format.
pub fn find(input: &[u8], format: &str) -> Blocks {
    let mut blocks = Blocks::default();
    match format {
        "jpeg" | "mpo" => jpeg(input, &mut blocks),
        "png" | "apng" => png(input, &mut blocks),
        "webp" => riff(input, &mut blocks),
        _ => {
            blocks.xmp.extend(packet(input));
            blocks.exif = elsewhere(input);
            if input.starts_with(b"8BPS") {
                photoshop_file(input, &mut blocks);
            }
        }
    }
    blocks
}

fn jpeg(input: &[u8], blocks: &mut Blocks) {
    let mut at = 2;
    let mut extended: Vec<(u32, Vec<u8>)> = Vec::new();
    let mut profile: Vec<(u8, Vec<u8>)> = Vec::new();
    while let Some(header) = input.get(at..at + 4) {
        if header[0] != 0xFF {
            at += 1;
            continue;
        }
        let marker = header[1];
        if marker == 0xFF || marker == 0x01 || (0xD0..=0xD8).contains(&marker) {
            at += if marker == 0xFF { 1 } else { 2 };
            continue;
        }
        if marker == 0xDA || marker == 0xD9 {
            break;
        }
        let length = usize::from(u16::from_be_bytes([header[2], header[3]])).max(2);
        let body = input.get(at + 4..(at + 2 + length).min(input.len())).unwrap_or_default();
        segment(marker, body, blocks, &mut extended, &mut profile);
        at += 2 + length;
    }
    profile.sort_by_key(|(number, _)| *number);
    blocks.icc = profile.into_iter().flat_map(|(_, part)| part).take(limits::ICC_BYTES).collect();
    extended.sort_by_key(|(offset, _)| *offset);
    let whole: Vec<u8> = extended.into_iter().flat_map(|(_, part)| part).take(limits::METADATA_BYTES * 8).collect();
    if !whole.is_empty() {
        blocks.xmp.push(whole);
    }
}

fn segment(
    marker: u8,
    body: &[u8],
    blocks: &mut Blocks,
    extended: &mut Vec<(u32, Vec<u8>)>,
    profile: &mut Vec<(u8, Vec<u8>)>,
) {
    const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
    const EXTENDED: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
    match marker {
        0xE1 if body.starts_with(b"Exif\0") && blocks.exif.is_none() => {
            blocks.exif = body.get(6..).map(<[u8]>::to_vec);
        }
        0xE1 if body.starts_with(XMP) => blocks.xmp.insert(0, body[XMP.len()..].to_vec()),
        0xE1 if body.starts_with(EXTENDED) => {
            let rest = &body[EXTENDED.len()..];
            if let (Some(offset), Some(part)) = (rest.get(36..40), rest.get(40..)) {
                let offset = u32::from_be_bytes([offset[0], offset[1], offset[2], offset[3]]);
                extended.push((offset, part.to_vec()));
            }
        }
        0xE2 if body.starts_with(b"ICC_PROFILE\0") => {
            if let (Some(number), Some(part)) = (body.get(12), body.get(14..)) {
                profile.push((*number, part.to_vec()));
            }
        }
        0xED if body.starts_with(b"Photoshop 3.0\0") => photoshop(&body[14..], blocks),
        _ => {}
    }
}

/// Photoshop's image resources: the one numbered 0x0404 holds IPTC.
pub fn photoshop(mut body: &[u8], blocks: &mut Blocks) {
    while let Some(head) = body.get(..7) {
        if !matches!(&head[..4], b"8BIM" | b"PHUT" | b"AgHg" | b"DCSR") {
            return;
        }
        let number = u16::from_be_bytes([head[4], head[5]]);
        let name = usize::from(head[6]);
        let name_end = 7 + name + usize::from(name % 2 == 0);
        let Some(size) = body.get(name_end..name_end + 4) else { return };
        let size = u32::from_be_bytes([size[0], size[1], size[2], size[3]]) as usize;
        let start = name_end + 4;
        let Some(data) = body.get(start..start.saturating_add(size).min(body.len())) else { return };
        if number == 0x0404 && blocks.iptc.is_empty() {
            blocks.iptc = data.to_vec();
        }
        if number == 0x0422 && blocks.exif.is_none() {
            blocks.exif = Some(data.to_vec());
        }
        let next = start.saturating_add(size).saturating_add(size % 2);
        body = body.get(next..).unwrap_or_default();
    }
}

fn png(input: &[u8], blocks: &mut Blocks) {
    let mut at = 8;
    while let Some(head) = input.get(at..at + 8) {
        let size = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(body) = input.get(at + 8..(at + 8).saturating_add(size)) else { return };
        match &head[4..8] {
            b"eXIf" => blocks.exif = Some(body.to_vec()),
            b"iTXt" if body.starts_with(b"XML:com.adobe.xmp\0") && body.get(18) == Some(&0) => {
                let text = body.get(20..).unwrap_or_default();
                let start = text.splitn(3, |byte| *byte == 0).nth(2).unwrap_or_default();
                blocks.xmp.push(start.to_vec());
            }
            b"iCCP" => {
                blocks.icc_name =
                    body.split(|byte| *byte == 0).next().map(|name| name.iter().map(|b| char::from(*b)).collect());
            }
            b"IEND" => return,
            _ => {}
        }
        at = at.saturating_add(12).saturating_add(size);
    }
}

fn riff(input: &[u8], blocks: &mut Blocks) {
    let mut at = 12;
    while let Some(head) = input.get(at..at + 8) {
        let size = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let Some(body) = input.get(at + 8..(at + 8).saturating_add(size)) else { return };
        match &head[..4] {
            b"EXIF" => blocks.exif = Some(body.strip_prefix(b"Exif\0\0").unwrap_or(body).to_vec()),
            b"XMP " => blocks.xmp.push(body.to_vec()),
            b"ICCP" => blocks.icc = body.to_vec(),
            _ => {}
        }
        at = at.saturating_add(8).saturating_add(size).saturating_add(size % 2);
    }
}

/// The resources of a Photoshop file lie behind its header and its colour table.
fn photoshop_file(input: &[u8], blocks: &mut Blocks) {
    let long = |at: usize| input.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let Some(start) = long(26).and_then(|colours| 30usize.checked_add(colours)) else { return };
    let Some(size) = long(start) else { return };
    let end = start.saturating_add(4).saturating_add(size).min(input.len());
    photoshop(input.get(start + 4..end).unwrap_or_default(), blocks);
}

/// Finds EXIF where a camera maker or another container hides it.
fn elsewhere(input: &[u8]) -> Option<Vec<u8>> {
    if let Some(at) = position(input, b"JpgTiffExif->JP2") {
        return input.get(at + 16..).map(<[u8]>::to_vec);
    }
    if input.starts_with(b"IIU\0") {
        let mut tiff = input.to_vec();
        tiff[2] = 0x2A;
        return Some(tiff);
    }
    if input.get(8..12) == Some(b"crx ") {
        return canon(input);
    }
    let at = position(input, b"Exif\0\0II*\0").or_else(|| position(input, b"Exif\0\0MM\0*"))?;
    input.get(at + 6..).map(<[u8]>::to_vec)
}

/// Canon's CR3 keeps each directory as a TIFF of its own: CMT1 is the first directory, CMT2 the EXIF one. They are
/// joined by a pointer (tag 0x8769) appended to the first.
fn canon(input: &[u8]) -> Option<Vec<u8>> {
    let block = |name: &[u8]| {
        let at = position(input, name)?;
        let size = input.get(at.checked_sub(4)?..at)?;
        let size = u32::from_be_bytes([size[0], size[1], size[2], size[3]]) as usize;
        input.get(at + 4..(at + size).saturating_sub(4).min(input.len()))
    };
    let (first, second) = (block(b"CMT1")?, block(b"CMT2").unwrap_or_default());
    if !first.starts_with(b"II*\0") || !second.starts_with(b"II*\0") {
        return Some(first.to_vec());
    }
    let mut tiff = first.to_vec();
    let short = |bytes: &[u8], at: usize| bytes.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    let long = |bytes: &[u8], at: usize| bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let start = long(first, 4)? as usize;
    let count = short(first, start)?;
    let entries = first.get(start + 2..start + 2 + usize::from(count) * 12)?.to_vec();
    let exif_at = moved(second, tiff.len() as u32, &mut tiff)?;
    let table = tiff.len() as u32;
    tiff.extend((count + 1).to_le_bytes());
    tiff.extend(entries);
    tiff.extend(0x8769u16.to_le_bytes());
    tiff.extend(4u16.to_le_bytes());
    tiff.extend(1u32.to_le_bytes());
    tiff.extend(exif_at.to_le_bytes());
    tiff.extend(0u32.to_le_bytes());
    tiff[4..8].copy_from_slice(&table.to_le_bytes());
    Some(tiff)
}

/// Appends a little-endian TIFF to another, its offsets moved along; returns where its directory begins.
fn moved(block: &[u8], by: u32, tiff: &mut Vec<u8>) -> Option<u32> {
    let mut block = block.to_vec();
    let long = |bytes: &[u8], at: usize| bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let start = long(&block, 4)? as usize;
    let count = usize::from(u16::from_le_bytes([*block.get(start)?, *block.get(start + 1)?]));
    for entry in (0..count).map(|n| start + 2 + n * 12) {
        let kind = u16::from_le_bytes([*block.get(entry + 2)?, *block.get(entry + 3)?]);
        let unit: u64 = match kind {
            3 | 8 => 2,
            4 | 9 | 11 => 4,
            5 | 10 | 12 => 8,
            _ => 1,
        };
        if unit * u64::from(long(&block, entry + 4)?) > 4 {
            let offset = long(&block, entry + 8)?.checked_add(by)?;
            block.get_mut(entry + 8..entry + 12)?.copy_from_slice(&offset.to_le_bytes());
        }
    }
    tiff.extend(block);
    by.checked_add(start as u32)
}

/// Finds an XMP packet anywhere in a file.
fn packet(input: &[u8]) -> Option<Vec<u8>> {
    let start = position(input, b"<x:xmpmeta").or_else(|| position(input, b"<rdf:RDF"))?;
    let rest = &input[start..];
    let end = position(rest, b"</x:xmpmeta>")
        .map(|end| end + 12)
        .or_else(|| position(rest, b"</rdf:RDF>").map(|end| end + 10))?;
    Some(rest[..end].to_vec())
}

fn position(input: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut at = 0;
    while let Some(found) = input.get(at..)?.iter().position(|byte| *byte == first) {
        at += found;
        if input[at..].starts_with(wanted) {
            return Some(at);
        }
        at += 1;
    }
    None
}
