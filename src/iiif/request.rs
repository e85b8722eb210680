//! An image request as a value: what was asked for, before anything is known of the picture.

/// The edition of the Image API that an address speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// 2.1, for old viewers.
    Two,
    /// 3.0.
    Three,
}

/// An image request: `{region}/{size}/{rotation}/{quality}.{format}`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Request {
    /// The edition it is written in.
    pub edition: Edition,
    /// Which piece of the picture.
    pub region: Region,
    /// How large.
    pub size: Size,
    /// Which way up.
    pub rotation: Rotation,
    /// In which colours.
    pub quality: Quality,
    /// In which kind of file.
    pub format: Format,
}

/// Which piece of the picture (Image API 3.0, §4.1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Region {
    /// All of it.
    Full,
    /// The largest square in its middle.
    Square,
    /// A rectangle in pixels.
    Pixels {
        /// Distance from the left edge.
        x: u32,
        /// Distance from the top edge.
        y: u32,
        /// Width.
        width: u32,
        /// Height.
        height: u32,
    },
    /// A rectangle in percent of the picture.
    Percent {
        /// Distance from the left edge.
        x: f64,
        /// Distance from the top edge.
        y: f64,
        /// Width.
        width: f64,
        /// Height.
        height: f64,
    },
}

/// How large (Image API 3.0, §4.2).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// True for the forms with `^`, which ask to enlarge where that is needed.
    pub may_enlarge: bool,
    /// The measure asked for.
    pub span: Span,
}

/// The forms of a size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Span {
    /// As large as there is.
    Max,
    /// Unscaled (2.1 alone).
    Unscaled,
    /// This width, the height follows.
    Width(u32),
    /// This height, the width follows.
    Height(u32),
    /// So many percent of the region.
    Percent(f64),
    /// Exactly this, whatever the proportions.
    Exact(u32, u32),
    /// As large as fits, in proportion.
    Within(u32, u32),
}

/// Which way up (Image API 3.0, §4.3): first mirrored, then turned clockwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rotation {
    /// Left and right change places.
    pub is_mirrored: bool,
    /// Degrees, 0 to 360.
    pub degrees: f64,
}

/// In which colours (Image API 3.0, §4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// As the server likes it: in colour.
    Default,
    /// In colour.
    Color,
    /// In shades of gray.
    Gray,
    /// In black and white.
    Bitonal,
}

/// In which kind of file (Image API 3.0, §4.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpg,
    /// PNG.
    Png,
    /// WebP, without loss.
    Webp,
}

impl Quality {
    /// Returns the word of the path.
    pub fn name(self) -> &'static str {
        match self {
            Quality::Default => "default",
            Quality::Color => "color",
            Quality::Gray => "gray",
            Quality::Bitonal => "bitonal",
        }
    }
}

impl Format {
    /// Returns the ending of the path.
    pub fn name(self) -> &'static str {
        match self {
            Format::Jpg => "jpg",
            Format::Png => "png",
            Format::Webp => "webp",
        }
    }

    /// Returns the media type of the answer.
    pub fn mime(self) -> &'static str {
        match self {
            Format::Jpg => "image/jpeg",
            Format::Png => "image/png",
            Format::Webp => "image/webp",
        }
    }
}
