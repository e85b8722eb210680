//! Which fields the form of each kind has, in which sections: the publish minimum of DOMAIN §3 and what belongs beside it.
//! Fields without a place here are kept untouched when a form is saved.

use crate::model::record::Kind;

/// How a field is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A line in three languages.
    Words,
    /// Paragraphs in three languages.
    Prose,
    /// A line.
    Line,
    /// Several lines as they stand.
    Area,
    /// A list, one value a line.
    List,
    /// A whole number.
    Number,
    /// Yes or not said.
    Flag,
    /// One term of a vocabulary.
    Choice(&'static str),
    /// Terms of a vocabulary.
    Choices(&'static str),
    /// A day (ISO).
    Day,
    /// A date as sources say it.
    When,
    /// Dates, each with what happened then.
    Whens,
    /// An administrative unit.
    Unit,
    /// Coordinates.
    Point,
    /// Somebody, by record or by name.
    Agent,
    /// People with their roles and days.
    Agents,
    /// Where statements come from.
    Sources,
    /// Measurements.
    Measures,
    /// Marked parts of a picture.
    Regions,
    /// One of the records at hand.
    Pick,
    /// Who may see it.
    Access,
}

/// A field of a form: where its value stands in the record, and how it is typed.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The path in the record, such as `place.point`.
    pub path: &'static str,
    /// How it is typed.
    pub input: Input,
}

/// A part of a form.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// Its key; the heading is `staff-section-…`.
    pub key: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
}

const fn f(path: &'static str, input: Input) -> Field {
    Field { path, input }
}

use Input::Access;
use Input::Agent;
use Input::Agents;
use Input::Area;
use Input::Choice;
use Input::Choices;
use Input::Day;
use Input::Flag;
use Input::Line;
use Input::List;
use Input::Measures;
use Input::Number;
use Input::Pick;
use Input::Point;
use Input::Prose;
use Input::Regions;
use Input::Sources;
use Input::Unit;
use Input::When;
use Input::Whens;
use Input::Words;

// Sections that stand in the forms of several kinds.
const STATE: Section =
    Section { key: "state", fields: &[f("condition.grade", Choice("condition")), f("condition.assessed_on", Day)] };
const FEATURES: Section = Section { key: "words", fields: &[f("description", Prose), f("features", Prose)] };
const SOURCES: Section = Section { key: "sources", fields: &[f("sources", Sources)] };
const ACCESS: Section = Section { key: "rights", fields: &[f("access", Access)] };
const RIGHTS: Section = Section {
    key: "rights",
    fields: &[f("rights.statement", Choice("rights")), f("rights.credit_line", Words), f("access", Access)],
};

const RELIC: &[Section] = &[
    Section {
        key: "identity",
        fields: &[
            f("name", Words),
            f("code", Line),
            f("relic_types", Choices("relic_type")),
            f("functions", Choices("function")),
            f("rank", Choice("rank")),
            f("rank_flags", Choices("rank_flag")),
        ],
    },
    Section { key: "dating", fields: &[f("dating", Whens)] },
    Section {
        key: "place",
        fields: &[
            f("place.address_recorded.text", Words),
            f("place.address_recorded.unit", Unit),
            f("place.address_current.text", Words),
            f("place.address_current.unit", Unit),
            f("place.point", Point),
            f("place.public_precision", Choice("public_precision")),
            f("place.route", Words),
        ],
    },
    Section {
        key: "words",
        fields: &[f("summary", Prose), f("history", Prose), f("description", Prose), f("significance", Prose)],
    },
    STATE,
    SOURCES,
    RIGHTS,
];

const PART: &[Section] = &[
    Section {
        key: "identity",
        fields: &[f("name", Words), f("code", Line), f("part_type", Choice("part")), f("original_element", Flag)],
    },
    Section {
        key: "making",
        fields: &[
            f("dating", Whens),
            f("materials", Choices("material")),
            f("techniques", Choices("technique")),
            f("measures", Measures),
        ],
    },
    FEATURES,
    STATE,
    SOURCES,
    ACCESS,
];

