//! Serving pictures: who may see which, copied where it is stored and made where it is not. Stored tiles come from memory
//! or by one read; what has to be made waits for a bounded pool by its price and is kept on disk. A derivative that is
//! missing or damaged is made again by a job; until then what is whole of it answers, and nothing broken ever does.

mod answers;
mod hot;
mod open;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use bytes::Bytes;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::base::pool::Pool;
use crate::catalogue::RecordRow;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::page::picture_name;
use crate::iiif::Edition;
use crate::iiif::Frame;
use crate::iiif::IiifError;
use crate::iiif::Plan;
use crate::iiif::Quality;
use crate::iiif::Render;
use crate::iiif::Request;
use crate::iiif::Stored;
use crate::media::MediaError;
use crate::media::encode;
use crate::media::encode::Encoding;
use crate::media::encode::Shade;
use crate::media::mark::Mark;
use crate::media::pyramid::Care;
use crate::media::pyramid::Part;
use crate::media::pyramid::Slot;
use crate::media::pyramid::assemble;
use crate::media::pyramid::price;
use crate::media::turn;
use crate::model::access;
use crate::model::access::Viewer;
use crate::model::card::Shown;
use crate::model::record::Body;
use crate::model::record::Kind;

use open::Open;
use open::Pyramids;

/// Version of the drawing below; part of the name of each answer kept, raised when its bytes change.
const DRAWING: u32 = 2;
/// Memory that one picture being made may take for each core, in MiB: the least price of one.
const SHARE_MIB: usize = 128;

/// Who asks for a picture without loss wants it true.
fn care(render: &Render) -> Care {
    match render.format {
        crate::iiif::Format::Jpg => Care::Usual,
        crate::iiif::Format::Png | crate::iiif::Format::Webp => Care::High,
    }
}

/// What serving needs beside the stores.
pub(in crate::desk) struct Gallery {
    pyramids: Pyramids,
    hot: hot::Hot,
    answers: answers::Answers,
    /// One permit a MiB, and no more work than cores.
    drawing: Pool,
    reading: Pool,
}

impl Gallery {
    pub(super) fn new(derivatives: &std::path::Path, tiles_mib: usize, answers_mib: u64, width: usize) -> Gallery {
        Gallery {
            pyramids: Pyramids::new(tiles_mib),
            hot: hot::Hot::new(tiles_mib << 19),
            answers: answers::Answers::new(derivatives, answers_mib << 20),
            drawing: Pool::new(width.max(2) * SHARE_MIB),
            reading: Pool::new(16),
        }
    }

    /// Takes away what was made of an original and kept. Blocking.
    pub(in crate::desk) fn remove_made_of(&self, original: &Digest) {
        self.answers.remove_made_of(original);
    }

    /// Closes the pyramids of these files.
    pub(in crate::desk) fn forget(&self, files: &[PathBuf]) {
        self.pyramids.forget(files);
    }

    /// Closes all pyramids.
    pub(in crate::desk) fn forget_all(&self) {
        self.pyramids.forget_all();
    }
}

/// A picture as somebody may see it.
pub struct Shot {
    open: Arc<Open>,
    /// Seed of ETags: the original's digest, the recipe, and what was reduced.
    pub etag: String,
    /// True when anybody may see it so: the answer may be kept by caches.
    pub is_public: bool,
    /// URI of its rights.
    pub rights: Option<String>,
    /// How it is reduced for this viewer.
    reduced: Option<Reduced>,
    may_enlarge: bool,
    made_ms: i64,
}

/// A picture that is shown smaller than it is: to this viewer it has these measures, and its tiles are of these.
struct Reduced {
    width: u32,
    height: u32,
    sizes: Vec<(u32, u32)>,
    mark: Option<Arc<Mark>>,
}

/// A picture to be sent.
pub struct Sent {
    /// The encoded picture.
    pub bytes: Bytes,
    /// Its media type.
    pub mime: &'static str,
    /// False when a damaged derivative made it less than it ought to be: not to be kept by anybody.
    pub is_whole: bool,
}

