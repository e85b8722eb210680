//! SVG, drawn on white with three faces of DejaVu. Pictures and drawings that lie within it are drawn, too, but nothing
//! within those. Nothing outside the file is read: no linked pictures, no style sheets, no fonts.

use std::sync::Arc;

use resvg::tiny_skia::Color;
use resvg::tiny_skia::Pixmap;
use resvg::tiny_skia::Transform;
use resvg::usvg;
use resvg::usvg::fontdb;

use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::inlay::Inlays;
use crate::media::raster::Colour;
use crate::media::raster::Raster;
use crate::media::sample::Sample;

/// The longer side of a drawing is brought to at least this, in pixels.
const LEAST_PX: f32 = 1200.0;
/// And to at most this.
const MOST_PX: f32 = 2400.0;

/// The one row of this format.
pub static FORMATS: &[Format] = &[Format::picture(
    "svg",
    "image/svg+xml",
    "svg",
    Some("fmt/92"),
    is_svg,
    Codec { header, decode, turns_itself: true },
)];

fn is_svg(sample: &Sample) -> bool {
    sample.root_element().is_some_and(|root| root == "svg" || root.ends_with(":svg"))
}

/// Reads a drawing.
pub(in crate::media) fn open(input: &[u8], inlays: Inlays) -> Result<usvg::Tree, MediaError> {
    let mut faces = fontdb::Database::new();
    for face in [dejavu::sans::regular(), dejavu::sans::bold(), dejavu::serif::regular()] {
        faces.load_font_data(face.to_vec());
    }
    let within = usvg::ImageHrefResolver {
        resolve_data: Box::new(move |_, data, outer| match inlays.png(&data) {
            Some(png) => Some(usvg::ImageKind::PNG(Arc::new(png))),
            None if inlays.admits_drawing(&data) => inner(&data, outer),
            None => None,
        }),
        resolve_string: Box::new(|_, _| None),
    };
    usvg::Tree::from_data(input, &options(Arc::new(faces), within)).map_err(|error| match error {
        usvg::Error::ElementsLimitReached => MediaError::TooLarge,
        other => MediaError::damaged(other),
    })
}

/// Reads a drawing within a drawing; as the standard says, nothing within it is drawn.
fn inner(input: &[u8], outer: &usvg::Options) -> Option<usvg::ImageKind> {
    let nothing =
        usvg::ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    usvg::Tree::from_data(input, &options(Arc::clone(&outer.fontdb), nothing)).ok().map(usvg::ImageKind::SVG)
}

fn options(faces: Arc<fontdb::Database>, within: usvg::ImageHrefResolver) -> usvg::Options {
    usvg::Options {
        font_family: "DejaVu Sans".to_owned(),
        fontdb: faces,
        font_resolver: usvg::FontResolver {
            select_font: Box::new(select_face),
            select_fallback: usvg::FontResolver::default_fallback_selector(),
        },
        image_href_resolver: within,
        ..usvg::Options::default()
    }
}

/// Serif stays serif; every other family is drawn in DejaVu Sans.
fn select_face(font: &usvg::Font, faces: &mut Arc<fontdb::Database>) -> Option<fontdb::ID> {
    let is_serif = font.families().iter().any(|family| matches!(family, usvg::FontFamily::Serif));
    let family = fontdb::Family::Name(if is_serif { "DejaVu Serif" } else { "DejaVu Sans" });
    let weight = fontdb::Weight(font.weight());
    faces.query(&fontdb::Query { families: &[family], weight, ..fontdb::Query::default() })
}

/// Returns the size in pixels and the scale that leads to it.
fn measure(tree: &usvg::Tree) -> (u32, u32, f32) {
    let size = tree.size();
    let long = size.width().max(size.height());
    let scale = long.clamp(LEAST_PX, MOST_PX) / long;
    let side = |length: f32| (length * scale).round().clamp(1.0, MOST_PX) as u32;
    (side(size.width()), side(size.height()), scale)
}

fn header(input: &[u8]) -> Result<Header, MediaError> {
    let (width, height, _) = measure(&open(input, Inlays::measured())?);
    Ok(Header::plain(width, height, Colour::Rgba))
}

