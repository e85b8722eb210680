//! The words of a page and where they stand: glyphs gathered into words and lines by their places, invisible ones too,
//! because that is how a scan carries what was recognised on it. Pure geometry; what a word means is nobody's business here.

use hayro::hayro_interpret::BlendMode;
use hayro::hayro_interpret::ClipPath;
use hayro::hayro_interpret::Device;
use hayro::hayro_interpret::DrawMode;
use hayro::hayro_interpret::DrawProps;
use hayro::hayro_interpret::Image;
use hayro::hayro_interpret::ImageDrawProps;
use hayro::hayro_interpret::SoftMask;
use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::hayro_cmap::WritingMode;
use hayro::kurbo::Affine;
use hayro::kurbo::BezPath;
use hayro::kurbo::Point;
use hayro::kurbo::Rect;
use hayro::kurbo::Vec2;
use unicode_normalization::UnicodeNormalization as _;

use crate::base::limits;

/// A word and the box around its glyphs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Its letters, NFC.
    pub text: String,
    /// Where it stands, in the units of the transform under which the page was walked through.
    pub place: Rect,
}

/// Gathers glyphs into words and lines by where they stand, along whatever direction is written in.
#[derive(Default)]
pub(super) struct Words {
    /// Lines that are done, each with its words.
    pub lines: Vec<Vec<Word>>,
    letters: String,
    place: Option<Rect>,
    end: Option<Point>,
    size: f64,
    kept_bytes: usize,
    kept_words: usize,
}

impl Words {
    /// Ends the last word and returns all lines that have one.
    pub fn finish(mut self) -> Vec<Vec<Word>> {
        self.end_word();
        self.lines.retain(|line| !line.is_empty());
        self.lines
    }

    fn add(&mut self, glyph: &Glyph<'_>, at: Affine, mode: WritingMode) {
        let letters = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(letters)) => letters,
            None => return,
        };
        let start = at * Point::ZERO;
        let size = (at * Point::new(0.0, 1000.0)).distance(start).max(0.01);
        let advance = match glyph {
            Glyph::Outline(outline) => f64::from(outline.advance_width().unwrap_or(500.0)),
            Glyph::Type3(own) => f64::from(own.advance_width().unwrap_or(500.0)),
        };
        let step = if mode == WritingMode::Vertical { Point::new(0.0, -1000.0) } else { Point::new(advance, 0.0) };
        let end = at * step;
        if !start.is_finite() || !end.is_finite() {
            return;
        }
        self.gap(start, size, at * Point::new(step.x.signum(), step.y.signum()) - start);
        for letter in letters.chars().filter(|letter| !letter.is_control()) {
            if letter.is_whitespace() {
                self.end_word();
            } else if self.kept_bytes < limits::TEXT_BYTES && self.kept_words < limits::PAGE_WORDS {
                self.kept_bytes += letter.len_utf8();
                self.letters.push(letter);
            }
        }
        if !letters.trim().is_empty() {
            // Ascent and descent of an ordinary face; its own are not always told.
            let glyph_box = at.transform_rect_bbox(Rect::new(0.0, -220.0, advance.max(1.0), 780.0));
            self.place = Some(self.place.map_or(glyph_box, |place| place.union(glyph_box)));
        }
        self.end = Some(end);
        self.size = size;
    }

    /// A new line where the next glyph stands elsewhere, a new word where it leaves a gap.
    fn gap(&mut self, start: Point, size: f64, direction: Vec2) {
        let Some(end) = self.end else { return };
        let tall = size.max(self.size);
        let along = direction / direction.hypot().max(f64::MIN_POSITIVE);
        let moved = start - end;
        let (across, aside) = (moved.dot(along), moved.cross(along).abs());
        if aside > tall * 0.6 || across < -tall * 1.5 {
            self.end_word();
            self.lines.push(Vec::new());
        } else if across > tall * 0.18 {
            self.end_word();
        }
    }

    fn end_word(&mut self) {
        let (letters, place) = (std::mem::take(&mut self.letters), self.place.take());
        let Some(place) = place.filter(|_| !letters.is_empty()) else { return };
        let word = Word { text: letters.nfc().collect(), place };
        match self.lines.last_mut() {
            Some(line) => line.push(word),
            None => self.lines.push(vec![word]),
        }
        self.kept_words += 1;
    }
}

impl<'a> Device<'a> for Words {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.add(glyph, props.transform * glyph.transform(), run.writing_mode());
        }
    }
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
