//! Documents with pages. The versions of PDF are told apart by their first line.

use crate::media::format::Family::Document;
use crate::media::format::Format;
use crate::media::sample::Sample;

const PDF: &str = "application/pdf";

/// Documents with pages; the unnumbered PDF comes last, for what has an odd first line.
pub static FORMATS: &[Format] = &[
    Format::kept("pdf", PDF, "pdf", Some("fmt/14"), Document, |s| is_pdf(s, b"1.0")),
    Format::kept("pdf", PDF, "pdf", Some("fmt/15"), Document, |s| is_pdf(s, b"1.1")),
    Format::kept("pdf", PDF, "pdf", Some("fmt/16"), Document, |s| is_pdf(s, b"1.2")),
    Format::kept("pdf", PDF, "pdf", Some("fmt/17"), Document, |s| is_pdf(s, b"1.3")),
    Format::kept("pdf", PDF, "pdf", Some("fmt/18"), Document, |s| is_pdf(s, b"1.4")),
    Format::kept("pdf", PDF, "pdf", Some("fmt/19"), Document, |s| is_pdf(s, b"1.5")),
    Format::kept("pdf", PDF, "pdf", Some("fmt/20"), Document, |s| is_pdf(s, b"1.6")),
    Format::kept("pdf", PDF, "pdf", Some("fmt/276"), Document, |s| is_pdf(s, b"1.7")),
    Format::kept("pdf", PDF, "pdf", Some("fmt/1129"), Document, |s| is_pdf(s, b"2.0")),
    Format::kept("pdf", PDF, "pdf", None, Document, |s| is_pdf(s, b"")),
    Format::kept("eps", "application/eps", "eps", None, Document, |s| {
        s.starts(b"\xc5\xd0\xd3\xc6")
            || (s.starts(b"%!PS") && s.head.windows(4).take(64).any(|window| window == b"EPSF"))
    }),
    Format::kept("ps", "application/postscript", "ps", Some("x-fmt/91"), Document, |s| s.starts(b"%!PS")),
];

/// Readers accept the header anywhere in the first kilobyte (ISO 32000-1, annex H.3.4.1).
fn is_pdf(sample: &Sample, version: &[u8]) -> bool {
    let head = &sample.head[..sample.head.len().min(1024)];
    let at = head.windows(5).position(|window| window == b"%PDF-");
    at.is_some_and(|at| sample.has_at(at + 5, version))
}
