//! Files in a folder. A file is written beside its place and renamed into it, so that nobody ever reads half of one.
//!
//! A crash may leave a `.part-…` file behind; no key can name it, and it does no harm.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use async_trait::async_trait;
use bytes::Bytes;
use domain::storage::Storage;
use domain::{Error, Result};
use uuid::Uuid;

use super::key;

const SERVICE: &str = "the file storage";

#[derive(Debug, Clone)]
pub struct FolderStorage {
    root: PathBuf,
}

impl FolderStorage {
    /// Keeps files under `path`, which is made if it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(path: impl AsRef<Path>) -> anyhow::Result<Self> {
        let path = path.as_ref();
        let cannot = || format!("cannot keep files in {}", path.display());
        fs::create_dir_all(path).with_context(cannot)?;
        Ok(Self { root: path.canonicalize().with_context(cannot)? })
    }

    fn place(&self, key: &str) -> Result<PathBuf> {
        key::check(key)?;
        Ok(self.root.join(key))
    }
}

#[async_trait]
impl Storage for FolderStorage {
    async fn put(&self, key: &str, content: Bytes, _content_type: &str) -> Result<()> {
        let (root, place) = (self.root.clone(), self.place(key)?);
        blocking(move || write(&root, &place, &content)).await
    }

    async fn get(&self, key: &str) -> Result<Bytes> {
        let place = self.place(key)?;
        blocking(move || fs::read(place)).await.map(Bytes::from)
    }

    async fn delete(&self, key: &str) -> Result<()> {
        let place = self.place(key)?;
        match blocking(move || fs::remove_file(place)).await {
            Err(Error::NotFound { .. }) => Ok(()),
            result => result,
        }
    }
}

/// Runs to its end even if nobody waits for it any more: a write is not given up halfway.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.map_err(|error| Error::unavailable(SERVICE, error))?.map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
            Error::NotFound { what: "file" }
        }
        _ => Error::unavailable(SERVICE, error),
    })
}

fn write(root: &Path, place: &Path, content: &[u8]) -> io::Result<()> {
    let folder = place.parent().expect("a key names a file in the root or below");
    make_folders(root, folder)?;
    let part = folder.join(format!(".part-{}", Uuid::new_v4().simple()));
    let written = fill(&part, content).and_then(|()| fs::rename(&part, place));
    if written.is_err() {
        // The first error is the one to tell; a left part does no harm.
        let _ = fs::remove_file(&part);
    }
    written?;
    sync_folder(folder)
}

fn fill(part: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(part)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Makes the folders from `root` down to `folder`, each entered durably into the one above.
fn make_folders(root: &Path, folder: &Path) -> io::Result<()> {
    if folder == root || folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().expect("it lies below the root");
    make_folders(root, above)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => sync_folder(above),
    }
}

/// Makes new names in a folder survive a power cut. Only Unix can.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    struct TestFolder(PathBuf);

    impl TestFolder {
        fn new() -> Self {
            Self(std::env::temp_dir().join(format!("penden-storage-{}", Uuid::new_v4())))
        }
    }

    impl Drop for TestFolder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[tokio::test]
    async fn what_is_put_is_got_until_it_is_deleted() {
        let folder = TestFolder::new();
        let storage = FolderStorage::open(&folder.0).unwrap();
        let key = "invoices/2026/1.pdf";
        storage.put(key, Bytes::from_static(b"first"), "application/pdf").await.unwrap();
        storage.put(key, Bytes::from_static(b"second"), "application/pdf").await.unwrap();
        assert_eq!(storage.get(key).await.unwrap(), "second");
        let names: Vec<_> = fs::read_dir(folder.0.join("invoices/2026")).unwrap().collect();
        assert_eq!(names.len(), 1, "no part is left behind: {names:?}");

        storage.delete(key).await.unwrap();
        storage.delete(key).await.unwrap();
        assert!(matches!(storage.get(key).await, Err(Error::NotFound { what: "file" })));
    }

    #[tokio::test]
    async fn a_folder_is_no_file_and_a_file_no_folder() {
        let folder = TestFolder::new();
        let storage = FolderStorage::open(&folder.0).unwrap();
        storage.put("a/b", Bytes::new(), "text/plain").await.unwrap();
        assert!(matches!(storage.get("a").await, Err(Error::NotFound { .. })));
        assert!(matches!(storage.get("a/b/c").await, Err(Error::NotFound { .. })));
        assert!(storage.put("a/b/c", Bytes::new(), "text/plain").await.is_err());
        assert!(storage.put("a", Bytes::new(), "text/plain").await.is_err());
        assert_eq!(storage.get("a/b").await.unwrap(), "");
        assert!(matches!(storage.get("../a").await, Err(Error::Refused { .. })));
    }

    #[tokio::test]
    async fn many_writers_of_one_key_leave_one_whole_file() {
        let folder = TestFolder::new();
        let storage = FolderStorage::open(&folder.0).unwrap();
        let writers = (0..16_u8).map(|n| {
            let storage = storage.clone();
            tokio::spawn(async move {
                storage.put("x/y/z", Bytes::from(vec![n; 100_000]), "application/octet-stream").await
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap().unwrap();
        }
        let content = storage.get("x/y/z").await.unwrap();
        assert_eq!(content.len(), 100_000);
        assert!(content.iter().all(|byte| *byte == content[0]));
    }
}
