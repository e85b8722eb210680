//! SHA-256 digests: the address of every byte the archive keeps. The others are for packages (BagIt) alone.

use std::fmt;
use std::io;
use std::io::Read;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;
use sha2::Digest as _;
use sha2::Sha224;
use sha2::Sha256;
use sha2::Sha384;
use sha2::Sha512;

/// A SHA-256 digest, printed as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Digest([u8; 32]);

/// Says that a text is not a digest.
#[derive(Debug, Clone, thiserror::Error)]
#[error("not a SHA-256 digest: 64 hexadecimal digits are expected")]
pub struct NotADigest;

impl Digest {
    /// Returns the digest of bytes held in memory.
    pub fn of(bytes: &[u8]) -> Digest {
        let mut hasher = Hasher::new();
        hasher.update(bytes);
        hasher.finish()
    }

    /// Reads to the end in pieces of 64 KiB; returns the digest and the count of bytes.
    pub fn of_reader(reader: &mut impl Read) -> io::Result<(Digest, u64)> {
        let mut hasher = Hasher::new();
        let mut piece = vec![0u8; 64 * 1024];
        let mut size_bytes = 0u64;
        loop {
            let got = match reader.read(&mut piece) {
                Ok(0) => return Ok((hasher.finish(), size_bytes)),
                Ok(got) => got,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            hasher.update(&piece[..got]);
            size_bytes += got as u64;
        }
    }

    /// Returns the 64 hexadecimal digits.
    pub fn hex(&self) -> String {
        hex::encode(self.0)
    }

    /// Returns the raw 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// A SHA-256 that grows piece by piece.
#[derive(Clone)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Starts an empty digest.
    pub fn new() -> Hasher {
        Hasher(Sha256::new())
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the digest of all that was added.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl Default for Hasher {
    fn default() -> Hasher {
        Hasher::new()
    }
}

/// A checksum that a package may name its files by, weakest first. We write SHA-256 and SHA-512 alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each variant is the algorithm it names")]
pub enum Algorithm {
    Md5,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    /// Returns the algorithm of that name as it stands in the names of manifests.
    pub fn of(name: &str) -> Option<Algorithm> {
        Some(match name {
            "md5" => Algorithm::Md5,
            "sha224" => Algorithm::Sha224,
            "sha256" => Algorithm::Sha256,
            "sha384" => Algorithm::Sha384,
            "sha512" => Algorithm::Sha512,
            _ => return None,
        })
    }
}

/// A checksum of any of these algorithms that grows piece by piece.
pub enum AnyHasher {
    /// MD5.
    Md5(md5::Md5),
    /// SHA-224.
    Sha224(Sha224),
    /// SHA-256.
    Sha256(Sha256),
    /// SHA-384.
    Sha384(Sha384),
    /// SHA-512.
    Sha512(Sha512),
}

impl AnyHasher {
    /// Starts an empty checksum.
    pub fn new(algorithm: Algorithm) -> AnyHasher {
        match algorithm {
            Algorithm::Md5 => AnyHasher::Md5(md5::Md5::new()),
            Algorithm::Sha224 => AnyHasher::Sha224(Sha224::new()),
            Algorithm::Sha256 => AnyHasher::Sha256(Sha256::new()),
            Algorithm::Sha384 => AnyHasher::Sha384(Sha384::new()),
            Algorithm::Sha512 => AnyHasher::Sha512(Sha512::new()),
        }
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            AnyHasher::Md5(hasher) => hasher.update(bytes),
            AnyHasher::Sha224(hasher) => hasher.update(bytes),
            AnyHasher::Sha256(hasher) => hasher.update(bytes),
            AnyHasher::Sha384(hasher) => hasher.update(bytes),
            AnyHasher::Sha512(hasher) => hasher.update(bytes),
        }
    }

    /// Returns the digits of all that was added, in lower case.
    pub fn finish(self) -> String {
        match self {
            AnyHasher::Md5(hasher) => hex::encode(hasher.finalize()),
            AnyHasher::Sha224(hasher) => hex::encode(hasher.finalize()),
            AnyHasher::Sha256(hasher) => hex::encode(hasher.finalize()),
            AnyHasher::Sha384(hasher) => hex::encode(hasher.finalize()),
            AnyHasher::Sha512(hasher) => hex::encode(hasher.finalize()),
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl FromStr for Digest {
    type Err = NotADigest;
    fn from_str(text: &str) -> Result<Digest, NotADigest> {
        let mut bytes = [0u8; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotADigest)?;
        Ok(Digest(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = NotADigest;
    fn try_from(text: String) -> Result<Digest, NotADigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.hex()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_nothing_is_the_published_one() {
        assert_eq!(Digest::of(b"").hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn the_checksums_of_packages_are_the_published_ones() {
        for (name, digits) in
            [("md5", "900150983cd24fb0d6963f7d28e17f72"), ("sha512", "ddaf35a193617abacc417349ae204131")]
        {
            let mut hasher = AnyHasher::new(Algorithm::of(name).expect("known"));
            hasher.update(b"abc");
            assert!(hasher.finish().starts_with(digits), "{name}");
        }
    }

    #[test]
    fn reading_in_pieces_gives_the_same_digest() {
        let bytes = vec![7u8; 200_001];
        let (digest, size) = Digest::of_reader(&mut bytes.as_slice()).expect("memory does not fail");
        assert_eq!((digest, size), (Digest::of(&bytes), 200_001));
        assert_eq!(digest.hex().parse::<Digest>().expect("own form parses"), digest);
    }
}
