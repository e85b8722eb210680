//! Asking the index.

use std::collections::HashSet;

use tantivy::DocAddress;
use tantivy::Searcher;
use tantivy::TantivyDocument;
use tantivy::schema::Value as _;

use crate::base::id::RecordId;
use crate::index::Audience;
use crate::index::Index;
use crate::index::IndexError;
use crate::index::count::Values;
use crate::index::hits::Hits;
use crate::index::order;
use crate::index::reading::Word;
use crate::index::snippet::Snippet;
use crate::index::snippet::best_snippet;
use crate::index::spelling::fold;
use crate::index::spelling::small;
use crate::index::steps;
use crate::index::tokenizer::cut;
use crate::index::wanted::Wanted;
use crate::model::query::Understood;
use crate::model::search::Search;
use crate::model::search::Sort;
use crate::model::text::Lang;

/// Most values of a facet that are given.
const VALUES: usize = 200;

/// One hit.
#[derive(Debug, Clone, PartialEq)]
pub struct HitRef {
    /// The record.
    pub id: RecordId,
    /// When what is shown of it was last changed, milliseconds since 1970.
    pub updated_ms: i64,
    /// A piece of its text around the words found.
    pub snippet: Snippet,
}

/// The answer to a search.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// How many there are.
    pub total: u64,
    /// This page of them.
    pub hits: Vec<HitRef>,
    /// Facet → values with counts, most frequent first.
    pub facets: Vec<(String, Vec<(String, u64)>)>,
    /// Words that were understood as more than words.
    pub understood: Vec<Understood>,
    /// The words that were looked for, when those that were typed stand nowhere together: keys of Telex or VNI had stayed in
    /// them, or these are the nearest.
    pub searched: Option<String>,
    /// «Did you mean …?»: the nearest words, when those that were typed stand nowhere together.
    pub suggestion: Option<String>,
    /// True when the query was longer than is taken.
    pub is_shortened: bool,
}

/// One page of what was found, and what was counted.
struct Page {
    total: u64,
    facets: Vec<Values>,
    found: Vec<DocAddress>,
}

impl Index {
    /// Searches among the documents of an audience. Blocking. An answer is kept for as long as nothing is written: it
    /// depends on what is asked, on whose behalf, and on what the index holds.
    pub fn search(&self, search: &Search, audience: Audience) -> Result<Answer, IndexError> {
        let searcher = self.reader.searcher();
        if let Some(answer) = self.answers.find(&searcher, search, audience) {
            return Ok((*answer).clone());
        }
        let answer = self.answer(&searcher, search, audience)?;
        self.answers.keep(&searcher, search, audience, &answer);
        Ok(answer)
    }

    fn answer(&self, searcher: &Searcher, search: &Search, audience: Audience) -> Result<Answer, IndexError> {
        let (mut wanted, mut reading, is_shortened) = self.wanted(searcher, &search.q, audience)?;
        let mut page = self.page(searcher, search, &wanted, audience)?;
        if page.total == 0
            && let Some(other) = self.wanted_again(searcher, &wanted, &reading, audience)?
        {
            (wanted, reading) = other;
            page = self.page(searcher, search, &wanted, audience)?;
        }
        let Page { total, facets, found } = page;
        let facets = self.fields.facets.iter().zip(facets).map(|((name, _), values)| ((*name).to_owned(), values));
        let facets = facets.collect();
        if let (true, Some(first)) = (reading.is_guess, found.first()) {
            self.show_as_written(searcher, *first, &mut reading.words)?;
        }
        let searched = reading.is_other.then(|| reading.shown());
        let suggestion = searched.clone().filter(|_| reading.is_guess);
        let understood = wanted.understood();
        let folded: HashSet<String> = wanted.words().map(|word| word.folded.clone()).collect();
        let hits = found
            .into_iter()
            .map(|address| self.hit(searcher, address, &folded, search.lang))
            .collect::<Result<_, _>>()?;
        Ok(Answer { total, hits, facets, understood, searched, suggestion, is_shortened })
    }

