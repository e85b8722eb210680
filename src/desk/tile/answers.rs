//! Pictures made on request, kept on disk within a budget below `derivatives/answers/`. Named by a digest of everything
//! they were made of, the original's digest first: an answer is looked for only by whoever was let to its picture, so a
//! change of access makes it unreachable for those it shuts out. All of it may be deleted at any moment.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::base::ring::Ring;
use crate::base::sum;

/// Length of either half of a name.
const HALF: usize = 24;
/// What the smallest file takes on a disk, in bytes.
const BLOCK_BYTES: u64 = 4_096;

/// Answers on disk.
pub struct Answers {
    folder: PathBuf,
    most_bytes: u64,
    /// The names of what lies there; `None` before the first question.
    kept: Mutex<Option<Ring<String, ()>>>,
}

impl Answers {
    /// Opens the store below `derivatives`; nothing is read before the first question.
    pub fn new(derivatives: &Path, most_bytes: u64) -> Answers {
        Answers { folder: derivatives.join("answers"), most_bytes, kept: Mutex::default() }
    }

    /// Returns the name of an answer: the beginning of its original's digest, and one of all it is made of.
    pub fn name(original: &Digest, made_of: &str) -> String {
        format!("{}-{}", &original.hex()[..HALF], &Digest::of(made_of.as_bytes()).hex()[..HALF])
    }

    /// Takes away all answers made of an original. Blocking.
    pub fn remove_made_of(&self, original: &Digest) {
        let start = &original.hex()[..HALF];
        self.with(|kept| {
            let gone: Vec<String> = kept.keys().filter(|name| name.starts_with(start)).cloned().collect();
            gone.iter().for_each(|name| self.forget(kept, name));
        });
    }

    /// Returns an answer that is there and whole. Blocking.
    pub fn find(&self, name: &str) -> Option<Vec<u8>> {
        self.with(|kept| kept.find(name).map(|_| ()))?;
        let read = fs::read(self.place(name)).ok().and_then(|mut bytes| {
            let sum = bytes.split_off(bytes.len().checked_sub(4)?);
            (sum == sum::crc32(&bytes).to_le_bytes()).then_some(bytes)
        });
        if read.is_none() {
            self.with(|kept| self.forget(kept, name));
        }
        read
    }

    /// Keeps an answer. Blocking. A disk that has no room for it costs no more than the answer's next making.
    pub fn keep(&self, name: &str, bytes: &[u8]) {
        let size = on_disk(bytes.len() as u64 + 4);
        if size > self.most_bytes / 8 {
            return;
        }
        let place = self.place(name);
        let Some(folder) = place.parent() else { return };
        let draft = folder.join(format!(".{}", RecordId::fresh()));
        let sum = sum::crc32(bytes).to_le_bytes();
        let written = fs::create_dir_all(folder)
            .and_then(|()| fs::write(&draft, [bytes, &sum].concat()))
            .and_then(|()| fs::rename(&draft, &place));
        if written.is_err() {
            let _ = fs::remove_file(&draft);
            return;
        }
        self.with(|kept| {
            for (gone, ()) in kept.keep(name.to_owned(), (), size) {
                let _ = fs::remove_file(self.place(&gone));
            }
        });
    }

    fn forget(&self, kept: &mut Ring<String, ()>, name: &str) {
        if kept.remove(name).is_some() {
            let _ = fs::remove_file(self.place(name));
        }
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.join(&name[..2]).join(name)
    }

    fn with<T>(&self, work: impl FnOnce(&mut Ring<String, ()>) -> T) -> T {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        work(kept.get_or_insert_with(|| self.look()))
    }

    /// Learns what lies there, oldest first; drafts that a crash left are taken away.
    fn look(&self) -> Ring<String, ()> {
        let mut found = Vec::new();
        let folders = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for file in folders.filter_map(|folder| fs::read_dir(folder.path()).ok()).flatten().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let is_ours = name.len() == 2 * HALF + 1 && name.as_bytes()[HALF] == b'-';
            match file.metadata() {
                Ok(meta) if is_ours => found.push((meta.modified().ok(), name, on_disk(meta.len()))),
                _ => {
                    let _ = fs::remove_file(file.path());
                }
            }
        }
        found.sort();
        // What has room is kept from the newest on; a smaller budget than before leaves the oldest out.
        let mut kept = Ring::new(self.most_bytes, usize::MAX);
        for (_, name, bytes) in found {
            for (gone, ()) in kept.keep(name, (), bytes) {
                let _ = fs::remove_file(self.place(&gone));
            }
        }
        kept
    }
}

fn on_disk(bytes: u64) -> u64 {
    bytes.next_multiple_of(BLOCK_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(made_of: &str) -> String {
        Answers::name(&Digest::of(b"original"), made_of)
    }

    #[test]
    fn the_budget_holds_what_is_asked_for_stays_and_a_new_start_finds_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let most = 64 * BLOCK_BYTES;
        let answers = Answers::new(folder.path(), most);
        let often = name("often");
        answers.keep(&often, b"asked for");
        for n in 0..200 {
            answers.keep(&name(&n.to_string()), &[n as u8; 5_000]);
            assert_eq!(answers.find(&often).as_deref(), Some(b"asked for".as_slice()));
        }
        assert!(answers.with(|kept| kept.bytes()) <= most);
        assert!(answers.find(&name("0")).is_none());
        let again = Answers::new(folder.path(), most);
        assert_eq!(again.find(&name("199")), Some(vec![199; 5_000]));
        assert_eq!(again.with(|kept| kept.bytes()), answers.with(|kept| kept.bytes()));
        again.remove_made_of(&Digest::of(b"another"));
        assert!(again.find(&often).is_some());
        again.remove_made_of(&Digest::of(b"original"));
        assert!(again.find(&often).is_none() && again.with(|kept| kept.bytes()) == 0 && !again.place(&often).exists());
    }

    #[test]
    fn a_damaged_answer_is_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let answers = Answers::new(folder.path(), 1 << 20);
        let one = name("one");
        answers.keep(&one, b"picture");
        fs::write(answers.place(&one), b"pixture1234").expect("written");
        assert!(answers.find(&one).is_none() && !answers.place(&one).exists());
        answers.keep(&one, b"picture");
        fs::write(answers.place(&one), b"x").expect("written");
        assert!(answers.find(&one).is_none());
    }
}
