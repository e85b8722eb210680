//! Reading a bag back and comparing: is it complete, and is every byte what its manifests say? BagIt 0.93–0.97 and 1.0,
//! in a folder or in one of our packages. Never fetches what `fetch.txt` names.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use crate::base::digest::Algorithm;
use crate::base::digest::AnyHasher;
use crate::base::package::PIECE_BYTES;
use crate::base::package::PackageReader;
use crate::export::bag;

/// Largest tag file that is read, in bytes: a manifest of some millions of files.
const TAG_BYTES: u64 = 1 << 30;

/// What was found in a bag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Payload files.
    pub files: u64,
    /// Bytes of payload.
    pub bytes: u64,
    /// What is wrong.
    pub wrong: Vec<Wrong>,
    /// What is odd, but allowed.
    pub odd: Vec<Wrong>,
}

/// One thing that is wrong with a bag.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each variant is said in words below")]
pub enum Wrong {
    NoDeclaration,
    Declaration,
    Encoding(String),
    NoManifest,
    NoPayload,
    Algorithm(String),
    Line { file: String, line: usize },
    Unsafe { file: String, path: String },
    Twice { file: String, path: String },
    Contradiction { path: String },
    Missing { path: String },
    Unlisted { path: String, manifest: String },
    Corrupt { path: String, manifest: String },
    Oxum { said: String, found: String },
    Unreadable { path: String },
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wrong::NoDeclaration => write!(f, "bagit.txt is missing"),
            Wrong::Declaration => write!(f, "bagit.txt is not the two lines it must be"),
            Wrong::Encoding(file) => write!(f, "{file} is not in the encoding that bagit.txt names"),
            Wrong::NoManifest => write!(f, "there is no manifest"),
            Wrong::NoPayload => write!(f, "the folder data is missing"),
            Wrong::Algorithm(name) => write!(f, "the checksum {name} is not known here"),
            Wrong::Line { file, line } => write!(f, "{file}: line {line} is not a checksum and a name"),
            Wrong::Unsafe { file, path } => write!(f, "{file} names {path}, which lies outside the bag"),
            Wrong::Twice { file, path } => write!(f, "{file} names {path} twice"),
            Wrong::Contradiction { path } => write!(f, "{path} is named twice with different checksums"),
            Wrong::Missing { path } => write!(f, "{path} is missing"),
            Wrong::Unlisted { path, manifest } => write!(f, "{path} is not named in {manifest}"),
            Wrong::Corrupt { path, manifest } => write!(f, "{path} is not what {manifest} says"),
            Wrong::Oxum { said, found } => write!(f, "bag-info.txt counts {said}, but there are {found}"),
            Wrong::Unreadable { path } => write!(f, "{path} cannot be read"),
        }
    }
}

/// Checks a bag that lies in a folder.
pub fn folder(path: &Path) -> io::Result<Report> {
    let mut names = BTreeSet::new();
    list(path, path, &mut names)?;
    Check::new(names, Shelf::Folder(path.to_owned())).run()
}

/// Checks a bag in a zip file that holds one folder.
pub fn zip(file: File) -> io::Result<Report> {
    let reader = PackageReader::open(file)?;
    let all = reader.names();
    let top = all.first().and_then(|name| name.split_once('/')).map(|(top, _)| format!("{top}/")).unwrap_or_default();
    let names: BTreeSet<String> = all.iter().filter_map(|name| name.strip_prefix(&top)).map(str::to_owned).collect();
    if names.len() != all.len() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "the zip file holds more than one folder, or a name twice",
        ));
    }
    Check::new(names, Shelf::Zip(Box::new(reader), top)).run()
}

enum Shelf {
    Folder(PathBuf),
    Zip(Box<PackageReader<File>>, String),
}

impl Shelf {
    fn read(&mut self, name: &str, each: &mut dyn FnMut(&[u8])) -> io::Result<u64> {
        match self {
            Shelf::Folder(folder) => pour(&mut File::open(folder.join(name))?, each),
            Shelf::Zip(zip, top) => pour(&mut zip.file(&format!("{top}{name}"))?, each),
        }
    }
}