    /// Finds all hits, counts them, and takes one page of them.
    fn page(
        &self,
        searcher: &Searcher,
        search: &Search,
        wanted: &Wanted,
        audience: Audience,
    ) -> Result<Page, IndexError> {
        let kept = self.tables.of(searcher)?;
        let all = Hits::find(searcher, &kept, steps::sought(&self.fields, search, wanted), audience)?;
        let place = |name: &String| self.fields.facets.iter().position(|(known, _)| known == name);
        let chosen: Vec<(usize, &Vec<String>)> = search
            .facets
            .iter()
            .filter(|(_, values)| !values.is_empty())
            .filter_map(|(name, values)| Some((place(name)?, values)))
            .collect();
        // All facets, or all but one.
        let narrowed = |but: Option<usize>| {
            let mut chosen = chosen.iter().filter(|(place, _)| Some(*place) != but);
            let first = chosen.next().map(|(place, values)| kept.only(&all, *place, values));
            let narrow = |hits: Hits, (place, values): &(usize, &Vec<String>)| kept.only(&hits, *place, values);
            first.map(|first| chosen.fold(first, narrow))
        };
        let narrow = narrowed(None);
        let hits = narrow.as_ref().unwrap_or(&all);
        // A facet of which values are chosen offers the others too: each counts what it would find in their place.
        let count = |place: usize| match chosen.iter().any(|(own, _)| *own == place) {
            true => kept.count(narrowed(Some(place)).as_ref().unwrap_or(&all), place, VALUES),
            false => kept.count(hits, place, VALUES),
        };
        let facets = (0..self.fields.facets.len()).map(count).collect();
        let limit = search.limit.max(1) + search.offset;
        let found = match search.sort {
            Sort::Relevance if wanted.has_words() => {
                let ranking = steps::ranking(&self.fields, search, wanted);
                ranking.best(searcher, hits, limit)?.into_iter().map(|ranked| ranked.at).collect()
            }
            Sort::Relevance | Sort::Name => order::by_text(searcher, hits, "sort_name", limit)?,
            Sort::Date => order::by_number(searcher, hits, "year_min", false, limit)?,
            Sort::Newest => order::by_number(searcher, hits, "updated", true, limit)?,
        };
        let found = found.into_iter().skip(search.offset).collect();
        Ok(Page { total: hits.total(), facets, found })
    }

    /// Shows words without marks as they are written in a document.
    fn show_as_written(&self, searcher: &Searcher, at: DocAddress, words: &mut [Word]) -> Result<(), IndexError> {
        let doc: TantivyDocument = searcher.doc(at)?;
        let texts = [self.fields.title_text, self.fields.body_text].into_iter().flat_map(|field| doc.get_all(field));
        let texts: Vec<&str> = texts.filter_map(|value| value.as_str()).collect();
        for word in words.iter_mut().filter(|word| !word.is_marked()) {
            let own = texts.iter().flat_map(|text| cut(text).map(|(from, to)| &text[from..to]));
            if let Some(written) = own.into_iter().find(|own| fold(own) == word.folded) {
                word.shown = small(written);
            }
        }
        Ok(())
    }

    fn hit(
        &self,
        searcher: &Searcher,
        at: DocAddress,
        folded: &HashSet<String>,
        lang: Lang,
    ) -> Result<HitRef, IndexError> {
        let doc: TantivyDocument = searcher.doc(at)?;
        let id = doc.get_first(self.fields.id).and_then(|id| id.as_str()?.parse().ok());
        let id = id.ok_or_else(|| tantivy::TantivyError::InternalError("a document without an id".to_owned()))?;
        let updated = searcher.segment_reader(at.segment_ord).fast_fields().i64("updated")?;
        let updated_ms = updated.first(at.doc_id).unwrap_or_default();
        if folded.is_empty() {
            return Ok(HitRef { id, updated_ms, snippet: Snippet::default() });
        }
        let texts: Vec<&str> = doc.get_all(self.fields.body_text).filter_map(|value| value.as_str()).collect();
        Ok(HitRef { id, updated_ms, snippet: best_snippet(&texts, folded, lang) })
    }
}