impl Shot {
    /// Returns what its service offers.
    pub fn frame(&self) -> Frame<'_> {
        let grid = self.open.pyramid.grid();
        match &self.reduced {
            Some(reduced) => {
                Frame { width: reduced.width, height: reduced.height, sizes: &reduced.sizes, may_enlarge: false }
            }
            None => {
                Frame { width: grid.width(), height: grid.height(), sizes: grid.sizes(), may_enlarge: self.may_enlarge }
            }
        }
    }

    /// Returns true when others see it larger.
    pub fn is_reduced(&self) -> bool {
        self.reduced.is_some()
    }

    /// Resolves a request.
    pub fn plan(&self, request: &Request) -> Result<Plan, IiifError> {
        Plan::new(request, &self.frame())
    }

    /// Returns where the answer lies in the pyramid, if it does. Tiles of a reduced picture are not those of the whole one.
    fn slot(&self, plan: &Plan) -> Option<(u32, Slot)> {
        let pyramid = &self.open.pyramid;
        let slot = match (plan.stored?, &self.reduced) {
            (Stored::Whole(place), Some(reduced)) if reduced.mark.is_none() => pyramid.whole(place)?,
            (_, Some(_)) => return None,
            (Stored::Whole(place), None) => pyramid.whole(place)?,
            (Stored::Tile { level, column, row }, None) => pyramid.tile(level, column, row)?,
        };
        Some((slot.offset, slot))
    }

    /// Returns the part of the whole picture that a request for this view of it means.
    fn part(&self, render: &Render) -> Part {
        let area = render.region;
        let [left, top, width, height] = [area.x, area.y, area.width, area.height].map(f64::from);
        let Some(reduced) = &self.reduced else { return Part { left, top, width, height } };
        let grid = self.open.pyramid.grid();
        let (full_width, full_height) = (f64::from(grid.width()), f64::from(grid.height()));
        let (x, y) = (full_width / f64::from(reduced.width), full_height / f64::from(reduced.height));
        let (left, top) = (left * x, top * y);
        Part { left, top, width: (width * x).min(full_width - left), height: (height * y).min(full_height - top) }
    }

    /// Makes the picture of a plan; tells whether nothing was missing. Blocking.
    fn draw(&self, render: &Render) -> Result<(Vec<u8>, bool), MediaError> {
        let (mut picture, is_whole) =
            assemble(&self.open.pyramid, self.part(render), render.width, render.height, care(render))?;
        if let Some(mark) = self.reduced.as_ref().and_then(|reduced| reduced.mark.as_ref()) {
            let area = render.region;
            let scale =
                [f64::from(render.width) / f64::from(area.width), f64::from(render.height) / f64::from(area.height)];
            mark.draw(&mut picture, (area.x, area.y), scale)?;
        }
        if render.rotation.is_mirrored {
            picture = turn::mirror(picture);
        }
        let cover = turn::cover(render.width, render.height, render.rotation.degrees);
        if render.rotation.degrees != 0.0 {
            picture = turn::rotate(picture, render.rotation.degrees);
        }
        let shade = match render.quality {
            Quality::Gray => Shade::Gray,
            Quality::Bitonal => Shade::Bitonal,
            Quality::Default | Quality::Color => Shade::Colour,
        };
        let encoding = match render.format {
            crate::iiif::Format::Jpg => Encoding::Jpeg,
            crate::iiif::Format::Png => Encoding::Png,
            crate::iiif::Format::Webp => Encoding::Webp,
        };
        let bytes = match cover {
            Some(cover) => encode::encode_clear(&picture, &cover, shade, encoding)?,
            None => encode::encode(&picture, shade, encoding)?,
        };
        Ok((bytes, is_whole))
    }

    /// Returns how much memory making the picture takes, in MiB.
    fn price_mib(&self, render: &Render) -> usize {
        let made = 3 * u64::from(render.width) * u64::from(render.height);
        let turned = if render.rotation.degrees % 90.0 == 0.0 { made } else { 10 * made };
        let bytes = price(&self.open.pyramid, self.part(render), render.width, render.height, care(render)) + turned;
        SHARE_MIB.max((bytes >> 20) as usize)
    }
}

