//! Identifiers of records: ULIDs, never reused, printed in capitals.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;
use ulid::Ulid;

/// The identifier of one record or asset: a ULID of 26 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct RecordId(Ulid);

/// Says that a text is not an identifier.
#[derive(Debug, Clone, thiserror::Error)]
#[error("not an identifier: 26 letters and digits are expected")]
pub struct NotAnId;

impl RecordId {
    /// Makes a new identifier from the clock and the system's random source.
    pub fn fresh() -> RecordId {
        let mut random = [0u8; 16];
        getrandom::fill(&mut random).expect("the system's random source does not fail after boot");
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        RecordId(Ulid::from_parts(since.as_millis() as u64, u128::from_le_bytes(random)))
    }

    /// Returns an identifier that depends on the given bytes alone, for fixtures and the sample archive.
    pub fn from_bytes(bytes: [u8; 16]) -> RecordId {
        RecordId(Ulid::from(u128::from_be_bytes(bytes)))
    }

    /// Returns true when the text has the shape of an identifier (26 characters of Crockford's base 32).
    pub fn looks_like(text: &str) -> bool {
        text.len() == 26 && Ulid::from_string(text).is_ok()
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_string())
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for RecordId {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<RecordId, NotAnId> {
        if text.len() != 26 {
            return Err(NotAnId);
        }
        Ulid::from_string(text).map(RecordId).map_err(|_| NotAnId)
    }
}

impl TryFrom<String> for RecordId {
    type Error = NotAnId;
    fn try_from(text: String) -> Result<RecordId, NotAnId> {
        text.parse()
    }
}

impl From<RecordId> for String {
    fn from(id: RecordId) -> String {
        id.to_string()
    }
}