#[cfg(test)]
mod tests {
    mod understood;

    use unicode_normalization::UnicodeNormalization as _;

    use super::*;
    use crate::index::Change;
    use crate::index::IndexDoc;
    use crate::index::Opened;
    use crate::index::collate;
    use crate::model::record::Kind;

    fn doc(title: &str, audience: Audience, rank: &str) -> Change {
        let id = RecordId::fresh();
        let doc = IndexDoc {
            id,
            kind: Kind::Relic,
            relic: Some(id),
            audience,
            code: String::new(),
            titles: vec![("vi".to_owned(), title.to_owned())],
            summary: vec![("vi".to_owned(), format!("Ảnh khảo sát {title}, quận Thanh Khê"))],
            texts: Vec::new(),
            placed: Vec::new(),
            facets: vec![("rank", rank.to_owned())],
            years: Some((1854, 1854)),
            is_recurring: false,
            point: Some((16.07, 108.21)),
            updated_ms: 0,
            sort_name: collate::key(title),
        };
        Change { id, docs: vec![doc] }
    }

    fn index(changes: Vec<Change>) -> (tempfile::TempDir, Index) {
        let folder = tempfile::tempdir().expect("a folder");
        let (index, opened) = Index::open(folder.path()).expect("opened");
        assert_eq!(opened, Opened::Fresh);
        index.apply(changes, 7).expect("applied");
        (folder, index)
    }

    fn ask(index: &Index, q: &str) -> Answer {
        let search = Search { q: q.to_owned(), limit: 20, ..Search::default() };
        index.search(&search, Audience::Public).expect("answered")
    }

    #[test]
    fn every_spelling_finds_every_spelling_and_the_same_marks_come_first() {
        let right = doc("Đình Thạc Gián", Audience::Public, "national");
        let exact = right.id;
        let nfd: String = "Đình Thạc Gián".nfd().collect();
        let others = ["Dinh Thac Gian", "Ðình Thạc Gián", nfd.as_str(), "Đinh Thác Giàn"];
        let mut changes: Vec<Change> = others.iter().map(|title| doc(title, Audience::Public, "national")).collect();
        changes.push(doc("Chùa Cầu", Audience::Public, "national"));
        changes.push(right);
        let (_folder, index) = index(changes);
        for q in ["dinh thac gian", "đình thạc", "thac gián", "Đình Thạc Gián", nfd.as_str(), "ĐÌNH THẠC GIÁN"]
        {
            assert_eq!(ask(&index, q).total, 5, "{q}");
        }
        let first: Vec<RecordId> = ask(&index, "Đình Thạc Gián").hits.iter().take(3).map(|hit| hit.id).collect();
        assert!(first.contains(&exact));
        let hit = &ask(&index, "dinh thac").hits[0];
        assert!(hit.snippet.pieces.iter().any(|(text, is_found)| *is_found && fold_is(text, "dinh")));
    }

    fn titles(titles: &[&str]) -> (tempfile::TempDir, Index, Vec<RecordId>) {
        let changes: Vec<Change> = titles.iter().map(|title| doc(title, Audience::Public, "national")).collect();
        let ids = changes.iter().map(|change| change.id).collect();
        let (folder, index) = index(changes);
        (folder, index, ids)
    }

    fn ids(index: &Index, q: &str) -> Vec<RecordId> {
        ask(index, q).hits.into_iter().map(|hit| hit.id).collect()
    }