fn pour(reader: &mut dyn Read, each: &mut dyn FnMut(&[u8])) -> io::Result<u64> {
    let mut piece = vec![0u8; PIECE_BYTES];
    let mut size = 0;
    loop {
        match reader.read(&mut piece) {
            Ok(0) => return Ok(size),
            Ok(got) => {
                each(&piece[..got]);
                size += got as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Names in a manifest with their digits.
type Listed = BTreeMap<String, String>;

struct Check {
    names: BTreeSet<String>,
    shelf: Shelf,
    report: Report,
    is_old: bool,
    encoding: String,
}

impl Check {
    fn new(names: BTreeSet<String>, shelf: Shelf) -> Check {
        Check { names, shelf, report: Report::default(), is_old: false, encoding: "UTF-8".to_owned() }
    }

    fn run(mut self) -> io::Result<Report> {
        if self.declaration()? {
            let payload = self.manifests("manifest-")?;
            let tags = self.manifests("tagmanifest-")?;
            self.fetch()?;
            self.complete(&payload);
            self.sums(&payload, &tags)?;
            self.oxum()?;
        }
        self.report.wrong.sort();
        self.report.wrong.dedup();
        Ok(self.report)
    }

    fn wrong(&mut self, wrong: Wrong) {
        self.report.wrong.push(wrong);
    }

    /// RFC 8493 §2.1.1: exactly two lines, no byte order mark, nothing between a name and its colon.
    fn declaration(&mut self) -> io::Result<bool> {
        if !self.names.contains("bagit.txt") {
            self.wrong(Wrong::NoDeclaration);
            return Ok(false);
        }
        let bytes = self.bytes("bagit.txt")?;
        let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n").replace('\r', "\n");
        let lines: Vec<&str> = text.trim_end_matches('\n').split('\n').collect();
        let [version, encoding] = lines.as_slice() else {
            self.wrong(Wrong::Declaration);
            return Ok(false);
        };
        let version = version.strip_prefix("BagIt-Version:").map(str::trim);
        let encoding = encoding.strip_prefix("Tag-File-Character-Encoding:").map(str::trim);
        let is_known =
            version.is_some_and(|version| matches!(version, "1.0" | "0.93" | "0.94" | "0.95" | "0.96" | "0.97"));
        let (true, Some(encoding)) = (is_known, encoding.filter(|name| !name.is_empty())) else {
            self.wrong(Wrong::Declaration);
            return Ok(false);
        };
        self.is_old = version != Some("1.0");
        self.encoding = encoding.to_uppercase();
        Ok(true)
    }

    fn manifests(&mut self, prefix: &str) -> io::Result<Vec<(String, Algorithm, Listed)>> {
        let files: Vec<String> = self
            .names
            .iter()
            .filter(|name| name.starts_with(prefix) && name.ends_with(".txt") && !name.contains('/'))
            .cloned()
            .collect();
        let mut all = Vec::new();
        for file in files {
            let name = file[prefix.len()..file.len() - 4].to_owned();
            let Some(algorithm) = Algorithm::of(&name) else {
                self.wrong(Wrong::Algorithm(name));
                continue;
            };
            let listed = self.manifest(&file, prefix == "manifest-")?;
            all.push((file, algorithm, listed));
        }
        if all.is_empty() && prefix == "manifest-" {
            self.wrong(Wrong::NoManifest);
        }
        Ok(all)
    }

    fn manifest(&mut self, file: &str, is_payload: bool) -> io::Result<Listed> {
        let mut listed = Listed::new();
        let Some(text) = self.text(file)? else { return Ok(listed) };
        for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let Some((digits, path)) = line.split_once([' ', '\t']) else {
                self.wrong(Wrong::Line { file: file.to_owned(), line: n + 1 });
                continue;
            };
            let path = path.trim_start_matches([' ', '\t']);
            let path = path.strip_prefix('*').unwrap_or(path);
            let path = path.strip_prefix("./").unwrap_or(path);
            let path = if self.is_old { path.to_owned() } else { bag::decode(path) };
            let is_inside = path.starts_with("data/") == is_payload;
            if !is_safe(&path) || !is_inside || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                self.wrong(Wrong::Unsafe { file: file.to_owned(), path });
                continue;
            }
            match listed.insert(path.clone(), digits.to_lowercase()) {
                Some(before) if before != digits.to_lowercase() => self.wrong(Wrong::Contradiction { path }),
                Some(_) => {
                    let twice = Wrong::Twice { file: file.to_owned(), path };
                    if self.is_old { self.report.odd.push(twice) } else { self.wrong(twice) }
                }
                None => {}
            }
        }
        Ok(listed)
    }

    fn fetch(&mut self) -> io::Result<()> {
        if !self.names.contains("fetch.txt") {
            return Ok(());
        }
        let Some(text) = self.text("fetch.txt")? else { return Ok(()) };
        for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match fetched(line).map(str::to_owned) {
                None => self.wrong(Wrong::Line { file: "fetch.txt".to_owned(), line: n + 1 }),
                Some(path) if !is_safe(&path) || !path.starts_with("data/") => {
                    self.wrong(Wrong::Unsafe { file: "fetch.txt".to_owned(), path });
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// RFC 8493 §2.1.3: every payload file stands in every payload manifest; before 1.0 one of them was enough.
    fn complete(&mut self, payload: &[(String, Algorithm, Listed)]) {
        let files: Vec<String> = self.names.iter().filter(|name| name.starts_with("data/")).cloned().collect();
        if files.is_empty()
            && payload.iter().all(|(_, _, listed)| listed.is_empty())
            && matches!(self.shelf, Shelf::Zip(..))
        {
            self.wrong(Wrong::NoPayload);
        }
        for path in files {
            let missing: Vec<&String> =
                payload.iter().filter(|(_, _, listed)| !listed.contains_key(&path)).map(|(file, _, _)| file).collect();
            let is_listed = if self.is_old { missing.len() < payload.len() } else { missing.is_empty() };
            if let (false, Some(manifest)) = (is_listed, missing.first()) {
                let manifest = (*manifest).clone();
                self.wrong(Wrong::Unlisted { path, manifest });
            }
        }
    }

    fn sums(
        &mut self,
        payload: &[(String, Algorithm, Listed)],
        tags: &[(String, Algorithm, Listed)],
    ) -> io::Result<()> {
        let both = || payload.iter().chain(tags);
        let wanted: BTreeSet<&String> = both().flat_map(|(_, _, listed)| listed.keys()).collect();
        for path in wanted {
            if !self.names.contains(path) {
                self.wrong(Wrong::Missing { path: path.clone() });
                continue;
            }
            let in_question: Vec<(&String, Algorithm, &String)> =
                both().filter_map(|(file, algorithm, listed)| Some((file, *algorithm, listed.get(path)?))).collect();
            let mut hashers: Vec<AnyHasher> =
                in_question.iter().map(|(_, algorithm, _)| AnyHasher::new(*algorithm)).collect();
            let read = self.shelf.read(path, &mut |piece| hashers.iter_mut().for_each(|hasher| hasher.update(piece)));
            if read.is_err() {
                self.wrong(Wrong::Unreadable { path: path.clone() });
                continue;
            }
            if path.starts_with("data/") {
                self.report.bytes += read.unwrap_or_default();
                self.report.files += 1;
            }
            for (hasher, (file, _, digits)) in hashers.into_iter().zip(in_question) {
                if hasher.finish() != *digits {
                    self.wrong(Wrong::Corrupt { path: path.clone(), manifest: file.clone() });
                }
            }
        }
        Ok(())
    }

    fn oxum(&mut self) -> io::Result<()> {
        if !self.names.contains("bag-info.txt") {
            return Ok(());
        }
        let Some(text) = self.text("bag-info.txt")? else { return Ok(()) };
        let found = format!("{}.{}", self.report.bytes, self.report.files);
        for line in text.lines() {
            if let Some((name, said)) = line.split_once(':')
                && name.trim() == "Payload-Oxum"
                && said.trim() != found
            {
                self.wrong(Wrong::Oxum { said: said.trim().to_owned(), found: found.clone() });
            }
        }
        Ok(())
    }

    fn bytes(&mut self, name: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.shelf.read(name, &mut |piece| {
            if (bytes.len() as u64) < TAG_BYTES {
                bytes.extend_from_slice(piece);
            }
        })?;
        Ok(bytes)
    }

    /// Reads a tag file in the encoding of the bag.
    fn text(&mut self, name: &str) -> io::Result<Option<String>> {
        let bytes = self.bytes(name)?;
        let text = match self.encoding.as_str() {
            "UTF-8" | "US-ASCII" | "ASCII" => String::from_utf8(bytes).ok(),
            "ISO-8859-1" | "LATIN1" => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
            "UTF-16" | "UTF-16LE" | "UTF-16BE" => utf16(&bytes, &self.encoding),
            _ => None,
        };
        if text.is_none() {
            self.wrong(Wrong::Encoding(name.to_owned()));
        }
        Ok(text.map(|text| text.replace("\r\n", "\n").replace('\r', "\n")))
    }
}

/// A line of `fetch.txt`: an address, a size, and the name it would have.
fn fetched(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once([' ', '\t'])?;
    let (_, path) = rest.trim_start().split_once([' ', '\t'])?;
    Some(path.trim_start())
}

fn utf16(bytes: &[u8], encoding: &str) -> Option<String> {
    let (is_little, rest) = match bytes {
        [0xff, 0xfe, rest @ ..] => (true, rest),
        [0xfe, 0xff, rest @ ..] => (false, rest),
        rest => (encoding == "UTF-16LE", rest),
    };
    let units = rest.chunks_exact(2).map(|two| {
        let two = [two[0], two[1]];
        if is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) }
    });
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

/// A name that stays inside the bag.
fn is_safe(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with(['/', '\\', '~'])
        && path.as_bytes().get(1) != Some(&b':')
        && !path.contains('\0')
        && path.split(['/', '\\']).all(|part| part != "..")
}

fn list(root: &Path, folder: &Path, names: &mut BTreeSet<String>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            list(root, &path, names)?;
        } else if let Ok(relative) = path.strip_prefix(root) {
            names.insert(relative.to_string_lossy().into_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bags of the Library of Congress's conformance suite, where they are at hand.
    fn suite() -> Option<PathBuf> {
        let shared = std::env::var_os("RELIQUARY_SHARED")
            .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
        let suite = shared.join("conformance/bagit-suite");
        if suite.is_dir() {
            return Some(suite);
        }
        assert!(std::env::var("CI").as_deref() != Ok("true"), "the conformance suite is not here");
        eprintln!("skipped: the conformance suite is not here");
        None
    }

    #[test]
    fn the_conformance_suite_is_judged_rightly() {
        let Some(suite) = suite() else { return };
        let mut judged = 0;
        for (kind, is_good) in [("valid", true), ("invalid", false), ("linux-only", false)] {
            for version in ["v0.97", "v1.0"] {
                let Ok(bags) = std::fs::read_dir(suite.join(version).join(kind)) else { continue };
                for bag in bags.flatten().filter(|bag| bag.path().is_dir()) {
                    let report = folder(&bag.path()).expect("read");
                    assert_eq!(report.wrong.is_empty(), is_good, "{:?}: {:?}", bag.path(), report.wrong);
                    judged += 1;
                }
            }
        }
        assert!(judged > 25, "only {judged} bags");
    }

    #[test]
    fn names_that_leave_the_bag_are_refused() {
        for path in ["/etc/passwd", "data/../../x", "..\\x", "~/x", "C:\\x", ""] {
            assert!(!is_safe(path), "{path}");
        }
        assert!(is_safe("data/~x/%7Ey.txt") && is_safe("data/a b"));
    }
}