fn decode(input: &[u8]) -> Result<Raster, MediaError> {
    let tree = open(input, Inlays::drawn())?;
    let (width, height, scale) = measure(&tree);
    let mut pixmap = Pixmap::new(width, height).ok_or(MediaError::TooLarge)?;
    pixmap.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    Ok(Raster { width, height, colour: Colour::Rgba, samples: pixmap.take(), icc: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_brought_to_a_size_worth_looking_at() {
        let small = br#"<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10"><rect width="30" height="10" fill="red"/></svg>"#;
        let raster = decode(small).expect("the drawing is sound");
        assert_eq!((raster.width, raster.height), (1200, 400));
        assert_eq!(raster.samples[..4], [255, 0, 0, 255]);
        let wide = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90000 10"/>"#;
        assert_eq!(header(wide).map(|h| (h.width, h.height)).ok(), Some((2400, 1)));
    }

    #[test]
    fn any_family_is_drawn() {
        let text = r#"<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text x="5" y="30" font-family="Nonesuch" font-size="24">Đình Thạc Gián</text></svg>"#;
        let raster = decode(text.as_bytes()).expect("the drawing is sound");
        assert!(raster.samples.chunks(4).any(|pixel| pixel[0] < 64));
    }

    #[test]
    fn nothing_outside_the_file_is_read() {
        let linked = br#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="/etc/hostname" width="9" height="9"/><image href="http://127.0.0.1/a.png" width="9" height="9"/></svg>"#;
        let raster = decode(linked).expect("the drawing is sound");
        assert!(raster.samples.iter().all(|value| *value == 255));
    }

    /// A red pixel and a half-transparent blue one, as PNG, in the letters of a data URL.
    fn two_pixels() -> String {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(png::ColorType::Rgba);
        let mut writer = encoder.write_header().expect("memory does not fail");
        writer.write_image_data(&[255, 0, 0, 255, 0, 0, 255, 128]).expect("memory does not fail");
        drop(writer);
        bytes.iter().map(|byte| format!("%{byte:02x}")).collect()
    }

    #[test]
    fn a_picture_within_is_drawn() {
        let drawing = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="600"><image width="1200" height="600" href="data:image/png,{}" style="image-rendering:pixelated"/></svg>"#,
            two_pixels()
        );
        let raster = decode(drawing.as_bytes()).expect("the drawing is sound");
        let at = |x: usize| &raster.samples[(300 * 1200 + x) * 4..][..3];
        assert_eq!((at(100), at(1100)), ([255, 0, 0].as_slice(), [127, 127, 255].as_slice()));
    }

    #[test]
    fn a_drawing_measured_by_its_picture_keeps_its_size() {
        let drawing =
            format!(r#"<svg xmlns="http://www.w3.org/2000/svg"><image href="data:,{}"/></svg>"#, two_pixels());
        let (header, raster) = (header(drawing.as_bytes()), decode(drawing.as_bytes()).expect("the drawing is sound"));
        assert_eq!(header.map(|it| (it.width, it.height)).ok(), Some((raster.width, raster.height)));
    }

    fn letters(text: &str) -> String {
        text.bytes().map(|byte| format!("%{byte:02x}")).collect()
    }

    fn around(inner: &str) -> String {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image width="9" height="9" href="data:image/svg+xml,{}"/></svg>"#,
            letters(inner)
        )
    }

    #[test]
    fn a_drawing_within_is_drawn_and_nothing_within_that() {
        let black =
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>"#;
        let share = |drawing: &str| {
            let raster = decode(drawing.as_bytes()).expect("the drawing is sound");
            raster.samples.chunks(4).filter(|pixel| pixel[0] < 9).count() * 100 / (raster.samples.len() / 4)
        };
        assert!(share(&around(black)) > 95);
        assert_eq!(share(&around(&around(black))), 0);
        let many = format!(r#"<image width="1" height="1" href="data:,{}"/>"#, letters(black)).repeat(500);
        let drawing = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{many}</svg>"#);
        assert!(share(&drawing) <= 2);
    }
}
