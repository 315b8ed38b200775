//! An index in a folder or in memory: one writer, any number of readers.
//!
//! What is written shows after a commit, which also keeps a text of the caller's: how far it had come.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tantivy::directory::MmapDirectory;
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, Term};
use uuid::Uuid;

use crate::document::Document;
use crate::error::{Error, Result};
use crate::plan::Synonyms;
use crate::rank::Weights;
use crate::schema::{self, Fields};

/// Changes with everything that needs an index to be made anew: fields, terms, hashes.
const SHAPE: &str = "1";

/// Bytes that the writer collects before it writes a segment.
const WRITER: usize = 64 * 1024 * 1024;

pub struct Index {
    index: tantivy::Index,
    pub(crate) reader: IndexReader,
    /// Made with the first write: it has threads and buffers, and many a process only reads.
    writer: Mutex<Option<IndexWriter>>,
    pub(crate) fields: Fields,
    /// Without a model and with one.
    pub(crate) weights: (Weights, Weights),
    synonyms: RwLock<Arc<Synonyms>>,
    popularity: RwLock<Arc<HashMap<Uuid, f32>>>,
}

/// How large an index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub documents: u64,
    pub bytes: u64,
    pub segments: usize,
}

impl Index {
    /// Hits of a relevance list at most: who has not found it by then narrows the list.
    pub const WINDOW: usize = 1_000;

    /// Opens the index in `folder`, or makes an empty one.
    ///
    /// # Errors
    /// `OtherShape` when another version wrote it, `Engine` when another process writes to it or it is damaged.
    pub fn open(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let shape = folder.join("shape");
        let is_new = !folder.join("meta.json").exists();
        if !is_new && std::fs::read_to_string(&shape).unwrap_or_default() != SHAPE {
            return Err(Error::OtherShape);
        }
        let (schema, fields) = schema::build();
        let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
        let index = tantivy::Index::builder()
            .schema(schema)
            .settings(IndexSettings::default())
            .open_or_create(directory)?;
        std::fs::write(shape, SHAPE)?;
        Self::with(index, fields)
    }

    /// An index that lives as long as the process.
    ///
    /// # Errors
    /// `Engine`.
    pub fn in_memory() -> Result<Self> {
        let (schema, fields) = schema::build();
        Self::with(tantivy::Index::create_in_ram(schema), fields)
    }

    fn with(index: tantivy::Index, fields: Fields) -> Result<Self> {
        schema::register(&index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self {
            index,
            reader,
            writer: Mutex::default(),
            fields,
            weights: (Weights::default(), Weights::with_likeness()),
            synonyms: RwLock::default(),
            popularity: RwLock::default(),
        })
    }

    /// Words and phrases that mean the same, group by group, in place of those of before.
    pub fn set_synonyms(&self, groups: &[Vec<String>]) {
        let synonyms = Arc::new(Synonyms::of(groups));
        *self.synonyms.write().unwrap_or_else(PoisonError::into_inner) = synonyms;
    }

    /// How much each product is wanted, 0 to 1, in place of what was known before; what is not named has 0.
    pub fn set_popularity(&self, popularity: HashMap<Uuid, f32>) {
        *self.popularity.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(popularity);
    }

    pub(crate) fn synonyms(&self) -> Arc<Synonyms> {
        self.synonyms.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn popularity(&self) -> Arc<HashMap<Uuid, f32>> {
        self.popularity.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Writes documents, in the place of those with the same ids. They show after [`commit`](Self::commit).
    ///
    /// # Errors
    /// `Engine`.
    pub fn put<'a>(&self, documents: impl IntoIterator<Item = &'a Document>) -> Result<()> {
        self.write(|writer| {
            for document in documents {
                writer.delete_term(self.key(document.id));
                writer.add_document(self.fields.row(document))?;
            }
            Ok(())
        })
    }

    /// Takes documents out; those that are not there are left out.
    ///
    /// # Errors
    /// `Engine`.
    pub fn remove(&self, ids: impl IntoIterator<Item = Uuid>) -> Result<()> {
        self.write(|writer| {
            for id in ids {
                writer.delete_term(self.key(id));
            }
            Ok(())
        })
    }

    /// Takes out all documents.
    ///
    /// # Errors
    /// `Engine`.
    pub fn clear(&self) -> Result<()> {
        self.write(|writer| {
            writer.delete_all_documents()?;
            Ok(())
        })
    }

    /// Makes everything written so far visible and durable, together with `note`.
    ///
    /// # Errors
    /// `Engine`.
    pub fn commit(&self, note: &str) -> Result<()> {
        self.write(|writer| {
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(note);
            prepared.commit()?;
            Ok(())
        })?;
        self.reader.reload()?;
        Ok(())
    }

    /// The note of the last commit.
    ///
    /// # Errors
    /// `Engine`.
    pub fn note(&self) -> Result<Option<String>> {
        Ok(self.index.load_metas()?.payload)
    }

    /// Merges all segments into one: slow, and fastest to read afterwards.
    ///
    /// # Errors
    /// `Engine`.
    pub fn compact(&self) -> Result<()> {
        // Segments that are being merged already cannot be merged by somebody else.
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            writer.wait_merging_threads()?;
        }
        self.write(|writer| {
            let segments = self.index.searchable_segment_ids()?;
            if segments.len() > 1 {
                writer.merge(&segments).wait()?;
            }
            writer.garbage_collect_files().wait()?;
            Ok(())
        })?;
        self.reader.reload()?;
        Ok(())
    }

    /// # Errors
    /// `Engine`, `Folder`.
    pub fn size(&self) -> Result<Size> {
        let searcher = self.searcher();
        let bytes = searcher.space_usage()?.total().get_bytes();
        Ok(Size { documents: searcher.num_docs(), bytes, segments: searcher.segment_readers().len() })
    }

    fn write<T>(&self, work: impl FnOnce(&mut IndexWriter) -> Result<T>) -> Result<T> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let writer = match &mut *writer {
            Some(writer) => writer,
            none => none.insert(self.index.writer_with_num_threads(1, WRITER)?),
        };
        work(writer)
    }

    pub(crate) fn key(&self, id: Uuid) -> Term {
        Term::from_field_bytes(self.fields.id, id.as_bytes())
    }
}
