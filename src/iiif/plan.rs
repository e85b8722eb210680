//! A request made concrete: resolved to pixels of a known picture, checked against
//! the limits, named canonically, and matched with what is stored in its pyramid.

use std::fmt::Write as _;

use crate::base::limits;
use crate::iiif::error::IiifError;
use crate::iiif::request::Edition;
use crate::iiif::request::Format;
use crate::iiif::request::Quality;
use crate::iiif::request::Region;
use crate::iiif::request::Request;
use crate::iiif::request::Rotation;
use crate::iiif::request::Size;
use crate::iiif::request::Span;

/// Side of the stored tiles, in pixels (IMAGING §0.3).
pub const TILE_PX: u32 = 512;

/// A rectangle of the picture, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Distance from the left edge.
    pub x: u32,
    /// Distance from the top edge.
    pub y: u32,
    /// Width, at least 1.
    pub width: u32,
    /// Height, at least 1.
    pub height: u32,
}

/// What a service offers of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Width of the picture.
    pub width: u32,
    /// Height of the picture.
    pub height: u32,
    /// Sizes of the whole pictures that are stored, smallest first.
    pub sizes: &'a [(u32, u32)],
    /// True when pictures are enlarged for those who ask for it.
    pub may_enlarge: bool,
}

/// What a request comes down to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// The picture that answers it.
    pub render: Render,
    /// Where exactly that lies in the pyramid, if it does: copying is enough.
    pub stored: Option<Stored>,
    edition: Edition,
    is_whole: bool,
    is_max: bool,
}

/// A place in the pyramid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// The whole picture, by its place among the sizes.
    Whole(usize),
    /// A tile.
    Tile {
        /// Its level; 0 is the largest.
        level: u32,
        /// Its column.
        column: u32,
        /// Its row.
        row: u32,
    },
}

/// A picture to be made: cut, resample, mirror, turn, shade, encode, in this order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Render {
    /// What is cut out.
    pub region: Area,
    /// Width after resampling, before turning.
    pub width: u32,
    /// Height after resampling, before turning.
    pub height: u32,
    /// Which way up.
    pub rotation: Rotation,
    /// In which colours.
    pub quality: Quality,
    /// In which kind of file.
    pub format: Format,
}

impl Plan {
    /// Resolves a request for a picture.
    pub fn new(request: &Request, frame: &Frame<'_>) -> Result<Plan, IiifError> {
        let region = resolve_region(request.region, frame.width, frame.height)?;
        let resolved = resolve_size(request.size, (region.width, region.height), frame.may_enlarge)?;
        let degrees = request.rotation.degrees % 360.0;
        let rotation = Rotation { degrees, ..request.rotation };
        let quality = if request.quality == Quality::Color { Quality::Default } else { request.quality };
        let is_plain =
            degrees == 0.0 && !rotation.is_mirrored && quality == Quality::Default && request.format == Format::Jpg;
        let found = stored(region, resolved, slack(request.size.span), frame);
        let size = found.map_or(resolved, |(size, _)| size);
        let render = Render { region, width: size.0, height: size.1, rotation, quality, format: request.format };
        Ok(Plan {
            render,
            stored: found.map(|(_, stored)| stored).filter(|_| is_plain),
            edition: request.edition,
            is_whole: (region.width, region.height) == (frame.width, frame.height),
            is_max: size == limited((region.width, region.height), (region.width, region.height)),
        })
    }

    /// Returns the canonical path below the service (3.0 §4.8, 2.1 §4.7): the same for every spelling of a request.
    pub fn path(&self) -> String {
        let Render { region, width, height, rotation, quality, format } = &self.render;
        let mut path = String::with_capacity(64);
        if self.is_whole {
            path.push_str("full");
        } else {
            let _ = write!(path, "{},{},{},{}", region.x, region.y, region.width, region.height);
        }
        let is_unscaled = (*width, *height) == (region.width, region.height);
        let is_enlarged = *width > region.width || *height > region.height;
        let is_ceiling =
            is_enlarged && (*width, *height) == limited((region.width, region.height), (u32::MAX, u32::MAX));
        let _ = match self.edition {
            Edition::Three if self.is_max => write!(path, "/max/"),
            Edition::Three if is_ceiling => write!(path, "/^max/"),
            Edition::Three if is_enlarged => write!(path, "/^{width},{height}/"),
            Edition::Three => write!(path, "/{width},{height}/"),
            Edition::Two if is_unscaled => write!(path, "/full/"),
            Edition::Two if *height == proportion(*width, region.height, region.width) => write!(path, "/{width},/"),
            Edition::Two => write!(path, "/{width},{height}/"),
        };
        let mirror = if rotation.is_mirrored { "!" } else { "" };
        let _ = write!(path, "{mirror}{}/{}.{}", rotation.degrees, quality.name(), format.name());
        path
    }
}

