//! A picture in memory, ready to be shown: the one shape that decoders end in and encoders begin with.

/// Pixels in sRGB, upright, 8 bits a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Rows from the top, three bytes (red, green, blue) a pixel; length is width × height × 3.
    pub rgb: Vec<u8>,
}
