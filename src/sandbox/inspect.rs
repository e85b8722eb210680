//! What a child reads out of a file without touching its pixels.

use serde::Deserialize;
use serde::Serialize;

use crate::base::limits;
use crate::metadata::Embedded;

/// What is known of a file once it was looked at.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Inspection {
    /// Name of the format in `media::format`.
    pub format: String,
    /// Media type, by content.
    pub mime: String,
    /// Usual ending.
    pub ext: String,
    /// PRONOM id.
    pub puid: Option<String>,
    /// Name of the family: `picture`, `document`, `audio` …
    pub family: String,
    /// Width as stored, in pixels.
    pub width: Option<u32>,
    /// Height as stored, in pixels.
    pub height: Option<u32>,
    /// Pages or frames.
    pub pages: Option<u32>,
    /// Sizes of the pictures of its pages, as far as they are known.
    pub page_sizes: PageSizes,
    /// Text encoding, for plain text.
    pub encoding: Option<String>,
    /// Title of a document.
    pub title: Option<String>,
    /// Author of a document.
    pub author: Option<String>,
    /// Text by page.
    pub text: Vec<String>,
    /// What deserves a second look: `encrypted`, `macros`, `javascript` …
    pub flags: Vec<String>,
    /// True when `derive` can be expected to make a picture.
    pub has_preview: bool,
    /// Why the content is damaged or cannot be shown: a message key.
    pub reason: Option<String>,
    /// EXIF, IPTC, XMP and ICC.
    pub embedded: Embedded,
}

impl Inspection {
    /// Returns how many pictures can be made of the file: the pages of a PDF or a TIFF, else one. Frames of an animation
    /// are no pages.
    pub fn page_count(&self) -> u32 {
        match self.format.as_str() {
            "pdf" | "tiff" => self.pages.unwrap_or(1).clamp(1, limits::PAGES),
            _ => 1,
        }
    }

    /// Returns true when the pages carry text that can be selected.
    pub fn has_words(&self) -> bool {
        self.format == "pdf" && self.reason.is_none()
    }
}

/// Sizes of pages in pixels, from the first on: how many follow each other, and the width and height they have.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageSizes(Vec<(u32, u32, u32)>);

impl PageSizes {
    /// Puts equal neighbours together.
    pub fn of(sizes: &[(u32, u32)]) -> PageSizes {
        let mut runs: Vec<(u32, u32, u32)> = Vec::new();
        for (width, height) in sizes {
            match runs.last_mut() {
                Some(run) if (run.1, run.2) == (*width, *height) => run.0 += 1,
                _ => runs.push((1, *width, *height)),
            }
        }
        PageSizes(runs)
    }

    /// Returns the size of every page that is known, in order; `None` for one that cannot be drawn.
    pub fn all(&self) -> impl Iterator<Item = Option<(u32, u32)>> + '_ {
        let is_size = |(width, height): &(u32, u32)| *width > 0 && *height > 0;
        self.0
            .iter()
            .flat_map(|(count, width, height)| std::iter::repeat_n((*width, *height), *count as usize))
            .take(limits::PAGES as usize)
            .map(move |size| Some(size).filter(is_size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_pages_take_no_room() {
        let sizes = PageSizes::of(&[(2, 3), (2, 3), (0, 0), (4, 5)]);
        assert_eq!(serde_json::to_string(&sizes).ok().as_deref(), Some("[[2,2,3],[1,0,0],[1,4,5]]"));
        let all: Vec<_> = sizes.all().collect();
        assert_eq!(all, [Some((2, 3)), Some((2, 3)), None, Some((4, 5))]);
    }

    #[test]
    fn only_documents_and_scans_have_pages() {
        let of = |format: &str, pages| Inspection { format: format.to_owned(), pages, ..Inspection::default() };
        assert_eq!(of("gif", Some(12)).page_count(), 1);
        assert_eq!(of("pdf", Some(12)).page_count(), 12);
        assert_eq!(of("tiff", Some(0)).page_count(), 1);
        assert_eq!(of("pdf", Some(u32::MAX)).page_count(), limits::PAGES);
    }
}
