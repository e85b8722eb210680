//! What a template sees of a form: every field with its words, values, errors and the ids that tie them together.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::model::record::Kind;
use crate::model::text::Lang;
use crate::model::unit;
use crate::model::vocabulary;
use crate::web::form::Form;
use crate::web::pages::Said;
use crate::web::pages::term;
use crate::web::staff::candidate::Candidates;
use crate::web::staff::field::PART;
use crate::web::staff::field::text_at;
use crate::web::staff::fill::Trouble;
use crate::web::staff::sheet;
use crate::web::staff::sheet::Field;
use crate::web::staff::sheet::Input;
use crate::words;

/// A form.
#[derive(Debug, Clone, Serialize)]
pub struct FormView {
    /// Its sections.
    pub sections: Vec<SectionView>,
    /// Fields with errors: id and label, for the list above the form.
    pub bad: Vec<(String, String, String)>,
    /// Units to choose names from.
    pub units_today: Vec<&'static str>,
    /// Units before 2025-07-01.
    pub units_before: Vec<&'static str>,
}

/// A section.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    /// Its key.
    pub key: &'static str,
    /// Its heading.
    pub heading: String,
    /// Its fields.
    pub fields: Vec<FieldView>,
}

/// A field.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FieldView {
    /// Which piece of the template draws it.
    pub kind: &'static str,
    /// Id of its first input.
    pub id: String,
    /// Its path.
    pub path: &'static str,
    /// Its name.
    pub label: String,
    /// What to write there.
    pub help: Option<String>,
    /// A good example.
    pub good: Option<String>,
    /// A bad example.
    pub bad: Option<String>,
    /// What is wrong with the value typed.
    pub error: Option<String>,
    /// What somebody else wrote there meanwhile.
    pub theirs: Option<String>,
    /// What the machine understood.
    pub read: Option<String>,
    /// Ids of everything that explains it.
    pub described: String,
    /// Its inputs, row by row.
    pub rows: Vec<Vec<InputView>>,
    /// How many of the translations are there.
    pub translated: usize,
}

/// An input.
#[derive(Debug, Clone, Default, Serialize)]
pub struct InputView {
    /// `line`, `area`, `select`, `check`, `number` or `day`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its own label.
    pub label: String,
    /// What it holds.
    pub value: String,
    /// The language of what it holds.
    pub lang: Option<&'static str>,
    /// How its text came to be: words and class.
    pub tag: Option<(String, &'static str)>,
    /// What can be chosen.
    pub options: Vec<OptionView>,
    /// Id of a list of suggestions.
    pub list: Option<&'static str>,
}

/// Something to choose.
#[derive(Debug, Clone, Serialize)]
pub struct OptionView {
    /// Its value.
    pub value: String,
    /// Its label.
    pub label: String,
    /// True when it is chosen.
    pub is_chosen: bool,
}

/// What a form is made from.
pub struct Sources<'a> {
    /// The kind of record.
    pub kind: Kind,
    /// What the form holds.
    pub values: &'a Form,
    /// The record as stored, for how texts came to be.
    pub record: &'a Value,
    /// What cannot be kept.
    pub troubles: &'a [Trouble],
    /// What somebody else wrote meanwhile.
    pub theirs: &'a [(&'static str, String)],
    /// What can be pointed at.
    pub candidates: &'a Candidates,
    /// The reader's language.
    pub lang: Lang,
}

impl FormView {
    /// Makes the form.
    pub fn new(from: &Sources<'_>) -> FormView {
        let sections: Vec<SectionView> = sheet::of(from.kind)
            .iter()
            .map(|section| SectionView {
                key: section.key,
                heading: words::get(from.lang, &format!("staff-section-{}", section.key)),
                fields: section.fields.iter().map(|field| from.field(field)).collect(),
            })
            .collect();
        let bad = sections
            .iter()
            .flat_map(|section| &section.fields)
            .filter_map(|field| Some((field.id.clone(), field.label.clone(), field.error.clone()?)))
            .collect();
        let names = |is_today| unit::UNITS.iter().filter(move |unit| unit.is_today == is_today).map(|unit| unit.name);
        FormView { sections, bad, units_today: names(true).collect(), units_before: names(false).collect() }
    }
}

