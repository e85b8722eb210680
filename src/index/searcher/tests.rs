//! What is found, counted, suggested and understood.

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
    for q in ["dinh thac gan", "dinh thca gian", "dihn thac gian", "đình thạc giná", "dinh thacgian", "din htac gian"]
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
    for q in ["4699/QĐ-BVHTTDL", "4699/qd-bvhttdl", "qd-bvhttdl 4699", "4699", "bvhttdl", "QD.DTG.2009", "dtg 2009"] {
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
fn an_empty_index_answers_everything_with_nothing() {
    let (_folder, index) = index(Vec::new());
    for q in ["", "đình", "hạng:national", "-đình"] {
        let facets = [("rank".to_owned(), vec!["national".to_owned()])].into();
        let search = Search { q: q.to_owned(), facets, from: Some(1800), limit: 5, ..Search::default() };
        let answer = index.search(&search, Audience::Public).expect("answered");
        assert_eq!((answer.total, answer.hits.len()), (0, 0), "{q}");
        assert_eq!(index.years(&search, Audience::Public).expect("counted").total, 0);
    }
    assert!(index.suggest("di", Audience::Public, 5).expect("suggested").is_empty());
    assert!(index.related(&RecordId::fresh(), Audience::Public, 5).expect("looked for").is_empty());
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
    std::fs::write(folder.path().join(format!("v{}/meta.json", crate::index::schema::VERSION)), "{").expect("harmed");
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
