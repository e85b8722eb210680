//! Opening the index and writing to it: one writer, changes in order, the last change's number in every commit.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use tantivy::IndexReader;
use tantivy::IndexWriter;
use tantivy::ReloadPolicy;
use tantivy::TantivyDocument;
use tantivy::Term;
use tantivy::directory::MmapDirectory;
use tantivy::tokenizer::TextAnalyzer;

use crate::index::Change;
use crate::index::IndexDoc;
use crate::index::IndexError;
use crate::index::schema::Fields;
use crate::index::schema::VERSION;
use crate::index::tokenizer::Lane;
use crate::index::tokenizer::Syllables;

/// Memory of the writer, in bytes.
const HEAP_BYTES: usize = 50 << 20;
/// Most of a text that is kept for showing what was found, in bytes.
const KEPT_BYTES: usize = 60_000;

/// Whether the index was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It was there, and its last commit says how far it got.
    Ready,
    /// It is new: everything must be given to it again.
    Fresh,
}

/// The index. Cheap to clone.
#[derive(Clone)]
pub struct Index {
    pub(super) fields: Arc<Fields>,
    pub(super) reader: IndexReader,
    writer: Arc<Mutex<IndexWriter>>,
    position: Arc<AtomicI64>,
    generation: Arc<AtomicU64>,
}

impl Index {
    /// Opens the index in a folder. One that does not open is moved aside and made anew.
    pub fn open(folder: &Path) -> Result<(Index, Opened), IndexError> {
        fs::create_dir_all(folder)?;
        let place = folder.join(format!("v{VERSION}"));
        if place.join("meta.json").exists() {
            match Index::open_at(&place) {
                Ok(index) => return Ok((index, Opened::Ready)),
                Err(error) => {
                    tracing::warn!(error = %error, "the search index does not open; making it anew");
                    let aside = folder.join(format!("damaged-{}", crate::base::clock::now_ms()));
                    fs::rename(&place, aside)?;
                }
            }
        }
        fs::create_dir_all(&place)?;
        Ok((Index::open_at(&place)?, Opened::Fresh))
    }

    fn open_at(place: &Path) -> Result<Index, IndexError> {
        let fields = Fields::new();
        let directory = MmapDirectory::open(place).map_err(tantivy::TantivyError::from)?;
        let engine = tantivy::Index::open_or_create(directory, fields.schema.clone())?;
        for lane in [Lane::Exact, Lane::Folded] {
            engine.tokenizers().register(lane.name(), TextAnalyzer::from(Syllables(lane)));
        }
        let payload = engine.load_metas()?.payload;
        let position = payload.and_then(|text| text.parse().ok()).unwrap_or(0);
        let writer: IndexWriter = engine.writer_with_num_threads(1, HEAP_BYTES)?;
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Index {
            fields: Arc::new(fields),
            reader,
            writer: Arc::new(Mutex::new(writer)),
            position: Arc::new(AtomicI64::new(position)),
            generation: Arc::new(AtomicU64::new(1)),
        })
    }

    /// Returns the number of the last change the index holds.
    pub fn position(&self) -> i64 {
        self.position.load(Ordering::Acquire)
    }

    /// Returns a number that rises with every commit: answers may be kept by it.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Takes changes in and commits them with the number of the last one. Readers see them when this returns. Blocking.
    pub fn apply(&self, changes: Vec<Change>, upto: i64) -> Result<(), IndexError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        for change in &changes {
            writer.delete_term(Term::from_field_text(self.fields.id, &change.id.to_string()));
            for doc in &change.docs {
                writer.add_document(self.document(doc))?;
            }
        }
        self.commit(&mut writer, upto)
    }

    /// Empties the index, so that everything can be given to it again. Blocking.
    pub fn clear(&self) -> Result<(), IndexError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.delete_all_documents()?;
        self.commit(&mut writer, 0)
    }

    fn commit(&self, writer: &mut IndexWriter, upto: i64) -> Result<(), IndexError> {
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&upto.to_string());
        prepared.commit()?;
        self.reader.reload()?;
        self.position.store(upto, Ordering::Release);
        self.generation.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }

    fn document(&self, doc: &IndexDoc) -> TantivyDocument {
        let fields = &self.fields;
        let mut out = TantivyDocument::new();
        out.add_text(fields.id, doc.id.to_string());
        out.add_text(fields.audience, doc.audience.name());
        out.add_text(fields.kind, doc.kind.name());
        out.add_text(fields.code, doc.code.to_lowercase());
        out.add_text(fields.anywhere, doc.code.to_lowercase());
        // The Vietnamese name first: suggestions take the first that fits what was typed.
        let (first, others): (Vec<_>, Vec<_>) = doc.titles.iter().partition(|(lang, _)| lang == "vi");
        for (_, text) in first.into_iter().chain(others) {
            fields.title.iter().for_each(|lane| out.add_text(*lane, text));
            out.add_text(fields.anywhere, text);
            out.add_text(fields.title_text, text);
        }
        for (lang, text) in &doc.summary {
            fields.body.iter().for_each(|lane| out.add_text(*lane, text));
            out.add_text(fields.anywhere, text);
            out.add_text(fields.body_text, kept(lang, text));
        }
        for (lang, text) in &doc.texts {
            fields.other.iter().for_each(|lane| out.add_text(*lane, text));
            out.add_text(fields.anywhere, text);
            out.add_text(fields.body_text, kept(lang, text));
        }
        for (name, value) in &doc.facets {
            if let Some(field) = fields.facet(name) {
                out.add_text(field, value);
            }
        }
        if let Some((first, last)) = doc.years {
            out.add_i64(fields.year_min, i64::from(first));
            out.add_i64(fields.year_max, i64::from(last));
        }
        if let Some((lat, lon)) = doc.point {
            out.add_f64(fields.lat, lat);
            out.add_f64(fields.lon, lon);
        }
        out.add_i64(fields.updated, doc.updated_ms);
        out.add_text(fields.sort_name, &doc.sort_name);
        out
    }
}

/// Returns a text as it is kept for showing: its language, a tab, its beginning.
fn kept(lang: &str, text: &str) -> String {
    let mut end = text.len().min(KEPT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{lang}\t{}", &text[..end])
}