impl Desk {
    /// Returns the picture of an asset, of one of its pages (`{asset}-{n}`), or of the cover of the relic of that code, as this
    /// viewer may see it.
    pub async fn shot(&self, viewer: &Viewer, text: &str) -> Result<Arc<Shot>, DeskError> {
        let epoch = self.epoch();
        let key = match picture_name(text) {
            Some(key) => key,
            None => (self.cover(viewer, text).await?, 1),
        };
        if let Some(shot) = self.gallery.pyramids.shot(epoch, &key)
            && (*viewer == Viewer::Visitor || !shot.is_reduced())
        {
            return Ok(shot);
        }
        let row = self.catalogue.record(&key.0).await?;
        if row.kind != Kind::Asset || !self.may_see_asset(viewer, &row).await? {
            return Err(DeskError::Missing);
        }
        let is_public = *viewer == Viewer::Visitor || self.may_see_asset(&Viewer::Visitor, &row).await?;
        let open = self.opened(key).await?;
        let shot = Arc::new(self.as_seen(viewer, &row, open, is_public)?);
        if *viewer == Viewer::Visitor || (shot.is_public && !shot.is_reduced()) {
            self.gallery.pyramids.keep(epoch, key, &shot);
        }
        Ok(shot)
    }

    /// Returns a picture that anybody may see in full, when that is known without looking anything up.
    pub fn shot_at_once(&self, text: &str) -> Option<Arc<Shot>> {
        let shot = self.gallery.pyramids.shot(self.epoch(), &picture_name(text)?)?;
        (!shot.is_reduced()).then_some(shot)
    }

    /// Returns a stored picture that needs no waiting for the disk.
    pub fn sent_at_once(&self, shot: &Shot, plan: &Plan) -> Option<Bytes> {
        let (place, slot) = shot.slot(plan)?;
        let key = (shot.open.number, place);
        if let Some(bytes) = self.gallery.hot.find(key) {
            return Some(bytes);
        }
        let bytes = Bytes::from(shot.open.pyramid.read_at_once(slot)?.ok()?);
        self.gallery.hot.keep(key, bytes.clone());
        Some(bytes)
    }

    /// Answers an image request: stored bytes are copied, anything else is made while a worker is free.
    pub async fn picture(&self, shot: &Arc<Shot>, plan: &Plan) -> Result<Sent, DeskError> {
        let mime = plan.render.format.mime();
        if let Some(bytes) = self.sent_at_once(shot, plan) {
            return Ok(Sent { bytes, mime, is_whole: true });
        }
        if let Some((place, slot)) = shot.slot(plan) {
            let held = Arc::clone(shot);
            match self.gallery.reading.run(move || held.open.pyramid.read(slot)).await? {
                Ok(bytes) => {
                    let bytes = Bytes::from(bytes);
                    self.gallery.hot.keep((shot.open.number, place), bytes.clone());
                    return Ok(Sent { bytes, mime, is_whole: true });
                }
                Err(error) => self.mend(&shot.open, &error).await?,
            }
        }
        self.drawn(shot, plan).await
    }

