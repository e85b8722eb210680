//! Named crash points: places where a test may kill the process to prove that
//! nothing acknowledged is lost (RELIABILITY §6). Compiled to nothing unless the
//! `crash` feature is on.

/// Every point there is, in the order in which an upload passes them.
pub const POINTS: &[&str] = &[
    "received",
    "read_back",
    "inspected",
    "staged",
    "intent",
    "parents",
    "renamed",
    "rows",
    "answered",
    "version_staged",
    "version_intent",
    "version_renamed",
    "inventory_renamed",
    "version_rows",
    "derived",
    "finished",
];

/// The points that making a picture anew by a better recipe passes.
pub const REBUILD_POINTS: &[&str] = &["remade", "swapped", "noted"];

/// The points that an upload in pieces passes beside those of any other.
pub const PIECE_POINTS: &[&str] = &["piece"];

/// Ends the process at once when the environment names this point in `RELIQUARY_CRASH_AT`.
#[cfg(feature = "crash")]
pub fn point(name: &str) {
    debug_assert!([POINTS, REBUILD_POINTS, PIECE_POINTS].concat().contains(&name), "unknown crash point {name}");
    if std::env::var("RELIQUARY_CRASH_AT").is_ok_and(|wanted| wanted == name) {
        std::process::abort();
    }
}

/// Does nothing: the points are compiled out.
#[cfg(not(feature = "crash"))]
#[inline(always)]
pub fn point(_name: &str) {}

/// Returns by how much the recipe of pictures is raised: a test may say that a better one has come.
#[cfg(feature = "crash")]
pub fn later_recipe() -> u32 {
    std::env::var("RELIQUARY_LATER_RECIPE").ok().and_then(|later| later.parse().ok()).unwrap_or(0)
}

/// Nothing raises the recipe but the program itself.
#[cfg(not(feature = "crash"))]
#[inline(always)]
pub fn later_recipe() -> u32 {
    0
}
