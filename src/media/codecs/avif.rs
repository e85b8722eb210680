//! Decodes the still picture of an AVIF file: one picture or a grid of them, with its opacity. The file's own crop, turn
//! and mirror are applied, so EXIF does not count. Refuses overlays and files that hold a sequence alone.

use heifer_isobmff::Error;
use heifer_isobmff::HeifFile;
use heifer_isobmff::ItemId;
use heifer_isobmff::boxes::ColorInfo;
use heifer_isobmff::boxes::Property;
use rusty_av1d::Decoder;
use rusty_av1d::Picture;
use rusty_av1d::PixelLayout;
use rusty_av1d::PlanarImageComponent;
use rusty_av1d::Rav1dError;
use rusty_av1d::Settings;

use crate::base::limits;
use crate::media::codecs::nclx;
use crate::media::codecs::planes::Plane;
use crate::media::codecs::planes::Planes;
use crate::media::codecs::planes::Reading;
use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::format::Codec;
use crate::media::raster::Colour;
use crate::media::raster::Raster;
use crate::media::raster::unmultiply;

/// The decoder.
pub const CODEC: Codec = Codec { header, decode, turns_itself: true };

/// How deep pictures may be made of pictures.
const DEPTH: u32 = 4;
/// What opacity is called (ISO/IEC 23000-22 §4.1.2; the other is HEIF's own).
const OPACITY: [&str; 2] = ["urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1"];

fn open(input: &[u8]) -> Result<HeifFile<'_>, MediaError> {
    HeifFile::parse(input).map_err(|error| match error {
        Error::MissingBox(name) if matches!(&name.0, b"meta" | b"pitm") => {
            MediaError::unsupported("a sequence without a still picture")
        }
        other => refuse(other),
    })
}

fn refuse(error: Error) -> MediaError {
    match error {
        Error::UnexpectedEof => MediaError::Truncated,
        Error::Unimplemented(_) => MediaError::unsupported(error),
        other => MediaError::damaged(other),
    }
}

fn header(input: &[u8]) -> Result<Header, MediaError> {
    let file = open(input)?;
    let (width, height) = size(&file, file.primary_id)?;
    let has_opacity = opacity(&file, file.primary_id)?.is_some();
    let colour = if has_opacity { Colour::Rgba } else { Colour::Rgb };
    Ok(Header { bits: bits(&file)?, ..Header::plain(width, height, colour) })
}

/// Reads the depth out of the configuration of the picture, or of the first of a grid.
fn bits(file: &HeifFile) -> Result<u8, MediaError> {
    let first = file.referenced_items(file.primary_id, b"dimg").first().copied();
    for item in [Some(file.primary_id), first].into_iter().flatten() {
        for property in properties(file, item)? {
            if let Property::Unknown(name, bytes) = property
                && &name.0 == b"av1C"
                && let Some(flags) = bytes.get(2)
            {
                return Ok(match flags >> 5 & 3 {
                    2 => 10,
                    3 => 12,
                    _ => 8,
                });
            }
        }
    }
    Ok(8)
}