    #[test]
    fn who_leaves_only_the_tones_away_meant_the_vowel_letters() {
        let all = ["Làng Duông", "Làng Đường", "Làng Dương", "Làng Dường", "Làng Duong"];
        let (_folder, index, own) = titles(&all);
        let found = ids(&index, "dương");
        assert_eq!((found.len(), found[0], found[1]), (5, own[2], own[3]));
        assert_eq!(ids(&index, "đương")[0], own[1]);
        assert_eq!(ids(&index, "lang duong").len(), 5);
        let (_folder, index, own) = titles(&["Định Thắc Giân", "Dinh Thạc Gián", "Đình Thạc Gián"]);
        assert_eq!(ids(&index, "đinh thac gian")[0], own[2], "an unmarked word is as good as without its tone");
    }

    #[test]
    fn y_and_i_are_one_and_a_whole_name_comes_first() {
        let (_folder, index, own) = titles(&["Mỹ Sơn Tây", "Chùa Mỹ Sơn", "Mỹ Sơn", "Lý Sơn Mỹ"]);
        for q in ["Mĩ Sơn", "mi son", "mỹ sơn", "MY SON"] {
            assert_eq!(ids(&index, q)[0], own[2], "{q}");
        }
        assert_eq!(ids(&index, "lí sơn"), [own[3]]);
    }

    #[test]
    fn keys_of_telex_and_vni_are_read_where_the_word_itself_stands_nowhere() {
        let (_folder, index, own) = titles(&["Đình Thạc Gián", "Đường Hòa Vang", "The Door of a House", "Ngõ Đỏ"]);
        for q in ["ddinhf thacj gians", "ddifnh thajc giasn", "d9inh2 thac5 gian1", "dinhfd thac gian"] {
            assert_eq!(ids(&index, q), own[..1], "{q}");
        }
        let answer = ask(&index, "dduwowngf hoaf vang");
        assert_eq!((answer.searched.as_deref(), answer.hits[0].id), (Some("đường hòa vang"), own[1]));
        let answer = ask(&index, "door");
        assert_eq!((answer.searched, answer.total, answer.hits[0].id), (None, 1, own[2]), "it stands as it was typed");
        let answer = ask(&index, "ngox door");
        assert_eq!((answer.searched.as_deref(), answer.hits[0].id), (Some("ngõ dổ"), own[3]), "else nothing is found");
        assert_eq!(index.suggest("ddinhf th", Audience::Public, 5).expect("suggested").len(), 1);
    }

    #[test]
    fn the_nearest_words_are_those_that_stand_together() {
        let all = ["Đình Thạc Gián", "Đình Gia Thác", "Bia Gian Nan", "Chùa Gan", "Đình Tắc Gian", "Chùa Long Thủ"];
        let (_folder, index, own) = titles(&all);
        for q in
            ["dinh thac gan", "dinh thca gian", "dihn thac gian", "đình thạc giná", "dinh thacgian", "din htac gian"]
        {
            let answer = ask(&index, q);
            assert_eq!((answer.total, answer.hits[0].id), (1, own[0]), "{q}");
            assert_eq!(answer.suggestion.as_deref(), Some("đình thạc gián"), "{q}");
        }
        assert_eq!(ask(&index, "dinhh thaccc").total, 0);
        assert_eq!(ask(&index, "chua long thu").suggestion, None, "it stands as it was typed");
        assert_eq!(ask(&index, "long thuy").suggestion.as_deref(), Some("long thủ"));
        assert_eq!(ask(&index, "dinh 1855").total, 0, "numbers are not guessed at");
    }

    #[test]
    fn of_guesses_that_are_equally_good_the_same_one_is_always_taken() {
        let (_folder, index, own) = titles(&["Chùa Lan", "Chùa Lam", "Chùa Lai", "Chùa Lao"]);
        for _ in 0..20 {
            assert_eq!(ids(&index, "chua laz"), own[2..3], "the first in the alphabet");
        }
    }

    #[test]
    fn two_words_that_stand_nowhere_are_both_guessed() {
        let (_folder, index, own) = titles(&["Nghĩa trủng Hòa Vang", "Nghi Trung"]);
        let answer = ask(&index, "nghiaa trungg hoa vang");
        assert_eq!((answer.hits[0].id, answer.suggestion.as_deref()), (own[0], Some("nghĩa trủng hòa vang")));
    }

