//! PDF: text by page and a page as a picture.

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
use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::interpret_page;
use hayro::hayro_syntax::LoadPdfError;
use hayro::hayro_syntax::Pdf;
use hayro::kurbo::Affine;
use hayro::kurbo::BezPath;
use hayro::kurbo::Point;
use hayro::kurbo::Rect;
use hayro::vello_cpu::color::palette::css::WHITE;
use unicode_normalization::UnicodeNormalization as _;

use crate::base::limits;
use crate::base::picture::Picture;
use crate::document::DocumentError;
use crate::document::Text;
use crate::document::plain;

/// Reads title, author and the text of every page.
pub fn read(input: &[u8]) -> Result<Text, DocumentError> {
    let pdf = open(input)?;
    let count = pdf.pages().len();
    if count as u64 > u64::from(limits::PAGES) {
        return Err(DocumentError::TooLarge);
    }
    let mut text = Text { page_count: count as u32, flags: flags(input), ..Text::default() };
    let metadata = pdf.metadata();
    text.title = metadata.title.as_deref().and_then(info);
    text.author = metadata.author.as_deref().and_then(info);
    let mut left = limits::TEXT_BYTES;
    for page in pdf.pages().iter() {
        let cache = InterpreterCache::new();
        let area = Rect::new(0.0, 0.0, 1.0, 1.0);
        let mut context = Context::new(Affine::IDENTITY, area, &cache, pdf.xref(), InterpreterSettings::default());
        let mut words = Words::default();
        interpret_page(page, &mut context, &mut words);
        let page_text: String = words.text.nfc().collect();
        if page_text.len() > left {
            text.truncated = true;
            break;
        }
        left -= page_text.len();
        text.pages.push(page_text.trim().to_owned());
    }
    Ok(text)
}

/// Draws a page on white so that its long side has so many pixels.
pub fn page(input: &[u8], number: u32, long_side_px: u32) -> Result<Picture, DocumentError> {
    let pdf = open(input)?;
    let page = pdf.pages().get(number as usize).ok_or(DocumentError::NoPage)?;
    let (width, height) = page.render_dimensions();
    let long = width.max(height);
    if !long.is_finite() || long < 1.0 || width.min(height) < 0.5 {
        return Err(DocumentError::Damaged);
    }
    let scale = (long_side_px as f32 / long).min(6.0);
    if f64::from(width * scale) * f64::from(height * scale) > limits::PAGE_PIXELS as f64 {
        return Err(DocumentError::TooLarge);
    }
    let settings = hayro::PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let rgb = pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    Ok(Picture { width, height, rgb })
}

fn open(input: &[u8]) -> Result<Pdf, DocumentError> {
    Pdf::new(input.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => DocumentError::Encrypted,
        LoadPdfError::Invalid => DocumentError::Damaged,
    })
}

/// Text of the information dictionary: UTF-16 with a mark, UTF-8, or bytes.
fn info(bytes: &[u8]) -> Option<String> {
    let text: String = plain::decode(bytes).text.chars().filter(|letter| !letter.is_control()).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// What deserves a second look; none of it is ever run.
fn flags(input: &[u8]) -> Vec<String> {
    const MARKS: [(&[u8], &str); 5] = [
        (b"/JavaScript", "javascript"),
        (b"/Launch", "launch"),
        (b"/EmbeddedFile", "attachments"),
        (b"/Encrypt", "encrypted"),
        (b"/AcroForm", "form"),
    ];
    let has = |mark: &[u8]| input.windows(mark.len()).any(|window| window == mark);
    MARKS.iter().filter(|(mark, _)| has(mark)).map(|(_, flag)| (*flag).to_owned()).collect()
}

/// Gathers glyphs into words and lines by where they stand.
#[derive(Default)]
struct Words {
    text: String,
    end: Option<Point>,
    size: f64,
}

impl Words {
    fn add(&mut self, glyph: &Glyph<'_>, at: Affine) {
        let letters = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(letters)) => letters,
            None => return,
        };
        let start = at * Point::ZERO;
        let size = (at * Point::new(0.0, 1000.0)).distance(start).max(0.01);
        self.gap(start, size);
        if self.text.len() < limits::TEXT_BYTES {
            self.text.extend(letters.chars().filter(|letter| !letter.is_control()));
        }
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width().unwrap_or(500.0),
            Glyph::Type3(own) => own.advance_width().unwrap_or(500.0),
        };
        self.end = Some(at * Point::new(f64::from(advance), 0.0));
        self.size = size;
    }

    /// A new line where the next glyph stands elsewhere, a blank where it leaves a gap.
    fn gap(&mut self, start: Point, size: f64) {
        let Some(end) = self.end else { return };
        let tall = size.max(self.size);
        let (across, down) = (start.x - end.x, (start.y - end.y).abs());
        if down > tall * 0.6 || across < -tall * 1.5 {
            self.text.push('\n');
        } else if across > tall * 0.18 && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
    }
}

impl<'a> Device<'a> for Words {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.add(glyph, props.transform * glyph.transform());
        }
    }
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