fn decode(input: &[u8]) -> Result<Raster, MediaError> {
    let file = open(input)?;
    let primary = file.primary_id;
    let told = told(&file)?;
    let mut raster = content(&file, primary, told.map(|it| it.reading), 0)?;
    if let Some(opacity) = opacity(&file, primary)? {
        let mask = mask(&file, opacity)?;
        let is_multiplied = file.referenced_items(primary, b"prem").contains(&opacity);
        raster = with_opacity(&raster, &mask, is_multiplied);
    }
    for property in properties(&file, primary)? {
        match property {
            Property::CleanAperture { .. } => {
                let cut = Cut::of(property, raster.width, raster.height)?;
                raster = moved(&raster, cut.width, cut.height, |x, y| (cut.left + x, cut.top + y));
            }
            // Counted against the clock.
            Property::Rotation(quarters) => {
                let (width, height) = (raster.width, raster.height);
                raster = match quarters {
                    1 => moved(&raster, height, width, |x, y| (width - 1 - y, x)),
                    2 => moved(&raster, width, height, |x, y| (width - 1 - x, height - 1 - y)),
                    3 => moved(&raster, height, width, |x, y| (y, height - 1 - x)),
                    _ => raster,
                };
            }
            Property::Mirror(is_top_to_bottom) => {
                let (width, height) = (raster.width, raster.height);
                raster = match is_top_to_bottom {
                    true => moved(&raster, width, height, |x, y| (x, height - 1 - y)),
                    false => moved(&raster, width, height, |x, y| (width - 1 - x, y)),
                };
            }
            _ => {}
        }
    }
    let icc = file.icc_profile(primary).map_err(refuse)?.map(<[u8]>::to_vec);
    raster.icc = icc.or_else(|| told.and_then(|it| nclx::profile(it.primaries, it.transfer))).or(raster.icc);
    Ok(raster)
}

/// What the file says of the colours of its picture.
#[derive(Clone, Copy)]
struct Told {
    primaries: u16,
    transfer: u16,
    reading: Reading,
}

/// Reads what the boxes say of colours: of the picture, else of the first of a grid. Boxes that leave primaries, curve and
/// matrix open say nothing of the range either: early writers put the contrary of the stream there.
fn told(file: &HeifFile) -> Result<Option<Told>, MediaError> {
    let first = file.referenced_items(file.primary_id, b"dimg").first().copied();
    for item in [Some(file.primary_id), first].into_iter().flatten() {
        for property in properties(file, item)? {
            match *property {
                Property::Color(ColorInfo::Nclx { primaries: 2, transfer: 2, matrix: 2, .. }) => {}
                Property::Color(ColorInfo::Nclx { primaries, transfer, matrix, full_range }) => {
                    let reading = Reading { matrix, is_full: full_range };
                    return Ok(Some(Told { primaries, transfer, reading }));
                }
                _ => {}
            }
        }
    }
    Ok(None)
}

fn properties<'a>(file: &'a HeifFile, item: ItemId) -> Result<impl Iterator<Item = &'a Property>, MediaError> {
    file.item_properties(item).map_err(refuse)
}

/// Returns the size of a picture as it is decoded, if such a one can be held.
fn size(file: &HeifFile, item: ItemId) -> Result<(u32, u32), MediaError> {
    let size = file.image_size(item).map_err(refuse)?;
    let (width, height) = size.ok_or_else(|| MediaError::damaged("a picture without a size"))?;
    match u64::from(width) * u64::from(height) * 3 {
        0 => Err(MediaError::damaged("a side of no length")),
        bytes if bytes > limits::PICTURE_BYTES => Err(MediaError::TooLarge),
        _ => Ok((width, height)),
    }
}

/// Returns the item that holds the opacity of a picture.
fn opacity(file: &HeifFile, item: ItemId) -> Result<Option<ItemId>, MediaError> {
    for auxiliary in file.referencing_items(item, b"auxl") {
        let is_opacity =
            |property: &Property| matches!(property, Property::AuxiliaryType(kind) if OPACITY.contains(&kind.as_str()));
        if properties(file, auxiliary)?.any(is_opacity) {
            return Ok(Some(auxiliary));
        }
    }
    Ok(None)
}

/// Decodes the colours of a picture, without its opacity and as it is stored.
fn content(file: &HeifFile, item: ItemId, reading: Option<Reading>, depth: u32) -> Result<Raster, MediaError> {
    assemble(file, item, Colour::Rgb, depth, &|picture| {
        let planes = planes(picture);
        let own = || Reading { matrix: picture.matrix_coefficients() as u16, is_full: is_full(picture) };
        planes.rgb(reading.unwrap_or_else(own))
    })
}

/// Decodes an opacity. Whether all numbers are used is told by the stream alone.
fn mask(file: &HeifFile, item: ItemId) -> Result<Raster, MediaError> {
    assemble(file, item, Colour::Gray, 0, &|picture| planes(picture).lightness(is_full(picture)))
}