    /// Returns a picture that is not stored: kept from before, or made.
    async fn drawn(&self, shot: &Arc<Shot>, plan: &Plan) -> Result<Sent, DeskError> {
        let (mime, render) = (plan.render.format.mime(), plan.render);
        let name = answers::Answers::name(&shot.open.file.sha256, &format!("{DRAWING} {} {}", shot.etag, plan.path()));
        let find = || {
            let (gallery, name) = (Arc::clone(&self.gallery), name.clone());
            self.gallery.reading.run(move || gallery.answers.find(&name))
        };
        if let Some(bytes) = find().await? {
            return Ok(Sent { bytes: bytes.into(), mime, is_whole: true });
        }
        // Many who ask for one picture at once wait for one making of it.
        let until = Instant::now() + Duration::from_secs(limits::IIIF_WAIT_S);
        let turn = self.locks.take(format!("picture:{name}"));
        let _one = tokio::time::timeout_at(until.into(), turn).await.map_err(|_| DeskError::Busy)?;
        if let Some(bytes) = find().await? {
            return Ok(Sent { bytes: bytes.into(), mime, is_whole: true });
        }
        let (held, gallery, kept_as) = (Arc::clone(shot), Arc::clone(&self.gallery), name.clone());
        let work = move || {
            let (bytes, is_whole) = held.draw(&render)?;
            if is_whole {
                gallery.answers.keep(&kept_as, &bytes);
            }
            Ok::<_, MediaError>((bytes, is_whole))
        };
        let wait = until.saturating_duration_since(Instant::now());
        match self.gallery.drawing.run_priced(shot.price_mib(&render), wait, work).await? {
            Ok((bytes, is_whole)) => {
                if !is_whole {
                    self.mend(&shot.open, &MediaError::pyramid("a tile that is damaged")).await?;
                }
                Ok(Sent { bytes: bytes.into(), mime, is_whole })
            }
            Err(error) => {
                self.mend(&shot.open, &error).await?;
                Err(DeskError::Busy)
            }
        }
    }

    fn is_reduced(&self, viewer: &Viewer, row: &RecordRow) -> Result<bool, DeskError> {
        let record = row.head()?;
        Ok(access::is_reduced(viewer, &super::read::standing(row, &record, true)))
    }

    /// Returns a picture as a viewer who may see it sees it.
    fn as_seen(&self, viewer: &Viewer, row: &RecordRow, open: Arc<Open>, is_public: bool) -> Result<Shot, DeskError> {
        let rights = match row.head()?.body {
            Body::Asset(body) => Some(body.rights.statement).filter(|uri| !uri.is_empty()),
            _ => None,
        };
        let mut etag = open.etag.clone();
        let mut reduced = None;
        let is_less = self.is_reduced(viewer, row)?;
        if is_less {
            let (most, text) = (self.config.reduced_px, self.config.reduced_mark.as_str());
            let grid = open.pyramid.grid();
            let whole = Shown {
                width: grid.width(),
                height: grid.height(),
                sizes: grid.sizes().to_vec(),
                preview: None,
                focus: 2,
            };
            let Shown { width, height, sizes, .. } = whole.reduced(most);
            let mark = match text {
                "" => None,
                text => Some(self.gallery.pyramids.mark(text, width, height).map_err(|error| {
                    DeskError::Malformed(format!("the mark of reduced pictures cannot be drawn: {error}"))
                })?),
            };
            let own = Digest::of(format!("{most} {text}").as_bytes());
            etag = format!("{etag}-{}", &own.hex()[..8]);
            reduced = Some(Reduced { width, height, sizes, mark });
        }
        let made_ms = crate::base::clock::now_ms();
        // Whoever sees more than strangers do gets what no cache may hand on to them.
        let is_public = is_public && (is_less || !self.is_reduced(&Viewer::Visitor, row)?);
        Ok(Shot { open, etag, is_public, rights, reduced, may_enlarge: self.config.enlarge_pictures, made_ms })
    }

    async fn cover(&self, viewer: &Viewer, code: &str) -> Result<RecordId, DeskError> {
        let view = self.relic(viewer, code, false).await?;
        let asset = view.assets.iter().find(|asset| asset.shown.is_some()).ok_or(DeskError::Missing)?;
        Ok(asset.record.envelope.id)
    }
}

/// Returns the request for the whole picture at about this width.
pub fn small(width: u32) -> Result<Request, IiifError> {
    Request::parse(Edition::Three, "full", &format!("!{width},{}", limits::IIIF_SIDE_PX), "0", "default.jpg")
}
