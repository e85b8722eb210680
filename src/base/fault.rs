//! What a caller needs to know of a failure, in words every door shares.
//! Refuses to know HTTP statuses or exit codes: the doors map those.

/// Why a request could not be honoured, in the few words every door needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// There is no such thing, or the asker may not know of it.
    Missing,
    /// It was public once and has been withdrawn.
    Gone,
    /// The request itself is malformed.
    Invalid,
    /// Nobody is signed in and somebody must be.
    SignedOut,
    /// Somebody is signed in, but may not do this.
    Denied,
    /// It contradicts what is already there.
    Conflict,
    /// It was made against an older version.
    Stale,
    /// A checksum does not match the bytes.
    Mismatch,
    /// Too many requests from this place.
    Throttled,
    /// The disk has no room.
    Full,
    /// Larger than the limit that applies.
    TooLarge,
    /// A kind of content that is not taken.
    Unsupported,
    /// Everything is taken up at the moment.
    Busy,
    /// The material is damaged or refused for a reason.
    Corrupt,
    /// Our own failure.
    Broken,
}

/// Implemented by every error enum in the crate.
pub trait Faulty: std::error::Error + Send + Sync + 'static {
    /// Returns the word a door maps to a status or an exit code.
    fn fault(&self) -> Fault;
    /// Returns a stable name for programs, such as `asset.too_large`.
    fn code(&self) -> &'static str;
}