/// §4.1: what lies beyond the edges is cut off; a region that holds nothing is an error.
fn resolve_region(region: Region, width: u32, height: u32) -> Result<Area, IiifError> {
    let (x, y, wide, high) = match region {
        Region::Full => return Ok(Area { x: 0, y: 0, width, height }),
        Region::Square => {
            let side = width.min(height);
            return Ok(Area { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side });
        }
        Region::Pixels { x, y, width, height } => (x, y, width, height),
        Region::Percent { x, y, width: wide, height: high } => {
            (share(x, width), share(y, height), share(wide, width), share(high, height))
        }
    };
    if wide == 0 || high == 0 || x >= width || y >= height {
        return Err(IiifError::Empty);
    }
    Ok(Area { x, y, width: wide.min(width - x), height: high.min(height - y) })
}

/// §4.2: larger than the region only where that is asked for and offered, never beyond the limits, never nothing.
fn resolve_size(size: Size, region: (u32, u32), enlarges: bool) -> Result<(u32, u32), IiifError> {
    let (wide, high) = region;
    let (width, height) = match size.span {
        Span::Max if size.may_enlarge => limited(region, (u32::MAX, u32::MAX)),
        Span::Max => limited(region, region),
        Span::Unscaled => region,
        Span::Within(width, height) => {
            if width == 0 || height == 0 {
                return Err(IiifError::Beyond);
            }
            let most = if size.may_enlarge { (width, height) } else { (width.min(wide), height.min(high)) };
            limited(region, most)
        }
        Span::Width(width) => (width, proportion(width, high, wide)),
        Span::Height(height) => (proportion(height, wide, high), height),
        Span::Percent(percent) => (share(percent, wide), share(percent, high)),
        Span::Exact(width, height) => (width, height),
    };
    if width > wide || height > high {
        if !size.may_enlarge {
            return Err(IiifError::Enlarged);
        }
        if !enlarges {
            return Err(IiifError::NotEnlarging);
        }
    }
    let is_beyond =
        width.max(height) > limits::IIIF_SIDE_PX || u64::from(width) * u64::from(height) > limits::IIIF_AREA_PX;
    if width == 0 || height == 0 || is_beyond {
        return Err(IiifError::Beyond);
    }
    Ok((width, height))
}

/// Returns the largest size in proportion to the region that is within the box and within the limits.
fn limited(region: (u32, u32), (width, height): (u32, u32)) -> (u32, u32) {
    let side = limits::IIIF_SIDE_PX;
    let mut size = fit(region, (width.min(side), height.min(side)));
    let area = u64::from(size.0) * u64::from(size.1);
    if area > limits::IIIF_AREA_PX {
        let scale = (limits::IIIF_AREA_PX as f64 / area as f64).sqrt();
        let within = |side: u32| ((f64::from(side) * scale) as u32).max(1);
        size = fit(region, (within(size.0), within(size.1)));
    }
    size
}

/// Returns the largest size in proportion to the region that is within the box.
fn fit((wide, high): (u32, u32), (width, height): (u32, u32)) -> (u32, u32) {
    if u64::from(width) * u64::from(high) <= u64::from(height) * u64::from(wide) {
        (width, proportion(width, high, wide).min(height))
    } else {
        (proportion(height, wide, high).min(width), height)
    }
}

/// Returns `side × of ÷ to`, rounded, at least 1 unless the side itself is nothing.
fn proportion(side: u32, of: u32, to: u32) -> u32 {
    let scaled = (u64::from(side) * u64::from(of) * 2 + u64::from(to)) / (2 * u64::from(to));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(side.min(1))
}

/// Returns so many percent of a side, rounded.
fn share(percent: f64, side: u32) -> u32 {
    (percent / 100.0 * f64::from(side)).round() as u32
}

/// Returns how many times smaller each stored level is; the last one is a single tile.
pub fn scale_factors(width: u32, height: u32) -> impl Iterator<Item = u32> {
    let last = width.max(height).div_ceil(TILE_PX).next_power_of_two().trailing_zeros();
    (0..=last).map(|level| 1 << level)
}

/// Returns by how much a stored picture may differ from what was worked out: where only one side was named, the other
/// follows «as closely as possible», and stored levels are rounded up.
fn slack(span: Span) -> (u32, u32) {
    match span {
        Span::Width(_) => (0, 1),
        Span::Height(_) => (1, 0),
        _ => (0, 0),
    }
}

/// Returns the stored picture that answers, whole or a tile, with its size.
fn stored(region: Area, size: (u32, u32), slack: (u32, u32), frame: &Frame<'_>) -> Option<((u32, u32), Stored)> {
    let is_near = |its: (u32, u32)| its.0.abs_diff(size.0) <= slack.0 && its.1.abs_diff(size.1) <= slack.1;
    let (width, height) = (frame.width, frame.height);
    if (region.width, region.height) == (width, height)
        && let Some(place) = frame.sizes.iter().position(|its| is_near(*its))
    {
        return Some((frame.sizes[place], Stored::Whole(place)));
    }
    scale_factors(width, height).zip(0..).find_map(|(factor, level)| {
        let span = TILE_PX * factor;
        let is_aligned = region.x.is_multiple_of(span) && region.y.is_multiple_of(span);
        let is_cut = region.width == span.min(width - region.x) && region.height == span.min(height - region.y);
        let its = (region.width.div_ceil(factor), region.height.div_ceil(factor));
        let tile = Stored::Tile { level, column: region.x / span, row: region.y / span };
        (is_aligned && is_cut && is_near(its)).then_some((its, tile))
    })
}
