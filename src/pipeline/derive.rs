//! The stage `derive`: the one decode of an original, in the sandboxed child, into a pyramid.

use std::fs::File;
use std::path::Path;

use crate::base::clock::now_ms;
use crate::base::digest::Digest;
use crate::base::disk;
use crate::base::id::RecordId;
use crate::catalogue::Derived;
use crate::media::pyramid::Pyramid;
use crate::media::pyramid::RECIPE;
use crate::pipeline::place::pyramid_file;
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

/// Makes the pyramid of an original unless it is there. Blocking.
pub fn derive(sandbox: &Sandbox, derivatives: &Path, original: File, digest: &Digest, wanted: &Wanted<'_>) -> Outcome {
    let target = pyramid_file(derivatives, digest);
    if let Some(derived) = measure(&target) {
        return Outcome::Made(derived);
    }
    let Some(folder) = target.parent() else { return Outcome::Failed("reason-own-fault".to_owned()) };
    let draft = folder.join(format!(".{}-{}", RecordId::fresh(), now_ms()));
    let made = std::fs::create_dir_all(folder)
        .map_err(SandboxError::Output)
        .and_then(|()| File::create_new(&draft).map_err(SandboxError::Output))
        .and_then(|file| {
            let mut out = std::io::BufWriter::with_capacity(1 << 20, file);
            sandbox.derive(original, wanted, &mut out)?;
            let file = out.into_inner().map_err(|error| SandboxError::Output(error.into_error()))?;
            file.sync_all().map_err(SandboxError::Output)
        })
        .and_then(|()| std::fs::rename(&draft, &target).map_err(SandboxError::Output))
        .and_then(|()| disk::sync_dir(folder).map_err(SandboxError::Output));
    if let Err(error) = made {
        let _ = std::fs::remove_file(&draft);
        let reason = error.reason().to_owned();
        return if error.is_ours() { Outcome::Failed(reason) } else { Outcome::NotShown(reason) };
    }
    match measure(&target) {
        Some(derived) => Outcome::Made(derived),
        None => {
            let _ = std::fs::remove_file(&target);
            Outcome::Failed("reason-own-fault".to_owned())
        }
    }
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
            | "reason-refused"
    )
}

/// Returns the measures of a pyramid that is there and whole.
pub fn measure(file: &Path) -> Option<Derived> {
    let pyramid = Pyramid::open(File::open(file).ok()?).ok()?;
    Some(Derived { width: pyramid.width(), height: pyramid.height(), sizes: pyramid.sizes().to_vec(), recipe: RECIPE })
}
