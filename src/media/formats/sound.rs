//! Sound: kept and offered, never decoded.

use file_format::FileFormat;

use crate::media::format::Family::Audio;
use crate::media::format::Format;

/// Sound.
pub static FORMATS: &[Format] = &[
    Format::kept("mp3", "audio/mpeg", "mp3", Some("fmt/134"), Audio, |s| {
        s.starts(b"ID3") || s.general == FileFormat::Mpeg12AudioLayer3
    }),
    Format::kept("wav", "audio/wav", "wav", Some("fmt/6"), Audio, |s| {
        (s.starts(b"RIFF") || s.starts(b"RF64")) && s.has_at(8, b"WAVE")
    }),
    Format::kept("flac", "audio/flac", "flac", Some("fmt/279"), Audio, |s| s.starts(b"fLaC")),
    Format::kept("ogg", "audio/ogg", "ogg", Some("fmt/944"), Audio, |s| {
        s.starts(b"OggS") && s.general != FileFormat::OggTheora
    }),
    Format::kept("m4a", "audio/mp4", "m4a", Some("fmt/596"), Audio, |s| {
        s.brands().next().is_some_and(|brand| matches!(brand, b"M4A " | b"M4B " | b"M4P "))
    }),
];
