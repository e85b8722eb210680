//! Writing a package: entry by entry, hashed on the way, never whole in memory. Where a crash leaves us: an unfinished
//! file under a name nobody looks for; the caller renames only what was checked.

use std::fs::File;
use std::io::Read;

use crate::base::digest::Algorithm;
use crate::base::digest::AnyHasher;
use crate::base::package::PIECE_BYTES;
use crate::base::package::PackageWriter;
use crate::export::ExportError;
use crate::export::bag;
use crate::export::manifest::Entry;
use crate::export::manifest::Manifest;
use crate::export::manifest::Source;

/// Bytes ready to be read, and how many.
pub struct Opened {
    /// The bytes.
    pub reader: Box<dyn Read>,
    /// How many there are.
    pub bytes: u64,
}

/// Opens the source of an entry.
pub type Opener<'a> = dyn FnMut(&Source) -> Result<Opened, ExportError> + 'a;

/// What was packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed {
    /// Payload files.
    pub files: u64,
    /// Bytes of payload.
    pub bytes: u64,
}

/// SHA-256 and SHA-512 of one file.
struct Sums {
    path: String,
    sha256: String,
    sha512: String,
}

/// Writes a package into an empty file and syncs it.
pub fn pack(manifest: &Manifest, open: &mut Opener<'_>, file: File) -> Result<Packed, ExportError> {
    let mut zip = PackageWriter::new(file);
    let mut tags = vec![tag(&mut zip, manifest, "bagit.txt", bag::DECLARATION)?];
    let mut payload = Vec::with_capacity(manifest.entries().len());
    let mut bytes = 0;
    for entry in manifest.entries() {
        let (sums, size) = add(&mut zip, manifest, entry, open)?;
        payload.push(sums);
        bytes += size;
    }
    let files = payload.len() as u64;
    tags.push(tag(&mut zip, manifest, "bag-info.txt", &bag::info(&manifest.info, files, bytes))?);
    tags.push(tag(&mut zip, manifest, "manifest-sha256.txt", &lines(&payload, |sums| &sums.sha256))?);
    tags.push(tag(&mut zip, manifest, "manifest-sha512.txt", &lines(&payload, |sums| &sums.sha512))?);
    tag(&mut zip, manifest, "tagmanifest-sha256.txt", &lines(&tags, |sums| &sums.sha256))?;
    tag(&mut zip, manifest, "tagmanifest-sha512.txt", &lines(&tags, |sums| &sums.sha512))?;
    zip.finish()?;
    Ok(Packed { files, bytes })
}

type Zip = PackageWriter<std::io::BufWriter<File>>;

fn tag(zip: &mut Zip, manifest: &Manifest, name: &str, text: &str) -> Result<Sums, ExportError> {
    let mut reader = text.as_bytes();
    Ok(copy(zip, manifest, name, &mut reader, text.len() as u64)?.0)
}

fn add(zip: &mut Zip, manifest: &Manifest, entry: &Entry, open: &mut Opener<'_>) -> Result<(Sums, u64), ExportError> {
    if let Source::Bytes(bytes) = &entry.source {
        return copy(zip, manifest, &entry.path, &mut bytes.as_slice(), bytes.len() as u64);
    }
    let mut opened = open(&entry.source)?;
    let (sums, size) = copy(zip, manifest, &entry.path, &mut opened.reader, opened.bytes)?;
    if let Source::Original { asset, sha256, bytes, .. } = &entry.source
        && (sums.sha256 != sha256.hex() || size != *bytes)
    {
        return Err(ExportError::Damaged(*asset));
    }
    if let Source::Stored { pin, .. } = &entry.source
        && pin.len() == 64
        && *pin != sums.sha256
    {
        return Err(ExportError::Gone);
    }
    Ok((sums, size))
}

fn copy(
    zip: &mut Zip,
    manifest: &Manifest,
    path: &str,
    reader: &mut dyn Read,
    announced: u64,
) -> Result<(Sums, u64), ExportError> {
    zip.begin(&format!("{}/{path}", manifest.folder), announced)?;
    let (mut sha256, mut sha512) = (AnyHasher::new(Algorithm::Sha256), AnyHasher::new(Algorithm::Sha512));
    let mut piece = vec![0u8; PIECE_BYTES.min(announced as usize + 1)];
    let mut size = 0u64;
    loop {
        let got = match reader.read(&mut piece) {
            Ok(0) => break,
            Ok(got) => got,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        if size + got as u64 > announced {
            break;
        }
        sha256.update(&piece[..got]);
        sha512.update(&piece[..got]);
        zip.write(&piece[..got])?;
        size += got as u64;
    }
    if size != announced {
        return Err(ExportError::Unlike(format!("{path} has another size than announced")));
    }
    Ok((Sums { path: path.to_owned(), sha256: sha256.finish(), sha512: sha512.finish() }, size))
}

fn lines(all: &[Sums], digits: fn(&Sums) -> &str) -> String {
    all.iter().map(|sums| bag::line(digits(sums), &sums.path)).collect()
}