type Paint<'a> = &'a dyn Fn(&Picture) -> Result<Vec<u8>, MediaError>;

/// Puts a picture together of what is coded.
fn assemble(file: &HeifFile, item: ItemId, colour: Colour, depth: u32, paint: Paint) -> Result<Raster, MediaError> {
    if depth > DEPTH {
        return Err(MediaError::damaged("pictures within pictures without end"));
    }
    match &file.item(item).map_err(refuse)?.item_type.0 {
        b"av01" => {
            let picture = decoded(file, item)?;
            let (width, height) = (picture.width(), picture.height());
            if (width, height) != size(file, item)? {
                return Err(MediaError::unsupported("a stream of another size than its box"));
            }
            Ok(Raster { width, height, colour, samples: paint(&picture)?, icc: None })
        }
        b"grid" => assemble_grid(file, item, colour, depth, paint),
        b"iden" => match file.referenced_items(item, b"dimg") {
            [source] => assemble(file, *source, colour, depth + 1, paint),
            _ => Err(MediaError::damaged("a copy without one source")),
        },
        _ => Err(MediaError::unsupported("an item that is neither a picture nor a grid")),
    }
}

fn assemble_grid(
    file: &HeifFile,
    item: ItemId,
    colour: Colour,
    depth: u32,
    paint: Paint,
) -> Result<Raster, MediaError> {
    let grid = file.grid(item).map_err(refuse)?;
    let tiles = file.referenced_items(item, b"dimg");
    let (width, height) = (grid.output_width, grid.output_height);
    if (width, height) != size(file, item)? || tiles.len() != usize::from(grid.rows) * usize::from(grid.columns) {
        return Err(MediaError::damaged("a grid that contradicts itself"));
    }
    let (tile_width, tile_height) = size(file, tiles[0])?;
    let covers = |side: u32, count: u16, whole: u32| u64::from(side) * u64::from(count) >= u64::from(whole);
    if !covers(tile_width, grid.columns, width) || !covers(tile_height, grid.rows, height) {
        return Err(MediaError::damaged("a grid that does not fill its picture"));
    }
    let channels = colour.channels();
    let mut samples = vec![0; width as usize * height as usize * channels];
    for (n, tile) in tiles.iter().enumerate() {
        let left = (n % usize::from(grid.columns)) * tile_width as usize;
        let top = (n / usize::from(grid.columns)) * tile_height as usize;
        if left >= width as usize || top >= height as usize {
            continue;
        }
        let tile = assemble(file, *tile, colour, depth + 1, paint)?;
        if (tile.width, tile.height) != (tile_width, tile_height) {
            return Err(MediaError::damaged("tiles of unequal size"));
        }
        let kept = (tile_width as usize).min(width as usize - left) * channels;
        let rows = samples.chunks_exact_mut(width as usize * channels).skip(top);
        for (target, source) in rows.zip(tile.samples.chunks_exact(tile_width as usize * channels)) {
            target[left * channels..][..kept].copy_from_slice(&source[..kept]);
        }
    }
    Ok(Raster { width, height, colour, samples, icc: None })
}

/// Decodes the one picture of an item.
fn decoded(file: &HeifFile, item: ItemId) -> Result<Picture, MediaError> {
    let (width, height) = size(file, item)?;
    let data = file.item_data(item).map_err(refuse)?;
    let mut settings = Settings::new();
    // One thread: the child that decodes may start no others.
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_all_layers(false);
    settings.set_operating_point(operating_point(file, item)?);
    settings.set_frame_size_limit(width.saturating_mul(height));
    let mut decoder = Decoder::with_settings(&settings).map_err(stopped)?;
    let mut sent = decoder.send_data(data.into_owned().into_boxed_slice(), None, None, None);
    loop {
        let is_all = match sent {
            Ok(()) => true,
            Err(Rav1dError::TryAgain) => false,
            Err(error) => return Err(stopped(error)),
        };
        match decoder.get_picture() {
            Ok(picture) => return Ok(picture),
            Err(Rav1dError::TryAgain) if !is_all => sent = decoder.send_pending_data(),
            // The second time the decoder gives what it held back for a better layer.
            Err(Rav1dError::TryAgain) => return decoder.get_picture().map_err(stopped),
            Err(error) => return Err(stopped(error)),
        }
    }
}

