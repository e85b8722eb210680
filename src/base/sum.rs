//! Checksums by which senders vouch for a piece of an upload. What the archive itself relies on is SHA-256 alone.

use sha1::Digest as _;
use sha1::Sha1;

use crate::base::digest::Hasher;

/// Returns the CRC-32 of bytes: it tells a file that was cut or spoilt by accident.
pub fn crc32(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

/// Names of the algorithms, as tus gives them.
pub const ALGORITHMS: &str = "sha1,sha256";

/// A checksum that grows piece by piece.
pub enum Sum {
    /// SHA-1: every tus server must know it; enough against accidents, not against malice.
    Sha1(Box<Sha1>),
    /// SHA-256.
    Sha256(Hasher),
}

impl Sum {
    /// Starts a checksum of that name.
    pub fn named(name: &str) -> Option<Sum> {
        match name {
            "sha1" => Some(Sum::Sha1(Box::new(Sha1::new()))),
            "sha256" => Some(Sum::Sha256(Hasher::new())),
            _ => None,
        }
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Sum::Sha1(sum) => sum.update(bytes),
            Sum::Sha256(sum) => sum.update(bytes),
        }
    }

    /// Returns the checksum.
    pub fn finish(self) -> Vec<u8> {
        match self {
            Sum::Sha1(sum) => sum.finalize().to_vec(),
            Sum::Sha256(sum) => sum.finish().bytes().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_sums_of_abc_come_out() {
        let of = |name: &str| {
            let mut sum = Sum::named(name).expect("known");
            sum.update(b"a");
            sum.update(b"bc");
            hex::encode(sum.finish())
        };
        assert_eq!(of("sha1"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(of("sha256"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(Sum::named("md5").is_none());
    }
}
