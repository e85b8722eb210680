//! Serving pictures: plan, look up, copy stored bytes; only what is not stored is made, on a bounded pool.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::base::id::RecordId;
use crate::base::pool::PoolError;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::page::picture_name;
use crate::iiif::Plan;
use crate::iiif::Quality;
use crate::iiif::Request;
use crate::media::encode;
use crate::media::encode::Encoding;
use crate::media::encode::Shade;
use crate::media::pyramid::Pyramid;
use crate::media::pyramid::Region;
use crate::media::pyramid::assemble;
use crate::media::turn;
use crate::model::access::Viewer;
use crate::model::record::Body;

/// Roughly what an open pyramid costs in memory, in KiB.
const OPEN_KIB: usize = 64;

/// Open pyramids of pictures that anybody may see, by asset and page; void when the archive's epoch rises.
pub(super) struct Pyramids {
    open: Mutex<(u64, HashMap<Name, Arc<Shot>>)>,
    most: usize,
}

/// An asset and a page of it.
type Name = (RecordId, u32);

impl Pyramids {
    pub(super) fn new(mib: usize) -> Pyramids {
        Pyramids { open: Mutex::default(), most: (mib * 1024 / OPEN_KIB).max(16) }
    }

    fn find(&self, epoch: u64, name: &Name) -> Option<Arc<Shot>> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.0 == epoch { open.1.get(name).cloned() } else { None }
    }

    fn keep(&self, epoch: u64, name: Name, shot: &Arc<Shot>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.0 != epoch || open.1.len() >= self.most {
            *open = (epoch, HashMap::new());
        }
        open.1.insert(name, Arc::clone(shot));
    }

    /// Closes all of them.
    pub(super) fn forget_all(&self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).1.clear();
    }
}

/// A picture that can be served.
pub struct Shot {
    /// Its pyramid.
    pub pyramid: Pyramid,
    /// Seed of ETags: the original's digest and the recipe.
    pub etag: String,
    /// True when anybody may see it: the answer may be kept by caches.
    pub is_public: bool,
    /// URI of its rights.
    pub rights: Option<String>,
}

/// Bytes to be sent.
pub struct Bytes {
    /// The encoded picture.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub mime: &'static str,
    /// Canonical path below the service.
    pub path: String,
}

impl Desk {
    /// Returns the picture of an asset, of one of its pages (`{asset}-{n}`), or of the cover of the relic of that code.
    pub async fn shot(&self, viewer: &Viewer, key: &str) -> Result<Arc<Shot>, DeskError> {
        let epoch = self.epoch();
        let (id, page) = match picture_name(key) {
            Some(name) => name,
            None => (self.cover(viewer, key).await?, 1),
        };
        if let Some(shot) = self.pyramids.find(epoch, &(id, page)) {
            return Ok(shot);
        }
        let row = self.catalogue.record(&id).await?;
        if row.kind != crate::model::record::Kind::Asset || !self.may_see_asset(viewer, &row).await? {
            return Err(DeskError::Missing);
        }
        let is_public = *viewer == Viewer::Visitor || self.may_see_asset(&Viewer::Visitor, &row).await?;
        let file = self.catalogue.asset(&id).await?;
        let (pyramid, recipe) = self.page_picture(&file, page).await?;
        let rights = match row.head()?.body {
            Body::Asset(body) => Some(body.rights.statement).filter(|uri| !uri.is_empty()),
            _ => None,
        };
        let etag = format!("{}-{page}-{recipe}", &file.sha256.hex()[..24]);
        let shot = Arc::new(Shot { pyramid, etag, is_public, rights });
        if is_public {
            self.pyramids.keep(epoch, (id, page), &shot);
        }
        Ok(shot)
    }

    /// Answers an image request: stored bytes are copied, anything else is made while a worker is free.
    pub async fn picture(&self, shot: &Arc<Shot>, request: &Request) -> Result<Bytes, DeskError> {
        let pyramid = &shot.pyramid;
        let plan = Plan::new(request, pyramid.width(), pyramid.height(), pyramid.sizes())
            .map_err(|error| DeskError::Invalid(error.to_string()))?;
        let held = Arc::clone(shot);
        match plan {
            Plan::Canonical { entry, path } => {
                let slot = pyramid.entry(&entry).ok_or(DeskError::Missing)?;
                let bytes = self.hashing.run(move || held.pyramid.read(slot)).await?;
                let bytes = bytes.map_err(|error| DeskError::Malformed(error.to_string()))?;
                Ok(Bytes { bytes, mime: "image/jpeg", path })
            }
            Plan::Render { render, path } => {
                let work = self.pool.run(move || make(&held.pyramid, &render));
                let made = tokio::time::timeout(std::time::Duration::from_secs(5), work)
                    .await
                    .map_err(|_| DeskError::from(PoolError::Busy))??;
                let (bytes, mime) = made.map_err(|error| DeskError::Malformed(error.to_string()))?;
                Ok(Bytes { bytes, mime, path })
            }
        }
    }

    async fn cover(&self, viewer: &Viewer, code: &str) -> Result<RecordId, DeskError> {
        let view = self.relic(viewer, code, false).await?;
        view.assets
            .iter()
            .find(|asset| asset.shown.is_some())
            .map(|asset| asset.record.envelope.id)
            .ok_or(DeskError::Missing)
    }

    /// A derivative that is missing or damaged is made again.
    pub(super) async fn derive_again(&self, file: &crate::catalogue::AssetRow) -> Result<(), DeskError> {
        self.catalogue.add_job(&super::recover::derive_job(file)).await?;
        self.queued.notify_waiters();
        Ok(())
    }
}

fn make(pyramid: &Pyramid, render: &crate::iiif::Render) -> Result<(Vec<u8>, &'static str), crate::media::MediaError> {
    let area = render.region;
    let region = Region { x: area.x, y: area.y, width: area.width, height: area.height };
    let mut picture = assemble(pyramid, region, render.width, render.height)?;
    if render.rotation.is_mirrored {
        picture = turn::mirror(picture);
    }
    if render.rotation.degrees != 0.0 {
        picture = turn::rotate(picture, render.rotation.degrees);
    }
    let shade = match render.quality {
        Quality::Gray => Shade::Gray,
        Quality::Bitonal => Shade::Bitonal,
        Quality::Default | Quality::Color => Shade::Colour,
    };
    let (encoding, mime) = match render.format {
        crate::iiif::Format::Jpg => (Encoding::Jpeg, "image/jpeg"),
        crate::iiif::Format::Png => (Encoding::Png, "image/png"),
        crate::iiif::Format::Webp => (Encoding::Webp, "image/webp"),
    };
    Ok((encode::encode(&picture, shade, encoding)?, mime))
}
