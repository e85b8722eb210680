//! Opening the index and writing to it: one writer, changes in order, the last change's number in every commit.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use tantivy::IndexReader;
use tantivy::IndexWriter;
use tantivy::ReloadPolicy;
use tantivy::Searcher;
use tantivy::TantivyDocument;
use tantivy::Term;
use tantivy::directory::MmapDirectory;
use tantivy::index::SegmentComponent;
use tantivy::tokenizer::TextAnalyzer;

use crate::base::disk;
use crate::index::Answer;
use crate::index::Audience;
use crate::index::Change;
use crate::index::Clusters;
use crate::index::IndexDoc;
use crate::index::IndexError;
use crate::index::Part;
use crate::index::Years;
use crate::index::answers::Answers;
use crate::index::count::Tables;
use crate::index::schema::Fields;
use crate::index::schema::VERSION;
use crate::index::spelling;
use crate::index::spelling::Lane;
use crate::index::stem::Stemming;
use crate::index::stem::Stems;
use crate::index::suggest::BEGINNINGS;
use crate::index::suggest::Beginnings;
use crate::index::tokenizer;
use crate::index::tokenizer::Syllables;
use crate::model::search::FESTIVAL;
use crate::model::search::Search;

/// The file that names the index which counts: two take turns at being rebuilt.
const CURRENT: &str = "current";
/// Memory of the writer that follows changes, in MiB.
const FOLLOW_MIB: usize = 50;
/// Most of a text that is kept for showing what was found, in bytes.
const KEPT_BYTES: usize = 60_000;
/// Most of a name that is looked at as a whole, in bytes.
const NAME_BYTES: usize = 300;

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
    pub(super) reader: Reader,
    pub(super) tables: Tables,
    pub(super) answers: Answers<(Search, Audience), Answer>,
    pub(super) years: Answers<(Search, Audience), Years>,
    pub(super) clusters: Answers<(Search, u8, Audience), Clusters>,
    writing: Arc<Mutex<Writing>>,
    position: Arc<AtomicI64>,
    generation: Arc<AtomicU64>,
}

/// What readers look into. Another takes its place as a whole, and a commit is looked into once all that is kept of it in
/// memory has been made: nobody who asks waits for that.
#[derive(Clone)]
pub(super) struct Reader(Arc<RwLock<Shown>>);

struct Shown {
    reader: IndexReader,
    searcher: Searcher,
}

impl Reader {
    fn new(reader: IndexReader) -> Reader {
        let searcher = reader.searcher();
        Reader(Arc::new(RwLock::new(Shown { reader, searcher })))
    }

    /// Returns what the last commit that is shown holds.
    pub(super) fn searcher(&self) -> Searcher {
        self.0.read().unwrap_or_else(PoisonError::into_inner).searcher.clone()
    }

    /// Returns what the last commit holds, before it is shown.
    fn next(&self) -> Result<Searcher, IndexError> {
        let shown = self.0.read().unwrap_or_else(PoisonError::into_inner);
        shown.reader.reload()?;
        Ok(shown.reader.searcher())
    }

    fn show(&self, searcher: Searcher) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).searcher = searcher;
    }

    fn replace(&self, other: &Reader) {
        let (reader, searcher) = {
            let other = other.0.read().unwrap_or_else(PoisonError::into_inner);
            (other.reader.clone(), other.searcher.clone())
        };
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Shown { reader, searcher };
    }
}

/// The one who writes, and where.
struct Writing {
    writer: IndexWriter,
    place: PathBuf,
}

impl Index {
    /// Opens the index in a folder. One that does not open is moved aside and made anew; what a death left of a commit or of
    /// a rebuild that was not finished is removed.
    pub fn open(folder: &Path) -> Result<(Index, Opened), IndexError> {
        fs::create_dir_all(folder)?;
        let place = live(folder);
        let _ = fs::remove_dir_all(other(&place));
        if place.join("meta.json").exists() {
            match Index::open_at(&place, FOLLOW_MIB) {
                Ok(index) => return Ok((index, Opened::Ready)),
                Err(error) => {
                    tracing::warn!(error = %error, "the search index does not open; making it anew");
                    Index::set_aside(folder)?;
                }
            }
        }
        fs::create_dir_all(&place)?;
        Ok((Index::open_at(&place, FOLLOW_MIB)?, Opened::Fresh))
    }