/// Which of several layers is to be shown (`a1op`).
fn operating_point(file: &HeifFile, item: ItemId) -> Result<u8, MediaError> {
    let point = properties(file, item)?.find_map(|property| match property {
        Property::Unknown(name, bytes) if &name.0 == b"a1op" => bytes.first().copied(),
        _ => None,
    });
    match point.unwrap_or(0) {
        point if point < 32 => Ok(point),
        _ => Err(MediaError::damaged("an operating point that cannot be")),
    }
}

fn stopped(error: Rav1dError) -> MediaError {
    match error {
        Rav1dError::TryAgain => MediaError::Truncated,
        Rav1dError::UnsupportedBitstream => MediaError::unsupported(error),
        other => MediaError::damaged(other),
    }
}

fn planes(picture: &Picture) -> Planes<'_> {
    let plane = |component| Plane { bytes: picture.plane(component), stride: picture.stride(component) as usize };
    let layout = picture.pixel_layout();
    let has_chroma = !matches!(layout, PixelLayout::I400);
    Planes {
        width: picture.width() as usize,
        height: picture.height() as usize,
        bits: picture.bit_depth() as u8,
        luma: plane(PlanarImageComponent::Y),
        chroma: has_chroma.then(|| [plane(PlanarImageComponent::U), plane(PlanarImageComponent::V)]),
        halves: (matches!(layout, PixelLayout::I420 | PixelLayout::I422), matches!(layout, PixelLayout::I420)),
    }
}

fn is_full(picture: &Picture) -> bool {
    matches!(picture.color_range(), rusty_av1d::pixel::YUVRange::Full)
}

/// Puts opacity beside the colours; one of another size is taken at the nearest places.
fn with_opacity(raster: &Raster, mask: &Raster, is_multiplied: bool) -> Raster {
    let (width, height) = (raster.width as usize, raster.height as usize);
    let place = |at: usize, from: usize, of: u32| at * of as usize / from;
    let mut samples = Vec::with_capacity(width * height * 4);
    for (y, row) in raster.samples.chunks_exact(width * 3).enumerate() {
        let opacities = &mask.samples[place(y, height, mask.height) * mask.width as usize..];
        for (x, colours) in row.chunks_exact(3).enumerate() {
            samples.extend_from_slice(colours);
            samples.push(opacities[place(x, width, mask.width)]);
        }
    }
    if is_multiplied {
        samples.chunks_exact_mut(4).for_each(unmultiply);
    }
    Raster { width: raster.width, height: raster.height, colour: Colour::Rgba, samples, icc: None }
}

/// A part of a picture.
struct Cut {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl Cut {
    /// Reads a clean aperture: a size, and how far its middle lies from that of the picture (ISO/IEC 14496-12 §12.1.4).
    fn of(property: &Property, whole_width: u32, whole_height: u32) -> Result<Cut, MediaError> {
        let Property::CleanAperture { width, height, horiz_offset, vert_offset } = property else {
            return Err(MediaError::damaged("a crop without measures"));
        };
        let (left, width) = Cut::along(whole_width, *width, *horiz_offset)?;
        let (top, height) = Cut::along(whole_height, *height, *vert_offset)?;
        Ok(Cut { left, top, width, height })
    }

