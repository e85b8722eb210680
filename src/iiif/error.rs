//! Why an image request is refused: always with the part of it that is wrong.

use std::fmt;

use crate::base::fault::Fault;
use crate::base::fault::Faulty;

/// The parts of an image request, in the order of its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Which piece of the picture.
    Region,
    /// How large.
    Size,
    /// Which way up.
    Rotation,
    /// In which colours.
    Quality,
    /// In which kind of file.
    Format,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Region => "region",
            Part::Size => "size",
            Part::Rotation => "rotation",
            Part::Quality => "quality",
            Part::Format => "format",
        })
    }
}

/// Why an image request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IiifError {
    /// The part does not follow the grammar.
    #[error("the {0} of the image request is malformed")]
    Malformed(Part),
    /// The region is empty or lies outside the picture.
    #[error("the region of the image request holds nothing of the picture")]
    Empty,
    /// The size is larger than its region without saying that it may be.
    #[error("the size of the image request is larger than its region")]
    Enlarged,
    /// The size asks to enlarge, in so many words, which is not offered here.
    #[error("the size of the image request asks to enlarge, which is not offered")]
    NotEnlarging,
    /// The size is beyond what is made on request, or comes to nothing.
    #[error("the size of the image request is beyond the limits")]
    Beyond,
    /// The part is well-formed, but is not offered.
    #[error("the {0} of the image request is not offered")]
    NotOffered(Part),
}

impl IiifError {
    /// Returns the part that is wrong.
    pub fn part(self) -> Part {
        match self {
            IiifError::Malformed(part) | IiifError::NotOffered(part) => part,
            IiifError::Empty => Part::Region,
            IiifError::Enlarged | IiifError::NotEnlarging | IiifError::Beyond => Part::Size,
        }
    }
}

impl Faulty for IiifError {
    fn fault(&self) -> Fault {
        Fault::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            IiifError::Malformed(Part::Region) => "iiif.region",
            IiifError::Malformed(Part::Size) => "iiif.size",
            IiifError::Malformed(Part::Rotation) => "iiif.rotation",
            IiifError::Malformed(Part::Quality) => "iiif.quality",
            IiifError::Malformed(Part::Format) => "iiif.format",
            IiifError::Empty => "iiif.empty",
            IiifError::Enlarged => "iiif.enlarged",
            IiifError::NotEnlarging => "iiif.not_enlarging",
            IiifError::Beyond => "iiif.beyond",
            IiifError::NotOffered(_) => "iiif.not_offered",
        }
    }
}