    #[test]
    fn nothing_is_guessed_from_what_only_staff_may_see() {
        let (_folder, index) =
            index(vec![doc("Mật Khuyến", Audience::Staff, "national"), doc("Mắt Bão", Audience::Public, "national")]);
        assert_eq!((ask(&index, "matt khuyen").suggestion, ask(&index, "khuyenn").suggestion), (None, None));
        assert_eq!(ask(&index, "matt").suggestion.as_deref(), Some("mắt"));
    }

    #[test]
    fn what_only_staff_may_see_does_not_change_how_the_public_is_read() {
        let (_folder, index) =
            index(vec![doc("The Door", Audience::Staff, "national"), doc("Ngõ Đỏ", Audience::Public, "national")]);
        assert_eq!(ask(&index, "door").searched.as_deref(), Some("dổ"));
    }

    #[test]
    fn filters_that_leave_nothing_do_not_change_what_was_asked() {
        let (_folder, index, _) = titles(&["The Door of a House", "Ngõ Đỏ"]);
        let search = Search { q: "door".to_owned(), until: Some(1200), limit: 5, ..Search::default() };
        let answer = index.search(&search, Audience::Public).expect("answered");
        assert_eq!((answer.total, answer.searched, answer.suggestion), (0, None, None));
    }

    #[test]
    fn codes_and_numbers_of_decisions_are_found_whole_and_in_part() {
        let coded = |title: &str, code: &str| {
            let mut change = doc(title, Audience::Public, "national");
            change.docs[0].code = crate::model::code::ascii_twin(code);
            change.docs[0].texts.push((String::new(), code.to_owned()));
            change
        };
        let all = [
            coded("4699/QĐ-BVHTTDL", "QD.DTG.2009"),
            coded("Phù điêu thần hộ trì", "PTH.TĐ.01"),
            coded("Phù điêu khác", "PTH.TĐ.02"),
        ];
        let own: Vec<RecordId> = all.iter().map(|change| change.id).collect();
        let (_folder, index) = index(all.into());
        for q in ["4699/QĐ-BVHTTDL", "4699/qd-bvhttdl", "qd-bvhttdl 4699", "4699", "bvhttdl", "QD.DTG.2009", "dtg 2009"]
        {
            assert_eq!(ids(&index, q), own[..1], "{q}");
        }
        for q in ["PTH.TĐ.01", "pth.td.01", "pth td 01", "PTH-TD-01", "01 pth"] {
            assert_eq!(ids(&index, q), own[1..2], "{q}");
        }
        assert_eq!(ids(&index, "PTH.TĐ").len(), 2);
    }

    #[test]
    fn a_reader_is_shown_his_own_language_and_another_only_where_his_has_nothing() {
        let mut change = doc("Đình Thạc Gián", Audience::Public, "national");
        let text = |lang: &str, text: &str| (lang.to_owned(), text.to_owned());
        change.docs[0].texts = vec![
            text("en", "Of the house Thạc Gián, the gate stands"),
            text("id", "Rumah Thạc Gián, gerbangnya"),
            text("vi", "Nhà Thạc Gián, cổng đình"),
            text("lzh", "石澗亭"),
        ];
        let (_folder, index) = index(vec![change]);
        let ask = |q: &str, lang| {
            let search = Search { q: q.to_owned(), limit: 1, lang, ..Search::default() };
            index.search(&search, Audience::Public).expect("answered").hits[0].snippet.lang.clone()
        };
        for lang in Lang::ALL {
            assert_eq!(ask("thac gian", lang), lang.tag());
            assert_eq!(ask("thanh khe", lang), "vi", "only the Vietnamese text has it");
            assert_eq!(ask("gate", lang), "en");
            assert_eq!(ask("石", lang), "lzh");
        }
    }

    fn fold_is(text: &str, folded: &str) -> bool {
        crate::index::spelling::fold(text) == folded
    }

