//! The fields of the index.

use tantivy::schema::FAST;
use tantivy::schema::Field;
use tantivy::schema::INDEXED;
use tantivy::schema::IndexRecordOption;
use tantivy::schema::STORED;
use tantivy::schema::Schema;
use tantivy::schema::SchemaBuilder;
use tantivy::schema::TextFieldIndexing;
use tantivy::schema::TextOptions;
use tantivy::tokenizer::RAW_TOKENIZER_NAME;

use crate::index::spelling::Lane;
use crate::index::stem::Stems;
use crate::index::suggest::BEGINNINGS;
use crate::index::tokenizer;
use crate::model::search::FACETS;

/// Version of the fields: stands in the folder's name; another version is another index.
pub const VERSION: u32 = 11;

/// The lanes of names and summaries, by which records are told apart. Words without marks stand in the folded lane alone: in
/// the others they would say once more what that says, and most of what is not Vietnamese has none.
#[derive(Debug, Clone, Copy)]
pub struct Lanes {
    pub exact: Field,
    pub toneless: Field,
    pub folded: Field,
}

/// The lanes of everything else. It has no toneless one: it is most of the text, where a lane costs most disk and tells
/// least apart; who leaves the tones away is served there by the folded one.
#[derive(Debug, Clone, Copy)]
pub struct TwoLanes {
    pub exact: Field,
    pub folded: Field,
}

impl Lanes {
    pub fn all(&self) -> [Field; 3] {
        [self.exact, self.toneless, self.folded]
    }
}

impl TwoLanes {
    pub fn all(&self) -> [Field; 2] {
        [self.exact, self.folded]
    }
}

/// The fields.
#[derive(Debug, Clone)]
pub struct Fields {
    pub schema: Schema,
    pub id: Field,
    pub audience: Field,
    pub kind: Field,
    pub code: Field,
    /// Every name whole, as written and folded: one term each.
    pub name: Field,
    /// The first letters of every word of a name, folded.
    pub begins: Field,
    pub title: Lanes,
    pub body: Lanes,
    pub other: TwoLanes,
    /// Every word of a document, folded: what matches at all.
    pub anywhere: Field,
    /// The stems of words that are not stems themselves, by language.
    pub stems: [(Stems, Field); 2],
    pub title_text: Field,
    pub body_text: Field,
    pub facets: Vec<(&'static str, Field)>,
    pub year_min: Field,
    pub year_max: Field,
    pub lat: Field,
    pub lon: Field,
    pub updated: Field,
    pub sort_name: Field,
}

impl Fields {
    /// Makes the schema.
    pub fn new() -> Fields {
        let mut builder = Schema::builder();
        let mut lane = |name: &str, lane: Lane| add_lane(&mut builder, name, lane);
        let mut lanes = |name: &str| Lanes {
            exact: lane(name, Lane::Exact),
            toneless: lane(name, Lane::Toneless),
            folded: lane(name, Lane::Folded),
        };
        let (title, body) = (lanes("title"), lanes("body"));
        let other = TwoLanes { exact: lane("other", Lane::Exact), folded: lane("other", Lane::Folded) };
        let presence = |tokenizer: &str| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic);
            TextOptions::default().set_indexing_options(indexing)
        };
        // How long a field is says nothing where it is one word.
        let whole = presence(RAW_TOKENIZER_NAME);
        let facet = whole.clone().set_fast(RAW_TOKENIZER_NAME);
        let anywhere = builder.add_text_field("anywhere", presence(tokenizer::name(Lane::Folded)));
        let stems = Stems::ALL.map(|stems| {
            (stems, builder.add_text_field(&format!("stem_{}", stems.tag()), presence(stems.tokenizer())))
        });
        let name = builder.add_text_field("name", whole.clone());
        let begins = builder.add_text_field("begins", presence(BEGINNINGS));
        let facets = FACETS
            .iter()
            .map(|name| (*name, builder.add_text_field(&format!("facet_{name}"), facet.clone())))
            .collect();
        let fields = Fields {
            id: builder.add_text_field("id", whole.clone().set_stored()),
            audience: builder.add_text_field("audience", whole.clone()),
            kind: builder.add_text_field("kind", whole.clone().set_stored()),
            code: builder.add_text_field("code", whole.set_stored()),
            name,
            begins,
            title,
            body,
            other,
            anywhere,
            stems,
            title_text: builder.add_text_field("title_text", STORED),
            body_text: builder.add_text_field("body_text", STORED),
            facets,
            year_min: builder.add_i64_field("year_min", INDEXED | FAST),
            year_max: builder.add_i64_field("year_max", INDEXED | FAST),
            lat: builder.add_f64_field("lat", INDEXED | FAST),
            lon: builder.add_f64_field("lon", INDEXED | FAST),
            updated: builder.add_i64_field("updated", FAST),
            // Never looked for, only put in order.
            sort_name: builder.add_text_field("sort_name", TextOptions::default().set_fast(RAW_TOKENIZER_NAME)),
            schema: Schema::builder().build(),
        };
        Fields { schema: builder.build(), ..fields }
    }

    /// Returns the field of a facet.
    pub fn facet(&self, name: &str) -> Option<Field> {
        self.facets.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
    }
}

fn add_lane(builder: &mut SchemaBuilder, name: &str, lane: Lane) -> Field {
    let suffix = match lane {
        Lane::Exact => "exact",
        Lane::Toneless => "toneless",
        Lane::Folded => "folded",
    };
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer::name(lane))
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    builder.add_text_field(&format!("{name}_{suffix}"), TextOptions::default().set_indexing_options(indexing))
}
