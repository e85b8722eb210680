//! The fields of the index.

use tantivy::schema::FAST;
use tantivy::schema::Field;
use tantivy::schema::INDEXED;
use tantivy::schema::IndexRecordOption;
use tantivy::schema::STORED;
use tantivy::schema::STRING;
use tantivy::schema::Schema;
use tantivy::schema::SchemaBuilder;
use tantivy::schema::TextFieldIndexing;
use tantivy::schema::TextOptions;
use tantivy::tokenizer::RAW_TOKENIZER_NAME;

use crate::index::tokenizer::Lane;
use crate::model::search::FACETS;

/// Version of the fields: stands in the folder's name; another version is another index.
pub const VERSION: u32 = 4;

/// The fields.
#[derive(Debug, Clone)]
pub struct Fields {
    pub schema: Schema,
    pub id: Field,
    pub audience: Field,
    pub kind: Field,
    pub code: Field,
    pub title: [Field; 2],
    pub body: [Field; 2],
    pub other: [Field; 2],
    /// Every word of a document, folded: what matches at all.
    pub anywhere: Field,
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
        let raw = STRING.set_fast(RAW_TOKENIZER_NAME);
        let mut lanes = |name: &str| [lane(&mut builder, name, Lane::Exact), lane(&mut builder, name, Lane::Folded)];
        let (title, body, other) = (lanes("title"), lanes("body"), lanes("other"));
        let anywhere = TextFieldIndexing::default()
            .set_tokenizer(Lane::Folded.name())
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let anywhere = builder.add_text_field("anywhere", TextOptions::default().set_indexing_options(anywhere));
        let facets =
            FACETS.iter().map(|name| (*name, builder.add_text_field(&format!("facet_{name}"), raw.clone()))).collect();
        let fields = Fields {
            id: builder.add_text_field("id", STRING | STORED),
            audience: builder.add_text_field("audience", STRING),
            kind: builder.add_text_field("kind", STRING | STORED),
            code: builder.add_text_field("code", STRING | STORED),
            title,
            body,
            other,
            anywhere,
            title_text: builder.add_text_field("title_text", STORED),
            body_text: builder.add_text_field("body_text", STORED),
            facets,
            year_min: builder.add_i64_field("year_min", INDEXED | FAST),
            year_max: builder.add_i64_field("year_max", INDEXED | FAST),
            lat: builder.add_f64_field("lat", INDEXED | FAST),
            lon: builder.add_f64_field("lon", INDEXED | FAST),
            updated: builder.add_i64_field("updated", FAST),
            sort_name: builder.add_text_field("sort_name", raw),
            schema: Schema::builder().build(),
        };
        Fields { schema: builder.build(), ..fields }
    }

    /// Returns the field of a facet.
    pub fn facet(&self, name: &str) -> Option<Field> {
        self.facets.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
    }
}

fn lane(builder: &mut SchemaBuilder, name: &str, lane: Lane) -> Field {
    let suffix = if lane == Lane::Exact { "exact" } else { "folded" };
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(lane.name())
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    builder.add_text_field(&format!("{name}_{suffix}"), TextOptions::default().set_indexing_options(indexing))
}
