//! Durable writes to a local disk: create-new, write, fsync, rename without replacing, fsync the folder.
//! Why our own: a rename is not kept by a power cut until its folder is synced, and libraries leave that out.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;

use rustix::fs::FlockOperation;
use rustix::fs::RenameFlags;

/// Writes a file that must not exist yet and syncs its bytes.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes a file in place of another: a draft beside it, synced, renamed over it; then the folder is synced.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let draft = folder.join(format!(".{name}.{}", crate::base::id::RecordId::fresh()));
    write_new(&draft, bytes)?;
    fs::rename(&draft, path).inspect_err(|_| {
        let _ = fs::remove_file(&draft);
    })?;
    sync_dir(folder)
}

/// Removes a file; one that is gone already is no error.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Syncs a folder, so that names made, moved or removed in it last.
pub fn sync_dir(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Moves a file or folder to a name that must be free, and syncs both parents.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    rustix::fs::renameat_with(rustix::fs::CWD, from, rustix::fs::CWD, to, RenameFlags::NOREPLACE)?;
    for folder in [to.parent(), from.parent()].into_iter().flatten() {
        sync_dir(folder)?;
    }
    Ok(())
}

/// Makes `folder` and what is missing above it up to `root`; each new folder's parent is synced.
pub fn make_dirs(root: &Path, folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().filter(|_| folder != root).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    make_dirs(root, parent)?;
    match fs::create_dir(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    sync_dir(folder)?;
    sync_dir(parent)
}

/// Syncs every file and folder below and including `folder`, bottom up.
pub fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        } else {
            File::open(entry.path())?.sync_all()?;
        }
    }
    sync_dir(folder)
}

/// Returns how many bytes a program may still write on the disk of a folder.
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    let stat = rustix::fs::statvfs(folder)?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}

/// Returns the size of the disk of a folder.
pub fn disk_bytes(folder: &Path) -> io::Result<u64> {
    let stat = rustix::fs::statvfs(folder)?;
    Ok(stat.f_blocks.saturating_mul(stat.f_frsize))
}

/// Forgets the cached pages of a file, so that the next reading comes from the disk.
pub fn drop_cache(file: &File) -> io::Result<()> {
    Ok(rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed)?)
}

/// Fills a buffer from a place in a file if all of it lies in the system's memory; false where the disk would be waited for,
/// or the file system cannot tell.
pub fn read_at_once(file: &File, bytes: &mut [u8], at: u64) -> bool {
    let length = bytes.len();
    let pieces = &mut [io::IoSliceMut::new(bytes)];
    rustix::io::preadv2(file, pieces, at, rustix::io::ReadWriteFlags::NOWAIT).is_ok_and(|read| read == length)
}

/// Lets this process hold as many files open as the system allows it, at most 65,536; returns how many that is.
pub fn lift_file_limit() -> u64 {
    use rustix::process::Resource;
    let mut limit = rustix::process::getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(u64::MAX).min(65_536);
    if limit.current.is_some_and(|current| current < most) {
        limit.current = Some(most);
        let _ = rustix::process::setrlimit(Resource::Nofile, limit);
    }
    rustix::process::getrlimit(Resource::Nofile).current.unwrap_or(most)
}

/// Returns true when all these paths lie on one device: hard links and renames need that.
pub fn same_device(paths: &[&Path]) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let mut devices = paths.iter().map(|path| fs::metadata(path).map(|meta| meta.dev()));
    let Some(first) = devices.next() else { return Ok(true) };
    let first = first?;
    for device in devices {
        if device? != first {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The exclusive lock on a home, held as long as this value lives.
#[derive(Debug)]
pub struct HomeLock {
    _file: File,
}

impl HomeLock {
    /// Takes the lock; `WouldBlock` when another program holds it.
    pub fn take(home: &Path) -> io::Result<HomeLock> {
        let file = File::options().create(true).write(true).truncate(false).open(home.join("lock"))?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(HomeLock { _file: file }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(io::ErrorKind::WouldBlock.into()),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rename_never_replaces() {
        let home = tempfile::tempdir().expect("a folder");
        let (a, b) = (home.path().join("a"), home.path().join("b"));
        write_new(&a, b"a").expect("written");
        write_new(&b, b"b").expect("written");
        assert_eq!(rename_new(&a, &b).expect_err("refused").kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&b).expect("read"), b"b");
    }

    #[test]
    fn only_one_program_holds_a_home() {
        let home = tempfile::tempdir().expect("a folder");
        let first = HomeLock::take(home.path()).expect("free");
        assert_eq!(HomeLock::take(home.path()).expect_err("held").kind(), io::ErrorKind::WouldBlock);
        drop(first);
        HomeLock::take(home.path()).expect("free again");
    }
}