const ARTEFACT: &[Section] = &[
    Section {
        key: "identity",
        fields: &[
            f("name", Words),
            f("inventory_no", Line),
            f("object_type", Choice("object_type")),
            f("legal_class", Choice("legal_class")),
            f("acquisition", Choice("acquisition")),
        ],
    },
    Section { key: "place", fields: &[f("part_location", Pick), f("location_precise", Line)] },
    Section {
        key: "making",
        fields: &[
            f("dating", Whens),
            f("maker", Agents),
            f("materials", Choices("material")),
            f("techniques", Choices("technique")),
            f("measures", Measures),
        ],
    },
    FEATURES,
    STATE,
    SOURCES,
    RIGHTS,
];

const INSCRIPTION: &[Section] = &[
    Section {
        key: "identity",
        fields: &[
            f("title", Words),
            f("code", Line),
            f("text_kind", Choice("inscription_kind")),
            f("carrier", Pick),
            f("position", Line),
            f("state", Choice("inscription_state")),
        ],
    },
    Section {
        key: "text",
        fields: &[
            f("script", Choice("script")),
            f("direction", Choice("direction")),
            f("original", Area),
            f("char_count", Number),
            f("reading", Prose),
            f("translation", Prose),
        ],
    },
    Section {
        key: "making",
        fields: &[f("dating", When), f("author", Agent), f("carver", Agent), f("editors", Agents)],
    },
    SOURCES,
    ACCESS,
];

const DECISION: &[Section] = &[
    Section {
        key: "identity",
        fields: &[
            f("number", Line),
            f("number_unknown", Flag),
            f("decision_kind", Choice("decision_kind")),
            f("level", Choice("rank")),
            f("issued_on", When),
            f("effective_on", When),
            f("issuer", Agent),
            f("signatory", Agent),
            f("batch", Line),
        ],
    },
    Section { key: "words", fields: &[f("excerpt", Prose)] },
    SOURCES,
    ACCESS,
];

const BIBLIOGRAPHY: &[Section] = &[Section {
    key: "identity",
    fields: &[
        f("citation", Area),
        f("authors", List),
        f("year", Line),
        f("publisher", Line),
        f("url", Line),
        f("archive_ref", Line),
        f("language", Choice("language")),
    ],
}];

const ASSET: &[Section] = &[
    Section {
        key: "identity",
        fields: &[
            f("title", Words),
            f("alt_text", Words),
            f("caption", Prose),
            f("asset_kind", Choice("asset_kind")),
            f("view", Choice("view")),
        ],
    },
    Section { key: "regions", fields: &[f("regions", Regions)] },
    Section {
        key: "taken",
        fields: &[f("creator", Agent), f("captured_at", When), f("people_shown", Choice("people_shown"))],
    },
    Section {
        key: "rights",
        fields: &[
            f("rights.statement", Choice("rights")),
            f("rights.credit_line", Words),
            f("sensitivity", Choices("sensitivity")),
            f("access", Access),
        ],
    },
];

/// Returns the form of a kind; empty for kinds that have none.
pub fn of(kind: Kind) -> &'static [Section] {
    match kind {
        Kind::Relic => RELIC,
        Kind::Part => PART,
        Kind::Artefact => ARTEFACT,
        Kind::Inscription => INSCRIPTION,
        Kind::Decision => DECISION,
        Kind::Bibliography => BIBLIOGRAPHY,
        Kind::Asset => ASSET,
        Kind::Agent | Kind::Event => &[],
    }
}

/// Returns all fields of a kind's form.
pub fn fields(kind: Kind) -> impl Iterator<Item = &'static Field> {
    of(kind).iter().flat_map(|section| section.fields)
}

/// Returns the field a rule or a gap speaks of, such as `place.address_current.text` for `place.address_current`.
pub fn field_of(kind: Kind, path: &str) -> Option<&'static str> {
    let exact = fields(kind).find(|field| field.path == path);
    let below = || fields(kind).find(|field| field.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')));
    let above = || fields(kind).find(|field| path.strip_prefix(field.path).is_some_and(|rest| rest.starts_with('.')));
    exact.or_else(below).or_else(above).map(|field| field.path)
}

/// Returns the id of a field's element.
pub fn element(path: &str) -> String {
    format!("f-{}", path.replace(['.', '_'], "-"))
}

/// Kinds of measurements and the units they are given in.
pub const MEASURES: &[&str] = &["height", "width", "depth", "length", "diameter", "weight", "area", "count"];
/// Units of measurements.
pub const UNITS: &[&str] = &["cm", "m", "mm", "m2", "ha", "kg", "g", ""];
