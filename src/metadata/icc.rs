//! What a colour profile calls itself.

use crate::metadata::Icc;
use crate::metadata::text;

/// Reads the name and colour space of a profile.
pub fn read(profile: &[u8], container_name: Option<&str>) -> Option<Icc> {
    if profile.len() < 132 {
        return container_name.and_then(text::clean).map(|name| Icc { name, bytes: 0, colour_space: String::new() });
    }
    let colour_space: String = profile[16..20].iter().map(|byte| char::from(*byte)).collect();
    let name =
        description(profile).or_else(|| container_name.and_then(text::clean)).unwrap_or_else(|| "ICC".to_owned());
    Some(Icc { name, bytes: profile.len(), colour_space: colour_space.trim().to_owned() })
}

fn number(profile: &[u8], at: usize) -> Option<usize> {
    let bytes = profile.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize)
}

fn description(profile: &[u8]) -> Option<String> {
    let count = number(profile, 128)?.min(100);
    let entry = (0..count).map(|n| 132 + n * 12).find(|at| profile.get(*at..*at + 4) == Some(b"desc".as_slice()))?;
    let (start, size) = (number(profile, entry + 4)?, number(profile, entry + 8)?);
    let tag = profile.get(start..start.checked_add(size)?.min(profile.len()))?;
    let raw = match tag.get(..4)? {
        b"desc" => {
            let length = number(tag, 8)?;
            text::decode(tag.get(12..(12 + length).min(tag.len()))?)
        }
        b"mluc" => {
            let (length, offset) = (number(tag, 20)?, number(tag, 24)?);
            let wide = tag.get(offset..offset.checked_add(length)?.min(tag.len()))?;
            let units: Vec<u16> = wide.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        _ => return None,
    };
    text::clean(&raw)
}