    /// Moves an index that nobody holds open out of the way: the next opening makes it anew.
    pub fn set_aside(folder: &Path) -> Result<(), IndexError> {
        let aside = folder.join(format!("damaged-{}", crate::base::clock::now_ms()));
        Ok(fs::rename(live(folder), aside)?)
    }

    fn open_at(place: &Path, heap_mib: usize) -> Result<Index, IndexError> {
        let fields = Fields::new();
        let directory = MmapDirectory::open(place).map_err(tantivy::TantivyError::from)?;
        let engine = tantivy::Index::open_or_create(directory, fields.schema.clone())?;
        for lane in [Lane::Exact, Lane::Toneless, Lane::Folded] {
            engine.tokenizers().register(tokenizer::name(lane), TextAnalyzer::from(Syllables(lane)));
        }
        engine.tokenizers().register(BEGINNINGS, TextAnalyzer::from(Beginnings));
        for stems in Stems::ALL {
            engine.tokenizers().register(stems.tokenizer(), TextAnalyzer::from(Stemming::new(stems)));
        }
        let payload = engine.load_metas()?.payload;
        let position = payload.and_then(|text| text.parse().ok()).unwrap_or(0);
        let writer: IndexWriter = engine.writer_with_num_threads(1, heap_mib << 20)?;
        sweep(place, &writer)?;
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Index {
            tables: Tables::new(fields.audience, fields.facets.iter().map(|(name, _)| format!("facet_{name}"))),
            answers: Answers::default(),
            years: Answers::default(),
            clusters: Answers::default(),
            fields: Arc::new(fields),
            reader: Reader::new(reader),
            writing: Arc::new(Mutex::new(Writing { writer, place: place.to_owned() })),
            position: Arc::new(AtomicI64::new(position)),
            generation: Arc::new(AtomicU64::new(1)),
        })
    }

    /// Makes an empty index beside this one, to be filled while this one goes on answering. There is one at most. The more
    /// memory its writer has (at least 15 MiB), the fewer pieces there are to be put together. Blocking.
    pub fn open_beside(&self, heap_mib: usize) -> Result<Index, IndexError> {
        let place = other(&self.writing().place);
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(&place)?;
        Index::open_at(&place, heap_mib)
    }

    /// Takes changes into an index that was empty before, without a commit. Blocking.
    pub fn fill(&self, changes: &[Change]) -> Result<(), IndexError> {
        let writing = self.writing();
        for doc in changes.iter().flat_map(|change| &change.docs) {
            writing.writer.add_document(self.document(doc))?;
        }
        Ok(())
    }

    /// Puts an index that was made beside this one in its place, for all who hold this one, and removes the old. Blocking.
    /// A crash leaves the one or the other: a file names the one that counts.
    pub fn take_place(&self, new: &Index) -> Result<(), IndexError> {
        let (mut own, mut its) = (self.writing(), new.writing());
        let name = its.place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = its.place.parent().unwrap_or(Path::new("."));
        self.tables.of(&new.reader.searcher())?;
        disk::replace(&folder.join(CURRENT), name.as_bytes())?;
        std::mem::swap(&mut *own, &mut *its);
        self.reader.replace(&new.reader);
        self.position.store(new.position(), Ordering::Release);
        self.generation.fetch_add(1, Ordering::AcqRel);
        // Who looks into the old one still has its files open; what stays behind goes with the next opening.
        let _ = fs::remove_dir_all(&its.place);
        Ok(())
    }

    fn writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
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
    /// The engine's writer is of no use after an error: a fresh one goes on from the last commit and tries once more.
    pub fn apply(&self, changes: Vec<Change>, upto: i64) -> Result<(), IndexError> {
        let mut writing = self.writing();
        let Writing { writer, place } = &mut *writing;
        let Err(error) = self.write(writer, &changes, upto) else { return Ok(()) };
        tracing::warn!(error = &error as &dyn std::error::Error, "the search index was not written; trying once more");
        writer.rollback()?;
        sweep(place, writer)?;
        self.write(writer, &changes, upto)
    }

    fn write(&self, writer: &mut IndexWriter, changes: &[Change], upto: i64) -> Result<(), IndexError> {
        for change in changes {
            writer.delete_term(Term::from_field_text(self.fields.id, &change.id.to_string()));
            for doc in &change.docs {
                writer.add_document(self.document(doc))?;
            }
        }
        self.commit(writer, upto)
    }

    /// Empties the index, so that everything can be given to it again. Blocking.
    pub fn clear(&self) -> Result<(), IndexError> {
        let mut writing = self.writing();
        writing.writer.delete_all_documents()?;
        self.commit(&mut writing.writer, 0)
    }

    fn commit(&self, writer: &mut IndexWriter, upto: i64) -> Result<(), IndexError> {
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&upto.to_string());
        prepared.commit()?;
        let searcher = self.reader.next()?;
        self.tables.of(&searcher)?;
        self.reader.show(searcher);
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
        if doc.is_recurring {
            out.add_text(fields.kind, FESTIVAL);
        }
        out.add_text(fields.code, doc.code.to_lowercase());
        out.add_text(fields.anywhere, doc.code.to_lowercase());
        let stems = |out: &mut TantivyDocument, lang: &str, text: &str| {
            let own = fields.stems.iter().filter(|(stems, _)| stems.tag() == lang);
            own.for_each(|(_, field)| out.add_text(*field, text));
        };
        // The Vietnamese name first: suggestions take the first that fits what was typed.
        let (first, others): (Vec<_>, Vec<_>) = doc.titles.iter().partition(|(lang, _)| lang == "vi");
        for (lang, text) in first.into_iter().chain(others) {
            stems(&mut out, lang, text);
            fields.title.all().iter().for_each(|lane| out.add_text(*lane, text));
            if spelling::is_marked(text) {
                out.add_text(fields.name, whole(Lane::Exact, text));
            }
            out.add_text(fields.name, whole(Lane::Folded, text));
            out.add_text(fields.begins, text);
            out.add_text(fields.anywhere, text);
            out.add_text(fields.title_text, text);
        }
        for (lang, text) in &doc.summary {
            stems(&mut out, lang, text);
            fields.body.all().iter().for_each(|lane| out.add_text(*lane, text));
            out.add_text(fields.anywhere, text);
            out.add_text(fields.body_text, kept(lang, None, text));
        }
        let placed = doc.placed.iter().map(|one| (&one.lang, &one.text, Some(one.part)));
        for (lang, text, part) in doc.texts.iter().map(|(lang, text)| (lang, text, None)).chain(placed) {
            stems(&mut out, lang, text);
            fields.other.all().iter().for_each(|lane| out.add_text(*lane, text));
            out.add_text(fields.anywhere, text);
            out.add_text(fields.body_text, kept(lang, part, text));
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

/// Returns where the index of a folder is that counts.
fn live(folder: &Path) -> PathBuf {
    let first = folder.join(format!("v{VERSION}"));
    let named = fs::read_to_string(folder.join(CURRENT)).unwrap_or_default();
    let second = other(&first);
    if second.file_name().is_some_and(|name| name == named.trim()) && second.is_dir() { second } else { first }
}

/// Returns where an index is made that is to take the place of the one here.
fn other(place: &Path) -> PathBuf {
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    place.with_file_name(match name.strip_suffix("-b") {
        Some(first) => first.to_owned(),
        None => format!("{name}-b"),
    })
}

/// Returns a name as one term of a lane: its words with a space between them; of a very long one the beginning.
fn whole(lane: Lane, text: &str) -> String {
    let mut whole = String::new();
    for (from, to) in tokenizer::cut(text).take_while(|(from, _)| *from < NAME_BYTES) {
        let start = whole.len();
        spelling::onto(lane, &text[from..to], &mut whole);
        if start > 0 && whole.len() > start {
            whole.insert(start, ' ');
        }
    }
    whole
}

/// Removes the files of segments that no commit names. The engine gives files of deletions the number of the commit they are
/// for, counts on from the last commit after a death, and does not write over a file: what the death left stands in its way.
fn sweep(place: &Path, writer: &IndexWriter) -> Result<(), IndexError> {
    let segments = writer.index().searchable_segment_metas()?;
    let living: HashSet<String> = segments.iter().map(|segment| segment.id().uuid_string()).collect();
    let deletions: HashSet<PathBuf> =
        segments.iter().map(|segment| segment.relative_path(SegmentComponent::Delete)).collect();
    for entry in fs::read_dir(place)? {
        let entry = entry?;
        let name = PathBuf::from(entry.file_name());
        let Some((stem, _)) = name.to_str().and_then(|name| name.split_once('.')) else { continue };
        let is_segment = stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_deletion = name.extension().is_some_and(|extension| extension == "del");
        if is_segment && (!living.contains(stem) || is_deletion && !deletions.contains(&name)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Returns a text as it is kept for showing: its language, behind a space what part it is, a tab, its beginning.
fn kept(lang: &str, part: Option<Part>, text: &str) -> String {
    let mut end = text.len().min(KEPT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let part = part.map(|part| format!(" {}", part.name())).unwrap_or_default();
    format!("{lang}{part}\t{}", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::RecordId;
    use crate::index::Audience;
    use crate::index::collate;
    use crate::model::record::Kind;
    use crate::model::search::Search;

    fn named(title: &str) -> Change {
        let id = RecordId::fresh();
        let doc = IndexDoc {
            id,
            kind: Kind::Relic,
            relic: Some(id),
            audience: Audience::Public,
            code: String::new(),
            titles: vec![("vi".to_owned(), title.to_owned())],
            summary: Vec::new(),
            texts: Vec::new(),
            placed: Vec::new(),
            facets: vec![("rank", "national".to_owned())],
            years: None,
            is_recurring: false,
            point: None,
            updated_ms: 0,
            sort_name: collate::key(title),
        };
        Change { id, docs: vec![doc] }
    }

    fn found(index: &Index, q: &str) -> (u64, u64) {
        let search = Search { q: q.to_owned(), limit: 5, ..Search::default() };
        let answer = index.search(&search, Audience::Public).expect("answered");
        let ranks = answer.facets.iter().find(|(name, _)| name == "rank").expect("the facet");
        (answer.total, ranks.1.first().map_or(0, |(_, count)| *count))
    }

    #[test]
    fn an_index_goes_on_answering_while_another_is_made_that_takes_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let (index, _) = Index::open(folder.path()).expect("opened");
        let held = index.clone();
        index.apply(vec![named("Đình Một"), named("Đình Nguyên Bản")], 2).expect("applied");
        for round in 1..=3 {
            let new = index.open_beside(15).expect("made");
            new.fill(&[named("Đình Mới")]).expect("filled");
            assert_eq!(found(&index, "dinh"), (2, 2), "the old one answers in round {round}");
            new.fill(&[named("Đình Khác")]).expect("filled");
            new.apply(Vec::new(), 7).expect("committed");
            let before = held.generation();
            index.take_place(&new).expect("swapped");
            assert_eq!((found(&held, "dinh"), found(&held, "nguyen ban"), held.position()), ((2, 2), (0, 0), 7));
            assert!(held.generation() > before);
            held.apply(vec![named("Chùa")], 8).expect("it is written to as before");
            assert_eq!(found(&index, "chua"), (1, 1));
        }
        drop((index, held));
        let (index, opened) = Index::open(folder.path()).expect("opened");
        assert_eq!((opened, found(&index, "dinh"), index.position()), (Opened::Ready, (2, 2), 8));
    }

    #[test]
    fn what_a_death_left_of_a_rebuild_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (index, _) = Index::open(folder.path()).expect("opened");
        index.apply(vec![named("Đình Một")], 3).expect("applied");
        let new = index.open_beside(15).expect("made");
        new.fill(&[named("Đình Mới")]).expect("filled");
        drop((index, new));
        let (index, opened) = Index::open(folder.path()).expect("opened");
        assert_eq!((opened, found(&index, "dinh"), index.position()), (Opened::Ready, (1, 1), 3));
        let folders = fs::read_dir(folder.path()).expect("the folder").flatten().filter(|entry| entry.path().is_dir());
        assert_eq!(folders.count(), 1);
    }
}
