//! Questions whose words mean more than themselves, and questions with signs.

use super::*;

/// Records with a dating, facets and a text.
fn told(title: &str, years: Option<(i32, i32)>, facets: &[(&'static str, &str)], text: &str) -> Change {
    let mut change = doc(title, Audience::Public, "national");
    let doc = &mut change.docs[0];
    doc.summary.clear();
    doc.years = years;
    doc.facets = facets.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    doc.texts = vec![("vi".to_owned(), text.to_owned())];
    change
}

fn made(changes: Vec<Change>) -> (tempfile::TempDir, Index, Vec<RecordId>) {
    let ids = changes.iter().map(|change| change.id).collect();
    let (folder, index) = index(changes);
    (folder, index, ids)
}

#[test]
fn a_time_is_found_by_dating_and_by_words() {
    let (_folder, index, own) = made(vec![
        told("Bia một", Some((1854, 1854)), &[], "Dựng bởi dân làng"),
        told("Bia hai", None, &[], "Bia thời Nguyễn, không rõ năm"),
        told("Bia ba", Some((1650, 1650)), &[], "Bia cũ"),
        told("Bia bốn", Some((1800, 2000)), &[], "Bia chưa rõ niên đại"),
        told("Nhà Nguyễn Văn Bảy", None, &[], "Một ngôi nhà"),
    ]);
    for q in ["bia thời Nguyễn", "bia thoi nguyen", "bia triều Nguyễn"] {
        let found = ids(&index, q);
        assert!(found.contains(&own[0]) && found.contains(&own[3]) && !found.contains(&own[2]), "{q}");
    }
    let found = ids(&index, "bia thời Nguyễn");
    assert_eq!((found.len(), found[2]), (3, own[3]), "what may be of that time comes last");
    let told = &ask(&index, "bia thời Nguyễn").understood[1];
    assert_eq!((told.typed.as_str(), told.years), ("thời nguyễn", Some((1802, 1945))));
    assert_eq!(ids(&index, "bia Tự Đức thứ 7")[0], own[0]);
    assert_eq!(ids(&index, "bia the ky xvii"), own[2..3]);
    assert_eq!(ask(&index, "thế kỷ XIX").searched, None, "its number is no word typed for Telex");
    assert_eq!(ids(&index, "bia 1854")[0], own[0]);
    assert_eq!(ids(&index, "Nguyễn").len(), 2, "alone it is a name");
    assert_eq!(ids(&index, "năm:1600..1700"), own[2..3]);
    assert_eq!(ids(&index, "bia -năm:1600..1900"), own[1..2]);
}

#[test]
fn a_thing_is_found_by_another_name_and_after_those_that_say_it() {
    let (_folder, index, own) = made(vec![
        told("Nhà việc làng Tây", None, &[("function", "dinh")], "Nơi họp làng"),
        told("A communal house", None, &[], "Text"),
        told("Chùa Tây", None, &[("function", "chua")], "Nơi thờ Phật"),
        told("Đại hồng chung", None, &[("object_type", "chuong")], "Đúc bằng đồng"),
    ]);
    assert_eq!(ids(&index, "communal house"), [own[1], own[0]]);
    assert_eq!(ids(&index, "rumah komunal tay"), own[..1]);
    assert_eq!(ids(&index, "buddhist temple"), own[2..3]);
    for q in ["bell", "bells", "genta", "chuông"] {
        assert_eq!(ids(&index, q), own[3..4], "{q}");
    }
    assert_eq!(ask(&index, "bell").understood[0].values, [("object_type", "chuong".to_owned())]);
}

#[test]
fn old_and_new_units_find_each_other() {
    let (_folder, index, own) = made(vec![
        told("Đình một", None, &[("unit", "phường Thanh Khê")], "Ở trong kiệt"),
        told("Đình hai", None, &[], "Địa chỉ: phường Thạc Gián, quận Thanh Khê"),
        told("Đình ba", None, &[("unit", "thành phố Đà Nẵng/phường Hải Châu")], "Ở bên sông"),
        told("Đình bốn", None, &[], "Xã Duy Phú, tỉnh Quảng Nam"),
    ]);
    for q in ["đình phường Chính Gián", "dinh thac gian", "đình quận Thanh Khê"] {
        assert!(ids(&index, q).contains(&own[0]) && !ids(&index, q).contains(&own[2]), "{q}");
    }
    assert_eq!(ids(&index, "thạc gián")[0], own[1], "what says it comes first");
    assert!(ids(&index, "đình phường Thanh Khê").contains(&own[1]));
    assert!(ids(&index, "nơi:\"phường Thanh Khê\"").contains(&own[1]));
    assert_eq!(ids(&index, "thạch thang"), own[2..3]);
    assert_eq!(ids(&index, "đình Đà Nẵng"), own[3..4], "the province that was");
    let told = &ask(&index, "phường Chính Gián").understood[0];
    assert!(told.is_former && told.units == ["phường Thanh Khê"]);
}

#[test]
fn the_query_language_asks_closely_and_never_errs() {
    let (_folder, index, own) = made(vec![
        told("Đình làng Hải Châu", None, &[("rank", "national"), ("kind", "relic")], "Có chuông chùa"),
        told("Chùa làng Hải Châu", None, &[("rank", "provincial"), ("kind", "relic")], "Châu Hải"),
        told("Miếu Châu Hải", None, &[("rank", "national"), ("kind", "part")], "Nơi khác"),
    ]);
    let set = |q: &str| {
        let mut found: Vec<usize> =
            ids(&index, q).iter().filter_map(|id| own.iter().position(|own| own == id)).collect();
        found.sort_unstable();
        found
    };
    assert_eq!(set("hai chau"), [0, 1, 2]);
    assert_eq!(set("\"Hải Châu\""), [0, 1]);
    assert_eq!(set("\"hai chau\" -chua"), [1; 0], "chùa stands in both");
    assert_eq!(set("hai chau -\"chuông chùa\""), [1, 2]);
    assert_eq!(set("tên:chùa"), [1]);
    assert_eq!(set("hạng:national -kind:part"), [0]);
    assert_eq!(set("đình làng OR miếu"), [0, 2]);
    assert_eq!(set("đình làng OR -làng"), [0, 2]);
    assert_eq!(set("-làng"), [2]);
    assert_eq!(ask(&index, "hạng:national").total, 2);
    for q in
        ["\"", "-", "OR", "tên:", "rank:x", "\"đình", "a OR", "- -", "--x", "năm:abc", "mã:???", "-\"\"", "1..", ".."]
    {
        ask(&index, q);
    }
    assert_eq!(ask(&index, "đihn OR xyz").suggestion, None, "signs are not guessed at");
}

#[test]
fn a_code_is_asked_for_by_its_field() {
    let coded = |title: &str, code: &str| {
        let mut change = doc(title, Audience::Public, "national");
        change.docs[0].code = code.to_owned();
        change
    };
    let (_folder, index, own) =
        made(vec![coded("Một", "DTG"), coded("Hai", "DTG.BIA"), coded("Ba", "DTGX"), coded("Bốn", "DHC")]);
    assert_eq!(ids(&index, "mã:dtg").len(), 2);
    assert_eq!(ids(&index, "code:DTG.BIA"), own[1..2]);
}

#[test]
fn han_characters_are_found_by_the_reading_the_record_gives() {
    let mut change = doc("Hoành phi", Audience::Public, "national");
    let text = |lang: &str, text: &str| (lang.to_owned(), text.to_owned());
    change.docs[0].texts = vec![text("lzh", "萬古英靈"), text("vi", "Vạn cổ anh linh")];
    let (_folder, index, own) = made(vec![change]);
    for q in ["萬古英靈", "英靈", "vạn cổ anh linh", "van co anh linh", "\"anh linh\"", "\"古英\""] {
        assert_eq!(ids(&index, q), own, "{q}");
    }
}

#[test]
fn words_of_one_stem_find_each_other_in_their_own_language() {
    let (_folder, index, own) = made(vec![
        told("Đình một", None, &[], "Có bia"),
        told("Đình hai", None, &[], "Thai Sơn ở làng"),
        told("Đình ba", None, &[], "Thái Sơn"),
    ]);
    let mut english = told("Chùa bốn", None, &[], "Có chuông");
    let text = |lang: &str, text: &str| (lang.to_owned(), text.to_owned());
    english.docs[0].texts = vec![text("en", "Carved temples with a roof"), text("id", "Bangunan yang dibangun ulang")];
    let id = english.id;
    index.apply(vec![english], 100).expect("indexed");
    for q in ["temple", "temples", "carving roofs", "membangun"] {
        assert_eq!(ids(&index, q), [id], "{q}");
    }
    assert_eq!(ask(&index, "roofs").searched, None, "not read as keys of Telex");
    assert_eq!(ids(&index, "thais")[0], own[2], "read as keys of Telex");
    assert!(ids(&index, "langing").is_empty(), "a Vietnamese syllable is nobody's stem");
    let snippet = ask(&index, "temple").hits[0].snippet.clone();
    assert!(snippet.pieces.iter().any(|(piece, is_found)| *is_found && piece == "temples"), "{snippet:?}");
}
