//! The stage `derive`: the one decode of an original, in the sandboxed child, into a pyramid.

use std::fs::File;
use std::path::Path;
use std::path::PathBuf;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::base::clock::now_ms;
use crate::base::digest::Digest;
use crate::base::disk;
use crate::base::id::RecordId;
use crate::catalogue::Derived;
use crate::media::preview::MIDDLE;
use crate::media::preview::preview;
use crate::media::pyramid::Pyramid;
use crate::pipeline::place::Derivatives;
use crate::pipeline::place::Leaf;
use crate::sandbox::Sandbox;
use crate::sandbox::SandboxError;
use crate::sandbox::Wanted;

/// What the stage found.
#[derive(Debug)]
pub enum Outcome {
    /// A picture was made, or was there already.
    Made(Derived),
    /// The original cannot be shown, and why.
    NotShown(String),
    /// Our own failure: worth another try.
    Failed(String),
}

/// Makes the pyramid of a page of an original at `target` unless it is there. Blocking.
pub fn derive(sandbox: &Sandbox, target: &Path, recipe: u32, original: File, wanted: &Wanted<'_>) -> Outcome {
    if let Some(derived) = measure(target, recipe) {
        return Outcome::Made(derived);
    }
    let made = put(target, |out| sandbox.derive(original, wanted, out));
    if let Err(error) = made {
        let reason = error.reason().to_owned();
        return if error.is_ours() { Outcome::Failed(reason) } else { Outcome::NotShown(reason) };
    }
    match measure(target, recipe) {
        Some(derived) => Outcome::Made(derived),
        None => {
            let _ = std::fs::remove_file(target);
            Outcome::Failed("reason-own-fault".to_owned())
        }
    }
}

/// Finds the words of a page of an original and keeps them at `target` unless they are there. Blocking.
pub fn place_words(sandbox: &Sandbox, target: &Path, original: File, wanted: &Wanted<'_>) -> Result<(), SandboxError> {
    if target.exists() {
        return Ok(());
    }
    put(target, |out| sandbox.words(original, wanted, out))
}

/// Writes a derivative so that it is there whole or not at all: beside its place, synced, then moved (RELIABILITY §2).
fn put(
    target: &Path,
    fill: impl FnOnce(&mut dyn std::io::Write) -> Result<(), SandboxError>,
) -> Result<(), SandboxError> {
    let folder = target.parent().unwrap_or(target);
    let draft = folder.join(format!(".{}-{}", RecordId::fresh(), now_ms()));
    let made = std::fs::create_dir_all(folder)
        .map_err(SandboxError::Output)
        .and_then(|()| File::create_new(&draft).map_err(SandboxError::Output))
        .and_then(|file| {
            let mut out = std::io::BufWriter::with_capacity(1 << 20, file);
            fill(&mut out)?;
            let file = out.into_inner().map_err(|error| SandboxError::Output(error.into_error()))?;
            file.sync_all().map_err(SandboxError::Output)
        })
        .and_then(|()| std::fs::rename(&draft, target).map_err(SandboxError::Output))
        .and_then(|()| disk::sync_dir(folder).map_err(SandboxError::Output));
    if made.is_err() {
        let _ = std::fs::remove_file(&draft);
    }
    made
}

/// Returns true for reasons that mean the bytes themselves are bad, as against merely not showable here.
pub fn is_damage(reason: &str) -> bool {
    !matches!(
        reason,
        "reason-no-preview"
            | "reason-no-page"
            | "reason-unsupported"
            | "reason-encrypted"
            | "reason-too-large"
            | "reason-too-slow"
            | "reason-refused"
    )
}

/// Returns true for reasons that another hour may not know: a busy machine is slow, and short of memory.
pub fn may_pass(reason: &str) -> bool {
    matches!(reason, "reason-too-slow" | "reason-overstepped")
}

/// Returns the measures of a pyramid that is there and whole.
pub fn measure(file: &Path, recipe: u32) -> Option<Derived> {
    let pyramid = Pyramid::open(File::open(file).ok()?).ok()?;
    let seen = preview(&pyramid).ok();
    Some(Derived {
        width: pyramid.width(),
        height: pyramid.height(),
        sizes: pyramid.sizes().to_vec(),
        recipe,
        focus: seen.as_ref().map_or(MIDDLE, |seen| seen.focus),
        preview: seen.map(|seen| BASE64_STANDARD.encode(seen.png)),
    })
}

/// Returns the measures of the picture of an original, by the newest recipe of which a whole one is there.
pub fn measure_newest(derivatives: &Derivatives, original: &Digest) -> Option<Derived> {
    derivatives.candidates(original, 1).find_map(|(recipe, file)| measure(&file, recipe))
}

/// Opens the picture of a page, by the newest recipe of which a whole one is there. Returns it with its recipe and file.
pub fn open_newest(derivatives: &Derivatives, original: &Digest, page: u32) -> Option<(Pyramid, u32, PathBuf)> {
    derivatives.candidates(original, page).find_map(|(recipe, path)| {
        let pyramid = Pyramid::open(File::open(&path).ok()?).ok()?;
        Some((pyramid, recipe, path))
    })
}

/// Takes away pictures of a page made by older recipes, once a newer one stands.
pub fn remove_older(derivatives: &Derivatives, original: &Digest, page: u32) -> std::io::Result<()> {
    for made in derivatives.made_of(original) {
        if made.leaf == Leaf::Picture && made.page == page && made.recipe < derivatives.recipe() {
            disk::remove(&made.path)?;
        }
    }
    Ok(())
}
