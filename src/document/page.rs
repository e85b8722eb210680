//! One page of a PDF: how large it is drawn, its picture, and its words with their places on that picture.
//! A page that is one scan is drawn at the scan's own resolution, so that nothing of it is lost and nothing invented.

use hayro::RenderCache;
use hayro::RenderSettings;
use hayro::hayro_interpret::BlendMode;
use hayro::hayro_interpret::ClipPath;
use hayro::hayro_interpret::Context;
use hayro::hayro_interpret::Device;
use hayro::hayro_interpret::DrawMode;
use hayro::hayro_interpret::DrawProps;
use hayro::hayro_interpret::Image;
use hayro::hayro_interpret::ImageDrawProps;
use hayro::hayro_interpret::InterpreterCache;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::SoftMask;
use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::interpret_page;
use hayro::hayro_interpret::util::TransformExt as _;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::Affine;
use hayro::kurbo::BezPath;
use hayro::kurbo::Rect;
use hayro::vello_cpu::color::palette::css::WHITE;
use serde::Deserialize;
use serde::Serialize;

use crate::base::limits;
use crate::base::picture::Picture;
use crate::document::DocumentError;
use crate::document::pdf;
use crate::document::word::Words;

/// Pixels a point (1/72 inch) beyond which a small page is not enlarged: 432 to the inch.
const MOST_SCALE: f32 = 6.0;
/// The renderer cuts fractions of a pixel off: a hair more keeps a side of 3,000 from becoming 2,999.
const NUDGE: f32 = 1.000_001;
/// Share of a page that one picture covers when the page is a scan.
const SCAN_SHARE: f64 = 0.9;

/// The words of a page with their places, kept beside its picture.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PageText {
    /// Width of the page's picture, in pixels.
    pub width: u32,
    /// Height of the page's picture, in pixels.
    pub height: u32,
    /// Lines in the order of the file, each with its words.
    pub lines: Vec<Vec<PlacedWord>>,
}

/// A word, then left, top, width and height of its box as fractions of the page.
pub type PlacedWord = (String, f64, f64, f64, f64);

/// Draws a page of a PDF on white. Pages count from 1.
pub fn picture(input: &[u8], number: u32) -> Result<Picture, DocumentError> {
    let pdf = pdf::open(input)?;
    let page = find(pdf.pages(), number)?;
    let scale = scale(page)?;
    let settings = hayro::PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let (cache, how) = (RenderCache::new(), RenderSettings::default());
    let pixmap = hayro::render(page, &cache, &InterpreterSettings::default(), &how, &settings);
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let rgb = pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    Ok(Picture { width, height, rgb })
}

/// Returns the words of a page of a PDF with their places. Pages count from 1.
pub fn words(input: &[u8], number: u32) -> Result<PageText, DocumentError> {
    let pdf = pdf::open(input)?;
    let page = find(pdf.pages(), number)?;
    let (width, height) = pixels(page, scale(page)?);
    let mut words = Words::default();
    walk(page, &mut words);
    let (across, down) = page.render_dimensions();
    let (across, down) = (f64::from(across), f64::from(down));
    let page_box = Rect::new(0.0, 0.0, across, down);
    let part = |length: f64, whole: f64| (length / whole * 1e5).round() / 1e5;
    let mut text = PageText { width, height, lines: Vec::new() };
    for line in words.finish() {
        let mut placed = Vec::with_capacity(line.len());
        for word in line {
            let seen = word.place.intersect(page_box);
            if seen.width() > 0.0 && seen.height() > 0.0 {
                let place = (part(seen.x0, across), part(seen.y0, down));
                placed.push((word.text, place.0, place.1, part(seen.width(), across), part(seen.height(), down)));
            }
        }
        if !placed.is_empty() {
            text.lines.push(placed);
        }
    }
    Ok(text)
}

/// Returns how large the picture of each page will be: a scan is not looked for, so its picture may be larger.
pub(super) fn sizes(pages: &[Page<'_>]) -> Vec<(u32, u32)> {
    pages.iter().map(|page| usual_scale(page).map_or((0, 0), |scale| pixels(page, scale))).collect()
}

fn find<'a, 'b>(pages: &'b [Page<'a>], number: u32) -> Result<&'b Page<'a>, DocumentError> {
    if number > limits::PAGES {
        return Err(DocumentError::NoPage);
    }
    let at = (number as usize).checked_sub(1).ok_or(DocumentError::NoPage)?;
    pages.get(at).ok_or(DocumentError::NoPage)
}

/// The measures that the renderer gives a page.
fn pixels(page: &Page<'_>, scale: f32) -> (u32, u32) {
    let (width, height) = page.render_dimensions();
    ((width * scale) as u32, (height * scale) as u32)
}

/// Walks through a page as it lies upright, a point a unit, its upper left corner at the origin.
fn walk<'a>(page: &'a Page<'a>, device: &mut impl Device<'a>) {
    let cache = InterpreterCache::new();
    let (width, height) = page.render_dimensions();
    let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let upright = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(upright, area, &cache, page.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, device);
}

fn usual_scale(page: &Page<'_>) -> Result<f32, DocumentError> {
    let (width, height) = page.render_dimensions();
    let long = width.max(height);
    if !long.is_finite() || long < 1.0 || width.min(height) < 0.5 {
        return Err(DocumentError::Damaged);
    }
    let scale = (limits::PAGE_SIDE_PX as f32 / long).min(MOST_SCALE) * NUDGE;
    if width.min(height) * scale < 1.0 {
        return Err(DocumentError::Damaged);
    }
    Ok(scale)
}

/// Returns how many pixels a point gets: those of the scan where the page is one, within the limits, else the usual.
fn scale(page: &Page<'_>) -> Result<f32, DocumentError> {
    let usual = usual_scale(page)?;
    let (width, height) = page.render_dimensions();
    let mut scans = Scans { page: Rect::new(0.0, 0.0, f64::from(width), f64::from(height)), scale: None };
    walk(page, &mut scans);
    let Some(own) = scans.scale else { return Ok(usual) };
    let by_area = (limits::PAGE_PIXELS as f32 / (width * height)).sqrt();
    let by_side = f32::from(u16::MAX) / width.max(height);
    Ok((own as f32 * NUDGE).max(usual * 0.5).min(by_area).min(by_side))
}

/// Looks for the picture that covers the page: a scan.
struct Scans {
    page: Rect,
    scale: Option<f64>,
}

impl<'a> Device<'a> for Scans {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (across, down) = (f64::from(image.width()), f64::from(image.height()));
        let place = image_place(props.transform, across, down);
        let seen = place.intersect(self.page);
        if seen.area() < self.page.area() * SCAN_SHARE || across < 1.0 || down < 1.0 {
            return;
        }
        // A quarter turn brings the picture's width to stand upright.
        let [a, b, _, _, _, _] = props.transform.as_coeffs();
        let length = if a.abs() >= b.abs() { place.width() } else { place.height() };
        let own = across / length.max(1.0);
        self.scale = Some(self.scale.map_or(own, |known| known.max(own)));
    }
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

fn image_place(transform: Affine, across: f64, down: f64) -> Rect {
    transform.transform_rect_bbox(Rect::new(0.0, 0.0, across, down))
}
