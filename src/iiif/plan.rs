//! A request made concrete: resolved to pixels of a known picture, checked against
//! the limits, named canonically, and matched with what is stored in its pyramid.

use crate::base::limits;
use crate::iiif::error::IiifError;
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

/// How a request is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Plan {
    /// The bytes are stored: copy them.
    Canonical {
        /// Name of the entry in the pyramid.
        entry: String,
        /// The canonical path, for the link header.
        path: String,
    },
    /// The picture has to be made.
    Render {
        /// What to make.
        render: Render,
        /// The canonical path, for the link header and as the key of a cache.
        path: String,
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
    /// Resolves a request for a picture of this size whose pyramid has whole pictures of these sizes.
    pub fn new(request: &Request, width: u32, height: u32, sizes: &[(u32, u32)]) -> Result<Plan, IiifError> {
        let region = resolve_region(request.region, width, height)?;
        let size = resolve_size(request.size, (region.width, region.height))?;
        let degrees = request.rotation.degrees % 360.0;
        let rotation = Rotation { degrees, ..request.rotation };
        let quality = if request.quality == Quality::Color { Quality::Default } else { request.quality };
        let render = Render { region, width: size.0, height: size.1, rotation, quality, format: request.format };
        let path = canonical_path(&render, width, height);
        let is_plain =
            degrees == 0.0 && !rotation.is_mirrored && quality == Quality::Default && request.format == Format::Jpg;
        match stored(region, size, (width, height), sizes).filter(|_| is_plain) {
            Some(entry) => Ok(Plan::Canonical { entry, path }),
            None => Ok(Plan::Render { render, path }),
        }
    }

    /// Returns the canonical path below the service: the same for every spelling of a request.
    pub fn path(&self) -> &str {
        match self {
            Plan::Canonical { path, .. } | Plan::Render { path, .. } => path,
        }
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

/// §4.2: never larger than the region, never beyond the limits, never nothing.
fn resolve_size(size: Size, region: (u32, u32)) -> Result<(u32, u32), IiifError> {
    let (wide, high) = region;
    let most = limits::IIIF_SIDE_PX;
    let (width, height) = match size.span {
        Span::Max if size.may_enlarge && wide.max(high) < most => return Err(IiifError::Enlarged),
        Span::Max => fit(region, (most, most)),
        Span::Within(width, height) => {
            if width == 0 || height == 0 {
                return Err(IiifError::Beyond);
            }
            if size.may_enlarge && width > wide && height > high {
                return Err(IiifError::Enlarged);
            }
            fit(region, (width.min(most), height.min(most)))
        }
        Span::Width(width) => (width, proportion(width, high, wide)),
        Span::Height(height) => (proportion(height, wide, high), height),
        Span::Percent(percent) => (share(percent, wide), share(percent, high)),
        Span::Exact(width, height) => (width, height),
    };
    if width > wide || height > high {
        return Err(IiifError::Enlarged);
    }
    if width == 0 || height == 0 || width.max(height) > most {
        return Err(IiifError::Beyond);
    }
    Ok((width, height))
}

/// Returns the largest size in proportion that is within the box and no larger than the region.
fn fit((wide, high): (u32, u32), (width, height): (u32, u32)) -> (u32, u32) {
    if wide <= width && high <= height {
        (wide, high)
    } else if u64::from(width) * u64::from(high) <= u64::from(height) * u64::from(wide) {
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

/// Returns the name under which exactly this is stored: a whole picture or a tile.
fn stored(region: Area, size: (u32, u32), (width, height): (u32, u32), sizes: &[(u32, u32)]) -> Option<String> {
    let is_whole = (region.width, region.height) == (width, height);
    if is_whole && sizes.contains(&size) {
        return Some(format!("full/{},{}/0/default.jpg", size.0, size.1));
    }
    let is_tile = scale_factors(width, height).any(|factor| {
        let span = TILE_PX * factor;
        let is_aligned = region.x.is_multiple_of(span) && region.y.is_multiple_of(span);
        let is_cut = region.width == span.min(width - region.x) && region.height == span.min(height - region.y);
        is_aligned && is_cut && size == (region.width.div_ceil(factor), region.height.div_ceil(factor))
    });
    let place = if is_whole { "full".to_owned() } else { place(region) };
    is_tile.then(|| format!("{place}/{},{}/0/default.jpg", size.0, size.1))
}

/// §4.7: `full` for the whole picture, `max` for a region as large as it is served, else numbers.
fn canonical_path(render: &Render, width: u32, height: u32) -> String {
    let Render { region, rotation, quality, format, .. } = render;
    let place = if (region.width, region.height) == (width, height) { "full".to_owned() } else { place(*region) };
    let size = (render.width, render.height);
    let is_max = size == fit((region.width, region.height), (limits::IIIF_SIDE_PX, limits::IIIF_SIDE_PX));
    let size = if is_max { "max".to_owned() } else { format!("{},{}", size.0, size.1) };
    let mirror = if rotation.is_mirrored { "!" } else { "" };
    format!("{place}/{size}/{mirror}{}/{}.{}", rotation.degrees, quality.name(), format.name())
}

fn place(region: Area) -> String {
    format!("{},{},{},{}", region.x, region.y, region.width, region.height)
}
