//! Passwords: Argon2id (19 MiB, t=2, p=1), at most four at once; common ones are refused.

use argon2::Argon2;
use argon2::PasswordHasher as _;
use argon2::PasswordVerifier as _;

use crate::desk::Desk;
use crate::desk::DeskError;

/// Shortest and longest password, in characters (RELIABILITY §4).
const CHARS: std::ops::RangeInclusive<usize> = 12..=128;

/// Beginnings of passwords that everybody tries first; long ones are nearly all made of these.
const COMMON: &[&str] = &[
    "123456",
    "abcdef",
    "qwerty",
    "password",
    "matkhau",
    "iloveyou",
    "111111",
    "000000",
    "aaaaaa",
    "admin",
    "letmein",
    "welcome",
    "danang",
    "vietnam",
    "dinhthacgian",
    "nhamenhu",
    "reliquary",
    "asdfgh",
    "zxcvbn",
    "1q2w3e",
    "987654",
];

/// A hash that no password fits, of the same cost: an unknown account takes as long as a known one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$M0sTQtvOJhGyYO6pOJKmGqcvT3w5Yn2lEyS3vY3yKpU";

/// Makes a password of 20 characters that can be read aloud.
pub fn fresh_password() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut random = [0u8; 20];
    getrandom::fill(&mut random).expect("the system's random source does not fail after boot");
    let letters: Vec<char> =
        random.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect();
    letters.chunks(5).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Makes a secret of 256 random bits, in hexadecimal.
pub fn fresh_secret() -> String {
    let mut random = [0u8; 32];
    getrandom::fill(&mut random).expect("the system's random source does not fail after boot");
    hex::encode(random)
}

/// Says why a password is refused, as a message key.
pub fn refuse(password: &str, account: &str) -> Option<&'static str> {
    if !CHARS.contains(&password.chars().count()) {
        return Some("password-length");
    }
    let plain = password.to_lowercase();
    let mut letters: Vec<char> = plain.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let is_common = letters.len() < 5
        || (account.len() >= 4 && plain.contains(&account.to_lowercase()))
        || COMMON.iter().any(|common| plain.starts_with(common) && rest_is_thin(&plain[common.len()..], common));
    is_common.then_some("password-common")
}

/// What follows a common beginning adds nothing: the same again, or digits only.
fn rest_is_thin(rest: &str, common: &str) -> bool {
    rest.replace(common, "").chars().all(|letter| !letter.is_alphabetic())
}

impl Desk {
    /// Hashes a password.
    pub(super) async fn hash_password(&self, password: String) -> Result<String, DeskError> {
        let hashed =
            self.hashing.run(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()));
        hashed.await?.map_err(|error| DeskError::Malformed(error.to_string()))
    }

    /// Says whether a password fits a hash; without a hash it takes as long and says no.
    pub(super) async fn fits(&self, password: String, hash: Option<String>) -> Result<bool, DeskError> {
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let fits = self
            .hashing
            .run(move || {
                argon2::PasswordHash::new(&hash)
                    .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(fits && is_known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_common_passwords_are_refused() {
        assert_eq!(refuse("short", "lan"), Some("password-length"));
        for common in ["password1234", "123456123456", "aaaaaaaaaaaa", "nguyenlan2026x"] {
            assert_eq!(refuse(common, "nguyenlan"), Some("password-common"), "{common}");
        }
        assert_eq!(refuse("ba con trau den", "lan"), None);
        assert_eq!(refuse(&fresh_password(), "lan"), None);
    }
}
