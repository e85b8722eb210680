//! Ids, digests, clock, limits, faults, the CPU pool and named crash points:
//! the ground every other module stands on. Knows nothing of relics.

pub mod clock;
pub mod crash;
pub mod digest;
pub mod disk;
pub mod fault;
pub mod id;
pub mod limits;
pub mod package;
pub mod picture;
pub mod pool;
pub mod ring;
pub mod sum;
pub mod xml;
pub mod zip;