impl Sources<'_> {
    fn field(&self, field: &Field) -> FieldView {
        let key = label_key(self.kind, field.path, self.lang);
        let id = sheet::element(field.path);
        let error =
            self.troubles.iter().find(|trouble| trouble.path == field.path).map(|trouble| self.trouble(trouble));
        let theirs = self.theirs.iter().find(|(path, _)| *path == field.path).map(|(_, text)| text.clone());
        let mut view = FieldView {
            kind: template_kind(field.input),
            label: words::get(self.lang, &key),
            help: attribute(&key, "help", self.lang),
            good: attribute(&key, "good", self.lang),
            bad: attribute(&key, "bad", self.lang),
            path: field.path,
            error,
            theirs,
            ..FieldView::default()
        };
        view.rows = self.rows(field, &id, &view.label);
        view.read = self.read(field);
        view.translated =
            view.rows.iter().flatten().skip(1).filter(|input| input.lang.is_some() && !input.value.is_empty()).count();
        let there = [
            ("h", view.help.is_some()),
            ("e", view.good.is_some() || view.bad.is_some()),
            ("m", view.error.is_some()),
            ("t", view.theirs.is_some()),
            ("r", view.read.is_some()),
        ];
        let ids: Vec<String> = there.iter().filter(|(_, is)| *is).map(|(letter, _)| format!("{id}-{letter}")).collect();
        view.described = ids.join(" ");
        view.id = id;
        view
    }

    fn trouble(&self, trouble: &Trouble) -> String {
        let said = words::get(self.lang, &trouble.key);
        if trouble.value.is_empty() { said } else { format!("{said} ({})", trouble.value) }
    }

    fn rows(&self, field: &Field, id: &str, label: &str) -> Vec<Vec<InputView>> {
        let path = field.path;
        match field.input {
            Input::Words | Input::Prose => {
                let kind = if field.input == Input::Words { "line" } else { "area" };
                vec![Lang::ALL.iter().map(|lang| self.text(kind, path, id, *lang)).collect()]
            }
            Input::Line => vec![vec![self.input("line", path, id, label)]],
            Input::Area | Input::List => vec![vec![self.input("area", path, id, label)]],
            Input::Number => vec![vec![self.input("number", path, id, label)]],
            Input::Day | Input::When => vec![vec![self.input("line", path, id, label)]],
            Input::Flag => vec![vec![InputView { kind: "check", ..self.input("check", path, id, label) }]],
            Input::Choice(name) => {
                let options = self.terms(name, &[self.values.get(path).to_owned()]);
                vec![vec![InputView { options, ..self.input("select", path, id, label) }]]
            }
            Input::Choices(name) => {
                let options = self.terms(name, &self.values.all(path));
                vec![vec![InputView { options, ..self.input("checks", path, id, label) }]]
            }
            Input::Unit => {
                let list = if path.contains("current") { "units-today" } else { "units-before" };
                let name = InputView { list: Some(list), ..self.part("line", path, id, "name", "staff-unit-name") };
                vec![vec![
                    InputView { id: id.to_owned(), ..name },
                    self.part("line", path, id, "unit_code", "staff-unit-code"),
                ]]
            }
            Input::Point => vec![vec![
                InputView { id: id.to_owned(), ..self.part("number", path, id, "lat", "staff-point-lat") },
                self.part("number", path, id, "lon", "staff-point-lon"),
                self.part("number", path, id, "accuracy_m", "staff-point-accuracy"),
            ]],
            Input::Agent => vec![self.agent(path, id, Some(id.to_owned()))],
            Input::Pick => {
                let options = self.options(&self.candidates.picks, self.values.get(path));
                vec![vec![InputView { options, ..self.input("select", path, id, label) }]]
            }
            Input::Access => vec![vec![
                InputView {
                    id: id.to_owned(),
                    options: self.terms("asset_access", &[self.values.get("access.level").to_owned()])[1..].to_vec(),
                    ..self.part("select", path, id, "level", "staff-access-level")
                },
                self.part("day", path, id, "until", "staff-access-until"),
                self.part("line", path, id, "names", "staff-access-names"),
            ]],
            Input::Whens | Input::Agents | Input::Sources | Input::Measures | Input::Regions => {
                let rows = self.values.rows(path) + 1;
                (0..rows)
                    .map(|row| {
                        self.row(
                            field.input,
                            &format!("{path}.{row}"),
                            &format!("{id}-{row}"),
                            (row == 0).then_some(id),
                        )
                    })
                    .collect()
            }
        }
    }

    fn row(&self, input: Input, path: &str, id: &str, first: Option<&str>) -> Vec<InputView> {
        let mut row = match input {
            Input::Whens => vec![
                self.part("line", path, id, "when", "staff-when"),
                InputView {
                    options: self.terms("event_kind", &[self.values.get(&format!("{path}.of")).to_owned()]),
                    ..self.part("select", path, id, "of", "staff-when-of")
                },
            ],
            Input::Agents => {
                let mut row = self.agent(path, id, None);
                row.push(InputView {
                    options: self.terms("agent_role", &[self.values.get(&format!("{path}.role")).to_owned()]),
                    ..self.part("select", path, id, "role", "staff-agent-role")
                });
                row.push(self.part("line", path, id, "at", "staff-agent-at"));
                row
            }
            Input::Sources => {
                let mut row = vec![
                    self.part("line", path, id, "citation", "staff-source-citation"),
                    self.part("line", path, id, "url", "staff-source-url"),
                    self.part("line", path, id, "locator", "staff-source-locator"),
                ];
                if !self.candidates.sources.is_empty() {
                    let options = self.options(&self.candidates.sources, self.values.get(&format!("{path}.record")));
                    row.push(InputView { options, ..self.part("select", path, id, "record", "staff-source-record") });
                }
                row
            }
            Input::Regions => self.region(path, id),
            _ => {
                let named = |name: &str, prefix: &str, known: &[&str]| -> Vec<OptionView> {
                    let chosen = self.values.get(&format!("{path}.{name}"));
                    let label = |code: &str| match (prefix, code) {
                        (_, "") => "–".to_owned(),
                        ("", code) => code.to_owned(),
                        _ => words::get(self.lang, &format!("{prefix}-{code}")),
                    };
                    known
                        .iter()
                        .map(|code| OptionView {
                            value: (*code).to_owned(),
                            label: label(code),
                            is_chosen: *code == chosen,
                        })
                        .collect()
                };
                let mut kinds = named("type", "staff-measure", sheet::MEASURES);
                kinds.insert(0, OptionView { value: String::new(), label: "–".to_owned(), is_chosen: false });
                vec![
                    InputView { options: kinds, ..self.part("select", path, id, "type", "staff-measure-type") },
                    self.part("number", path, id, "value", "staff-measure-value"),
                    InputView {
                        options: named("unit", "", sheet::UNITS),
                        ..self.part("select", path, id, "unit", "staff-measure-unit")
                    },
                    self.part("line", path, id, "note", "staff-measure-note"),
                ]
            }
        };
        if let (Some(first), Some(input)) = (first, row.first_mut()) {
            first.clone_into(&mut input.id);
        }
        row
    }

    fn region(&self, path: &str, id: &str) -> Vec<InputView> {
        let mut row: Vec<InputView> = Lang::ALL
            .iter()
            .map(|lang| InputView {
                lang: Some(lang.tag()),
                ..self.part(
                    "line",
                    path,
                    id,
                    &format!("label.{}", lang.tag()),
                    &format!("staff-region-label-{}", lang.tag()),
                )
            })
            .collect();
        for name in PART.into_iter().chain(["page"]) {
            row.push(self.part("number", path, id, name, &format!("staff-region-{name}")));
        }
        let chosen = self.values.get(&format!("{path}.record"));
        if !self.candidates.picks.is_empty() {
            let options = self.options(&self.candidates.picks, chosen);
            row.push(InputView { options, ..self.part("select", path, id, "record", "staff-region-record") });
        }
        row
    }

    fn agent(&self, path: &str, id: &str, first: Option<String>) -> Vec<InputView> {
        let name = self.part("line", path, id, "name", "staff-agent-name");
        let mut row = vec![InputView { id: first.unwrap_or(name.id.clone()), ..name }];
        if !self.candidates.agents.is_empty() {
            let options = self.options(&self.candidates.agents, self.values.get(&format!("{path}.agent")));
            row.push(InputView { options, ..self.part("select", path, id, "agent", "staff-agent-record") });
        }
        row
    }

    fn input(&self, kind: &'static str, path: &str, id: &str, label: &str) -> InputView {
        InputView {
            kind,
            id: id.to_owned(),
            name: path.to_owned(),
            label: label.to_owned(),
            value: self.values.get(path).to_owned(),
            lang: content_lang(path, self.record),
            ..InputView::default()
        }
    }

    fn part(&self, kind: &'static str, path: &str, id: &str, name: &str, label: &str) -> InputView {
        let full = format!("{path}.{name}");
        InputView {
            kind,
            id: format!("{id}-{}", name.replace(['_', '.'], "-")),
            value: self.values.get(&full).to_owned(),
            name: full,
            label: words::get(self.lang, label),
            ..InputView::default()
        }
    }

    fn text(&self, kind: &'static str, path: &str, id: &str, lang: Lang) -> InputView {
        let name = format!("{path}.{}", lang.tag());
        InputView {
            kind,
            id: if lang == Lang::Vi { id.to_owned() } else { format!("{id}-{}", lang.tag()) },
            value: self.values.get(&name).to_owned(),
            label: words::get(self.lang, &format!("staff-in-{}", lang.tag())),
            lang: Some(lang.tag()),
            tag: self.tag(path, lang),
            name,
            ..InputView::default()
        }
    }

    /// How a translation came to be, and whether its source has changed since.
    fn tag(&self, path: &str, lang: Lang) -> Option<(String, &'static str)> {
        let of = |lang: &str, name: &str| text_at(self.record, &format!("{path}.{lang}.{name}"));
        let (own, source) = (of(lang.tag(), "at"), of("vi", "at"));
        if lang != Lang::Vi && !own.is_empty() && !source.is_empty() && own < source {
            return Some((words::get(self.lang, "staff-text-stale"), "warn"));
        }
        match of(lang.tag(), "state").as_str() {
            "machine" => Some((words::get(self.lang, "staff-text-machine"), "warn")),
            "machine_reviewed" => Some((words::get(self.lang, "staff-text-reviewed"), "")),
            "human" => Some((words::get(self.lang, "staff-text-human"), "")),
            _ => None,
        }
    }

    fn terms(&self, vocabulary_name: &str, chosen: &[String]) -> Vec<OptionView> {
        let none = OptionView {
            value: String::new(),
            label: words::get(self.lang, "staff-choose"),
            is_chosen: chosen.iter().all(String::is_empty),
        };
        let known = vocabulary::terms(vocabulary_name).iter().map(|one| OptionView {
            value: one.code.clone(),
            label: term(vocabulary_name, &one.code, self.lang),
            is_chosen: chosen.contains(&one.code),
        });
        let unknown = chosen.iter().filter(|code| !code.is_empty() && !vocabulary::contains(vocabulary_name, code));
        let unknown: Vec<OptionView> =
            unknown.map(|code| OptionView { value: code.clone(), label: code.clone(), is_chosen: true }).collect();
        std::iter::once(none).chain(known).chain(unknown).collect()
    }

    fn options(&self, known: &[(String, String)], chosen: &str) -> Vec<OptionView> {
        let mut options = vec![OptionView {
            value: String::new(),
            label: words::get(self.lang, "staff-choose"),
            is_chosen: chosen.is_empty(),
        }];
        options.extend(known.iter().map(|(value, label)| OptionView {
            value: value.clone(),
            label: label.clone(),
            is_chosen: value == chosen,
        }));
        if !chosen.is_empty() && !known.iter().any(|(value, _)| value == chosen) {
            options.push(OptionView { value: chosen.to_owned(), label: chosen.to_owned(), is_chosen: true });
        }
        options
    }

    /// What the machine understood of the dates typed.
    fn read(&self, field: &Field) -> Option<String> {
        let typed: Vec<&str> = match field.input {
            Input::When => vec![self.values.get(field.path)],
            Input::Whens => {
                let rows = 0..self.values.rows(field.path);
                return join(
                    rows.map(|row| understood(self.values.get(&format!("{}.{row}.when", field.path)), self.lang)),
                );
            }
            _ => return None,
        };
        join(typed.into_iter().map(|text| understood(text, self.lang)))
    }
}

