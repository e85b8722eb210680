//! Where derivatives lie: named by the digest of the original, the version of the recipe and the page. Those of a newer
//! recipe stand beside the old ones until they are whole. Pages made only because somebody asked lie apart, in `pages/`:
//! they have a budget, and the least recently used make room.

use std::path::Path;
use std::path::PathBuf;

use crate::base::digest::Digest;
use crate::media::pyramid;

/// The folder of derivatives and the recipe by which new ones are made.
#[derive(Debug, Clone)]
pub struct Derivatives {
    folder: PathBuf,
    recipe: u32,
}

/// What is made of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// Its picture, a pyramid.
    Picture,
    /// Its words with their places.
    Words,
}

/// Version of the words with their places; part of their name.
const WORDS_RECIPE: u32 = 1;

impl Derivatives {
    /// Names the folder; new derivatives are made by the recipe in force.
    pub fn new(folder: PathBuf) -> Derivatives {
        Derivatives { folder, recipe: pyramid::RECIPE + crate::base::crash::later_recipe() }
    }

    /// Returns the same folder under another recipe.
    pub fn with_recipe(&self, recipe: u32) -> Derivatives {
        Derivatives { recipe, ..self.clone() }
    }

    /// Returns the version of the recipe by which new pictures are made.
    pub fn recipe(&self) -> u32 {
        self.recipe
    }

    /// Returns the folder of pages that were made because somebody asked.
    pub fn asked(&self) -> PathBuf {
        self.folder.join("pages")
    }

    /// Returns the file of the picture of a page made by the recipe in force and kept for good.
    pub fn kept(&self, original: &Digest, page: u32) -> PathBuf {
        self.kept_by(original, page, self.recipe)
    }

    /// Returns the file of what was made of a page because somebody asked.
    pub fn on_demand(&self, original: &Digest, page: u32, leaf: Leaf) -> PathBuf {
        let name = original.hex();
        let folder = shard(&self.asked(), &name);
        match leaf {
            Leaf::Picture => folder.join(picture_name(&name, page, self.recipe)),
            Leaf::Words => folder.join(format!("{name}-w{WORDS_RECIPE}-p{page}.json")),
        }
    }

    /// Returns where the picture of a page can lie, the newest recipe first, each with its recipe. Recipes count from 1;
    /// what a test calls 0 is older than all.
    pub fn candidates(&self, original: &Digest, page: u32) -> impl Iterator<Item = (u32, PathBuf)> + '_ {
        let original = *original;
        (0..=self.recipe).rev().flat_map(move |recipe| {
            let kept = self.kept_by(&original, page, recipe);
            let asked = self.with_recipe(recipe).on_demand(&original, page, Leaf::Picture);
            [(recipe, kept)].into_iter().chain((page > 1).then_some((recipe, asked)))
        })
    }

    /// Lists all that was made of an original, of whatever recipe. Blocking.
    pub fn made_of(&self, original: &Digest) -> Vec<Made> {
        let name = original.hex();
        let mut found = Vec::new();
        for (folder, is_kept) in [(shard(&self.folder, &name), true), (shard(&self.asked(), &name), false)] {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let file = entry.file_name();
                let rest = file.to_str().and_then(|file| file.strip_prefix(name.as_str()));
                if let Some((leaf, recipe, page)) = rest.and_then(parse_rest) {
                    found.push(Made { path: entry.path(), leaf, recipe, page, is_kept });
                }
            }
        }
        found
    }

    fn kept_by(&self, original: &Digest, page: u32, recipe: u32) -> PathBuf {
        let name = original.hex();
        shard(&self.folder, &name).join(picture_name(&name, page, recipe))
    }
}

/// One file that was made of an original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is.
    pub leaf: Leaf,
    /// The recipe by which it was made.
    pub recipe: u32,
    /// The page.
    pub page: u32,
    /// False when it was made because somebody asked.
    pub is_kept: bool,
}

fn shard(folder: &Path, name: &str) -> PathBuf {
    folder.join(&name[..2]).join(&name[2..4])
}

/// The first page has the name that the picture of a file with one page has.
fn picture_name(name: &str, page: u32, recipe: u32) -> String {
    match page {
        1 => format!("{name}-r{recipe}.zip"),
        _ => format!("{name}-r{recipe}-p{page}.zip"),
    }
}

/// Reads what follows the digest in a name of ours.
fn parse_rest(rest: &str) -> Option<(Leaf, u32, u32)> {
    let (leaf, rest) = match rest.strip_suffix(".zip") {
        Some(rest) => (Leaf::Picture, rest.strip_prefix("-r")?),
        None => (Leaf::Words, rest.strip_suffix(".json")?.strip_prefix("-w")?),
    };
    let (recipe, page) = rest.split_once("-p").unwrap_or((rest, "1"));
    Some((leaf, recipe.parse().ok()?, page.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        assert_eq!(parse_rest("-r1.zip"), Some((Leaf::Picture, 1, 1)));
        assert_eq!(parse_rest("-r12-p340.zip"), Some((Leaf::Picture, 12, 340)));
        assert_eq!(parse_rest("-w1-p2.json"), Some((Leaf::Words, 1, 2)));
        assert_eq!(parse_rest(".zip"), None);
    }

    #[test]
    fn the_newest_recipe_is_looked_for_first() {
        let derivatives = Derivatives::new(PathBuf::from("/d")).with_recipe(2);
        let digest = Digest::of(b"x");
        let recipes: Vec<u32> = derivatives.candidates(&digest, 1).map(|(recipe, _)| recipe).collect();
        assert_eq!(recipes, [2, 1, 0]);
        let places: Vec<PathBuf> = derivatives.candidates(&digest, 3).map(|(_, path)| path).collect();
        assert_eq!(places.len(), 6);
        assert!(places[1].starts_with("/d/pages") && places[0].to_string_lossy().ends_with("-r2-p3.zip"));
    }
}