    #[test]
    fn what_is_for_staff_is_neither_found_nor_counted_nor_suggested() {
        let (_folder, index) =
            index(vec![doc("Đình Một", Audience::Public, "national"), doc("Đình Hai", Audience::Staff, "provincial")]);
        let answer = ask(&index, "dinh");
        assert_eq!(answer.total, 1);
        let ranks = &answer.facets.iter().find(|(name, _)| name == "rank").expect("the facet").1;
        assert_eq!(ranks, &[("national".to_owned(), 1)]);
        let suggested = index.suggest("di", Audience::Public, 10).expect("suggested");
        assert_eq!(suggested.len(), 1);
    }

    #[test]
    fn a_facet_of_which_a_value_is_chosen_offers_the_others_and_narrows_the_rest() {
        let mut all = vec![
            doc("Đình Một", Audience::Public, "national"),
            doc("Đình Hai", Audience::Public, "provincial"),
            doc("Đình Ba", Audience::Public, "provincial"),
            doc("Đình Bốn", Audience::Staff, "listed"),
        ];
        all[0].docs[0].facets.push(("function", "dinh".to_owned()));
        all[1].docs[0].facets.push(("function", "chua".to_owned()));
        let (_folder, index) = index(all);
        let facets = [("rank".to_owned(), vec!["national".to_owned()])].into();
        let search = Search { q: "dinh".to_owned(), facets, limit: 5, ..Search::default() };
        let answer = index.search(&search, Audience::Public).expect("answered");
        let values = |name: &str| answer.facets.iter().find(|(facet, _)| facet == name).expect("the facet").1.clone();
        assert_eq!(answer.total, 1);
        assert_eq!(values("rank"), [("provincial".to_owned(), 2), ("national".to_owned(), 1)]);
        assert_eq!(values("function"), [("dinh".to_owned(), 1)]);
    }

    #[test]
    fn names_stand_in_vietnamese_order_and_what_has_no_date_comes_last() {
        let mut all: Vec<Change> = ["Đình", "Dinh", "Ăn", "Ân", "An", "Địa", "Đia", "Ông"]
            .map(|title| doc(title, Audience::Public, "national"))
            .into();
        for (n, change) in all.iter_mut().enumerate() {
            let year = 1900 - 10 * n as i32;
            (change.docs[0].years, change.docs[0].updated_ms) = (Some((year, year)).filter(|_| n != 3), n as i64);
        }
        let names: Vec<(RecordId, String)> =
            all.iter().map(|change| (change.id, change.docs[0].titles[0].1.clone())).collect();
        let (_folder, index) = index(all);
        let sorted = |sort| {
            let search = Search { sort, limit: 10, ..Search::default() };
            let hits = index.search(&search, Audience::Public).expect("answered").hits;
            let name = |id: RecordId| names.iter().find(|(own, _)| *own == id).expect("known").1.clone();
            hits.into_iter().map(|hit| name(hit.id)).collect::<Vec<_>>()
        };
        assert_eq!(sorted(Sort::Name), ["An", "Ăn", "Ân", "Dinh", "Đia", "Địa", "Đình", "Ông"]);
        assert_eq!(sorted(Sort::Relevance), sorted(Sort::Name), "without words there is no better order");
        assert_eq!(sorted(Sort::Date), ["Ông", "Đia", "Địa", "An", "Ăn", "Dinh", "Đình", "Ân"]);
        assert_eq!(sorted(Sort::Newest), ["Ông", "Đia", "Địa", "An", "Ân", "Ăn", "Dinh", "Đình"]);
    }

    #[test]
    fn counts_equal_what_can_be_paged() {
        let changes = (0..45)
            .map(|n| doc(&format!("Đình {n}"), Audience::Public, if n % 3 == 0 { "national" } else { "provincial" }));
        let (_folder, index) = index(changes.collect());
        let mut seen = HashSet::new();
        for offset in [0, 20, 40] {
            let facets = [("rank".to_owned(), vec!["national".to_owned(), "provincial".to_owned()])].into();
            let search = Search { offset, limit: 20, facets, ..Search::default() };
            let answer = index.search(&search, Audience::Public).expect("answered");
            assert_eq!(answer.total, 45);
            seen.extend(answer.hits.into_iter().map(|hit| hit.id));
        }
        assert_eq!(seen.len(), 45);
    }

