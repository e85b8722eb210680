//! Every form has its words in every language, and nothing a stranger types becomes markup.

use serde_json::json;

use crate::model::record::Kind;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::web::form::Form;
use crate::web::render::Renderer;
use crate::web::staff::candidate::Candidates;
use crate::web::staff::field;
use crate::web::staff::sheet;
use crate::web::staff::view::FormView;
use crate::web::staff::view::Sources;

const HOSTILE: &str = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>";

fn form(kind: Kind, values: &Form, lang: Lang) -> FormView {
    let record = Record::from_value(json!({ "kind": kind.name() })).expect("a record").to_value();
    let candidates = Candidates {
        agents: vec![("1".to_owned(), HOSTILE.to_owned())],
        sources: vec![("b:1".to_owned(), HOSTILE.to_owned())],
        picks: vec![("1".to_owned(), HOSTILE.to_owned())],
    };
    let theirs = [("name", HOSTILE.to_owned())];
    FormView::new(&Sources {
        kind,
        values,
        record: &record,
        troubles: &[],
        theirs: &theirs,
        candidates: &candidates,
        lang,
    })
}

#[test]
fn every_field_of_every_form_has_words_in_every_language() {
    for kind in Kind::ALL {
        for lang in Lang::ALL {
            let view = form(kind, &Form::default(), lang);
            let text = serde_json::to_string(&view).expect("JSON");
            assert!(
                !text.contains("\"staff-"),
                "{kind:?} {lang:?}: {}",
                &text[text.find("\"staff-").unwrap_or(0)..][..80]
            );
        }
    }
}

#[test]
fn what_is_typed_comes_back_as_text_in_every_field() {
    let renderer = Renderer::new(std::path::Path::new("/nowhere")).expect("templates");
    for kind in Kind::ALL {
        let mut values = Form::default();
        for one in sheet::fields(kind) {
            values.add(one.path, HOSTILE);
            for below in ["vi", "en", "id", "name", "unit_code", "lat", "lon", "agent", "level", "until", "names"] {
                values.add(&format!("{}.{below}", one.path), HOSTILE);
            }
            for below in [
                "when", "of", "name", "role", "at", "citation", "url", "locator", "record", "type", "value", "note",
                "label.vi", "x", "page",
            ] {
                values.add(&format!("{}.0.{below}", one.path), HOSTILE);
            }
        }
        let view = form(kind, &values, Lang::Vi);
        for section in &view.sections {
            for field in &section.fields {
                let page = json!({ "field": field });
                let html = renderer.page("parts/desk-field.html", Lang::En, &page).expect("a page");
                let bare = html.contains("<script>") || html.contains("<img src=x") || html.contains("\"'&<");
                assert!(!bare, "{kind:?}: {}", field.path);
                assert!(!html.contains("Chưa chọn") || !html.contains("Write:"), "words of two languages");
            }
        }
    }
}

#[test]
fn the_form_of_a_record_shows_what_it_holds() {
    let record = json!({ "kind": "relic", "name": { "vi": "Đình" }, "relic_types": ["historical"] });
    let record = Record::from_value(record).expect("a record").to_value();
    let values = field::shown(sheet::fields(Kind::Relic), &record);
    assert_eq!((values.get("name.vi"), values.get("relic_types")), ("Đình", "historical"));
}
