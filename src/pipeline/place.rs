//! Where derivatives lie: named by the digest of the original and the version of the recipe.

use std::path::Path;
use std::path::PathBuf;

use crate::base::digest::Digest;
use crate::media::pyramid;

/// Returns the file of the pyramid of an original, made by today's recipe.
pub fn pyramid_file(derivatives: &Path, original: &Digest) -> PathBuf {
    let name = original.hex();
    derivatives.join(&name[..2]).join(&name[2..4]).join(format!("{name}-r{}.zip", pyramid::RECIPE))
}