    #[test]
    fn a_slip_gets_a_suggestion_and_no_typing_gives_an_error() {
        let (_folder, index) = index(vec![doc("Đình Thạc Gián", Audience::Public, "national")]);
        let answer = ask(&index, "thca gian");
        assert_eq!((answer.suggestion.as_deref(), answer.total), (Some("thạc gián"), 1));
        assert_eq!(answer.searched, answer.suggestion);
        for q in ["\"", "(", "a:b AND", "***", "-", "[1 TO", "\u{0}", &"đ".repeat(5_000)] {
            ask(&index, q);
        }
    }

    #[test]
    fn years_and_boxes_filter() {
        let (_folder, index) = index(vec![doc("Đình", Audience::Public, "national")]);
        let ask = |search: Search| index.search(&search, Audience::Public).expect("answered").total;
        assert_eq!(ask(Search { from: Some(1850), until: Some(1860), limit: 1, ..Search::default() }), 1);
        assert_eq!(ask(Search { from: Some(1900), limit: 1, ..Search::default() }), 0);
        let danang = Some([108_000_000, 16_000_000, 109_000_000, 17_000_000]);
        assert_eq!(ask(Search { bbox: danang, limit: 1, ..Search::default() }), 1);
    }

    #[test]
    fn a_damaged_index_is_moved_aside_and_the_position_is_kept_otherwise() {
        let (folder, index) = index(vec![doc("Đình", Audience::Public, "national")]);
        drop(index);
        let (index, opened) = Index::open(folder.path()).expect("opened");
        assert_eq!((opened, index.position()), (Opened::Ready, 7));
        drop(index);
        std::fs::write(folder.path().join(format!("v{}/meta.json", crate::index::schema::VERSION)), "{")
            .expect("harmed");
        let (_, opened) = Index::open(folder.path()).expect("opened");
        assert_eq!(opened, Opened::Fresh);
    }

    /// Lays files of deletions into the way of the next commits, as a death within a commit leaves them.
    fn stand_in_the_way(folder: &std::path::Path) -> usize {
        let place = folder.join(format!("v{}", crate::index::schema::VERSION));
        let names = std::fs::read_dir(&place).expect("the folder").flatten();
        let stores: Vec<_> = names.filter(|name| name.path().extension().is_some_and(|end| end == "store")).collect();
        for store in &stores {
            for opstamp in 0..60 {
                let path = store.path().with_extension(format!("{opstamp}.del"));
                if !path.exists() {
                    std::fs::write(path, "half a file").expect("written");
                }
            }
        }
        stores.len()
    }

    #[test]
    fn what_a_death_left_of_a_commit_is_in_nobodys_way() {
        let (changes, again): (Vec<Change>, Vec<Change>) = (0..4)
            .map(|n| {
                let change = doc(&format!("Đình {n}"), Audience::Public, "national");
                (change.clone(), Change { docs: Vec::new(), ..change })
            })
            .unzip();
        let (folder, index) = index(changes);
        let mut gone = again.into_iter();
        assert_eq!(stand_in_the_way(folder.path()), 1);
        index.apply(gone.by_ref().take(1).collect(), 8).expect("a living index gets over it");
        drop(index);
        assert_eq!(stand_in_the_way(folder.path()), 1);
        let (index, opened) = Index::open(folder.path()).expect("opened");
        assert_eq!((opened, ask(&index, "dinh").total), (Opened::Ready, 3), "deletions that were committed hold");
        index.apply(gone.by_ref().take(1).collect(), 9).expect("so does one that is opened");
        assert_eq!((index.position(), ask(&index, "dinh").total), (9, 2));
    }
}