fn join(read: impl Iterator<Item = Option<String>>) -> Option<String> {
    let read: Vec<String> = read.flatten().collect();
    (!read.is_empty()).then(|| read.join(" · "))
}

/// Returns a typed date in words with its EDTF; `None` when it is not understood.
pub fn understood(text: &str, lang: Lang) -> Option<String> {
    let date = crate::model::said_date::understand(text)?;
    let said = crate::model::edtf::display(&date.edtf, lang);
    let reign = date.reign.map(|reign| {
        let name = crate::model::calendar::reign_year(&reign).map(crate::model::calendar::can_chi).unwrap_or_default();
        format!(" ({} {}, {name})", reign.era, reign.year)
    });
    Some(format!("{said}{} [{}]", reign.unwrap_or_default(), date.edtf))
}

fn template_kind(input: Input) -> &'static str {
    match input {
        Input::Words | Input::Prose => "words",
        Input::Choices(_) => "checks",
        Input::Flag => "flag",
        Input::Unit | Input::Point | Input::Agent | Input::Access => "group",
        Input::Whens | Input::Agents | Input::Sources | Input::Measures | Input::Regions => "rows",
        _ => "one",
    }
}

/// A kind may call a field by a name of its own.
fn label_key(kind: Kind, path: &str, lang: Lang) -> String {
    let name = path.replace(['.', '_'], "-");
    let own = format!("staff-f-{}-{name}", kind.name());
    if words::has(lang, &own) { own } else { format!("staff-f-{name}") }
}

fn attribute(key: &str, name: &str, lang: Lang) -> Option<String> {
    let full = format!("{key}.{name}");
    let said = words::get(lang, &full);
    (said != full).then_some(said)
}

/// Returns the label of a field of a kind.
pub fn label(kind: Kind, path: &str, lang: Lang) -> String {
    words::get(lang, &label_key(kind, path, lang))
}

fn content_lang(path: &str, record: &Value) -> Option<&'static str> {
    match path {
        "original" if text_at(record, "script") == "hani_nom" => Some("vi-Hani"),
        "original" => Some("lzh-Hant"),
        _ => None,
    }
}

/// Returns what is said under keys by name, for scripts: `{name: text}`.
pub fn for_script(lang: Lang, names: &[&str]) -> String {
    let said: BTreeMap<&str, String> =
        names.iter().map(|name| (*name, words::get(lang, &format!("staff-js-{name}")))).collect();
    serde_json::to_string(&said).unwrap_or_default()
}

/// Returns a name in the reader's language with the language it is in.
pub fn name_of(record: &crate::model::record::Record, lang: Lang) -> Said {
    Said::of(&crate::model::title::title(record), lang).unwrap_or_default()
}