    fn along(whole: u32, length: (u32, u32), offset: (i32, u32)) -> Result<(u32, u32), MediaError> {
        if length.1 == 0 || offset.1 == 0 {
            return Err(MediaError::damaged("a crop divided by nothing"));
        }
        let length = f64::from(length.0) / f64::from(length.1);
        let offset = f64::from(offset.0) / f64::from(offset.1);
        let start = (f64::from(whole) - length) / 2.0 + offset;
        let (first, end) = (start.round().max(0.0), (start + length).round().min(f64::from(whole)));
        if first < end { Ok((first as u32, (end - first) as u32)) } else { Err(MediaError::damaged("an empty crop")) }
    }
}

/// Makes a picture of that size whose pixels come from the places that `from` names.
fn moved(raster: &Raster, width: u32, height: u32, from: impl Fn(u32, u32) -> (u32, u32)) -> Raster {
    let channels = raster.colour.channels();
    let mut samples = Vec::with_capacity(width as usize * height as usize * channels);
    for y in 0..height {
        for x in 0..width {
            let (from_x, from_y) = from(x, y);
            let at = (from_y as usize * raster.width as usize + from_x as usize) * channels;
            samples.extend_from_slice(&raster.samples[at..at + channels]);
        }
    }
    Raster { width, height, colour: raster.colour, samples, icc: None }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::media::sweep;

    fn numbered(colour: Colour) -> Raster {
        let samples = (0..6u8).flat_map(|n| vec![n; colour.channels()]).collect();
        Raster { width: 3, height: 2, colour, samples, icc: None }
    }

    #[test]
    fn a_crop_lies_around_the_middle() {
        assert_eq!(Cut::along(100, (40, 1), (0, 1)).ok(), Some((30, 40)));
        assert_eq!(Cut::along(100, (40, 1), (-30, 1)).ok(), Some((0, 40)));
        assert_eq!(Cut::along(101, (99, 1), (2, 2)).ok(), Some((2, 99)));
        assert_eq!(Cut::along(10, (40, 1), (0, 1)).ok(), Some((0, 10)), "no more than there is");
        for (length, offset) in [((0, 1), (0, 1)), ((5, 0), (0, 1)), ((5, 1), (0, 0)), ((5, 1), (50, 1))] {
            assert!(Cut::along(10, length, offset).is_err(), "{length:?} {offset:?}");
        }
    }

    #[test]
    fn opacity_is_laid_beside_colours_and_taken_out_of_them() {
        let mask = Raster { width: 1, height: 2, colour: Colour::Gray, samples: vec![255, 128], icc: None };
        let plain = with_opacity(&numbered(Colour::Rgb), &mask, false);
        assert_eq!(plain.samples[..8], [0, 0, 0, 255, 1, 1, 1, 255]);
        assert_eq!(plain.samples[12..16], [3, 3, 3, 128]);
        let multiplied = with_opacity(&numbered(Colour::Rgb), &mask, true);
        assert_eq!(multiplied.samples[12..16], [6, 6, 6, 128]);
    }

    fn boxed(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
        let body = parts.concat();
        [&(body.len() as u32 + 8).to_be_bytes()[..], name, &body].concat()
    }

    /// A file of items, all of one size, of which the first is shown; each has a kind, data and the items it is made of.
    fn file(width: u32, height: u32, items: &[(&[u8; 4], &[u8], &[u16])]) -> Vec<u8> {
        let count = (items.len() as u16).to_be_bytes();
        let (mut infos, mut places, mut refs, mut uses) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut at = 0u32;
        for (id, (kind, data, sources)) in (1u16..).zip(items) {
            let id = id.to_be_bytes();
            infos.extend(boxed(b"infe", &[&[2, 0, 0, 0], &id, &[0, 0], *kind, &[0]]));
            let place = [at.to_be_bytes(), (data.len() as u32).to_be_bytes()].concat();
            places.extend([&id[..], &[0, 1, 0, 0, 0, 1], &place].concat());
            at += data.len() as u32;
            let sources: Vec<u8> = sources.iter().flat_map(|source| source.to_be_bytes()).collect();
            refs.extend(boxed(b"dimg", &[&id, &(sources.len() as u16 / 2).to_be_bytes(), &sources]));
            uses.extend([id[0], id[1], 1, 1]);
        }
        let data: Vec<u8> = items.iter().flat_map(|(_, data, _)| data.to_vec()).collect();
        let size = boxed(b"ispe", &[&[0; 4], &width.to_be_bytes(), &height.to_be_bytes()]);
        let users = boxed(b"ipma", &[&[0; 4], &[0, 0], &count, &uses]);
        let meta = boxed(
            b"meta",
            &[
                &[0; 4],
                &boxed(b"hdlr", &[&[0; 8], b"pict", &[0; 13]]),
                &boxed(b"pitm", &[&[0; 4], &[0, 1]]),
                &boxed(b"iinf", &[&[0; 4], &count, &infos]),
                &boxed(b"iloc", &[&[1, 0, 0, 0, 0x44, 0], &count, &places]),
                &boxed(b"iref", &[&[0; 4], &refs]),
                &boxed(b"iprp", &[&boxed(b"ipco", &[&size]), &users]),
                &boxed(b"idat", &[&data]),
            ],
        );
        [boxed(b"ftyp", &[b"avif\0\0\0\0avif"]), meta].concat()
    }

    #[test]
    fn files_that_contradict_themselves_are_refused() {
        let (grid, pair) = ([0, 0, 0, 0, 0, 8, 0, 8], [0, 0, 0, 1, 0, 8, 0, 8]);
        let damaged = [
            file(8, 8, &[(b"grid", &grid, &[1])]),
            file(8, 8, &[(b"iden", &[], &[1])]),
            file(8, 8, &[(b"grid", &pair, &[2]), (b"av01", &[], &[])]),
            file(9, 8, &[(b"grid", &grid, &[2]), (b"av01", &[], &[])]),
            file(0, 8, &[(b"av01", &[1; 40], &[])]),
            file(8, 8, &[(b"av01", &[0x12, 0, 0x0a, 1, 0], &[])]),
        ];
        for (n, bytes) in damaged.iter().enumerate() {
            assert!(matches!(decode(bytes), Err(MediaError::Damaged(_) | MediaError::Truncated)), "{n}");
        }
        let huge = file(60_000, 60_000, &[(b"av01", &[0x12, 0], &[])]);
        assert!(matches!((header(&huge), decode(&huge)), (Err(MediaError::TooLarge), Err(MediaError::TooLarge))));
        let others = [file(8, 8, &[(b"iovl", &[], &[])]), boxed(b"ftyp", &[b"avis\0\0\0\0avis"])];
        assert!(others.iter().all(|bytes| matches!(decode(bytes), Err(MediaError::Unsupported(_)))));
    }

    /// Pictures and their size, upright.
    const SEEN: &[(&str, (u32, u32))] = &[
        ("image-formats/files/Pillow/hopper.avif", (128, 128)),
        ("image-formats/files/metadata-extractor-images/32Bit-72dpi-sRGB-800x600.avif", (800, 600)),
        (
            "image-formats/files/avif-sample-images/plum-blossom-small.profile0.8bpc.yuv420.alpha-limited.monochrome.avif",
            (128, 128),
        ),
        ("photos-orientation/files/avif-sample-images/kimono.rotate90.avif", (722, 1024)),
    ];

    #[test]
    fn real_pictures_stand_upright_in_their_size() {
        let Some(data) = sweep::data("image-formats") else { return };
        for (name, size) in SEEN {
            let bytes = fs::read(data.join("..").join(name)).expect("the set is whole");
            let raster = decode(&bytes).expect(name);
            assert_eq!((raster.width, raster.height), *size, "{name}");
            assert!(raster.is_consistent(), "{name}");
            for length in [bytes.len() / 4, bytes.len() / 2, bytes.len() - 200] {
                assert!(decode(&bytes[..length]).is_err(), "{name} cut at {length}");
            }
        }
    }
}
