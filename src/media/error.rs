//! Why a picture cannot be measured, decoded or written.

use std::io;

use crate::base::fault::Fault;
use crate::base::fault::Faulty;

/// Why a picture cannot be measured, decoded or written.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// More pixels, longer sides or more bytes than the limits allow, by its own header.
    #[error("the picture is larger than is taken")]
    TooLarge,
    /// The file contradicts its format.
    #[error("the picture is damaged")]
    Damaged(#[source] Cause),
    /// The file ends before the picture does.
    #[error("the file ends too early")]
    Truncated,
    /// The format is kept, but there is no decoder for it here.
    #[error("there is no preview of this format")]
    NoPreview,
    /// The file has no page of that number.
    #[error("the file has no such page")]
    NoPage,
    /// A decoder exists, but not for this variety of the format.
    #[error("this variety of the format cannot be shown")]
    Unsupported(#[source] Cause),
    /// The derivative that is read or written is not one of ours, or grew beyond its container.
    #[error("the derivative is not whole")]
    Pyramid(#[source] Cause),
    /// Reading or writing failed.
    #[error("the picture could not be read or written")]
    Disk(#[from] io::Error),
}

/// The decoder's own words: for the log, never for a visitor.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Cause(String);

impl MediaError {
    /// Wraps what a decoder said about bytes that contradict their format.
    pub fn damaged(cause: impl std::fmt::Display) -> MediaError {
        MediaError::Damaged(Cause(cause.to_string()))
    }

    /// Wraps what a decoder said about a variety it does not know.
    pub fn unsupported(cause: impl std::fmt::Display) -> MediaError {
        MediaError::Unsupported(Cause(cause.to_string()))
    }

    /// Says what is wrong with a pyramid.
    pub fn pyramid(cause: impl std::fmt::Display) -> MediaError {
        MediaError::Pyramid(Cause(cause.to_string()))
    }
}

impl Faulty for MediaError {
    fn fault(&self) -> Fault {
        match self {
            MediaError::TooLarge => Fault::TooLarge,
            MediaError::Damaged(_) | MediaError::Truncated => Fault::Corrupt,
            MediaError::NoPage => Fault::Missing,
            MediaError::NoPreview | MediaError::Unsupported(_) => Fault::Unsupported,
            MediaError::Pyramid(_) | MediaError::Disk(_) => Fault::Broken,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            MediaError::TooLarge => "media.too_large",
            MediaError::Damaged(_) => "media.damaged",
            MediaError::Truncated => "media.truncated",
            MediaError::NoPreview => "media.no_preview",
            MediaError::NoPage => "media.no_page",
            MediaError::Unsupported(_) => "media.unsupported",
            MediaError::Pyramid(_) => "media.pyramid",
            MediaError::Disk(_) => "media.disk",
        }
    }
}
