//! What a writer of another standard is given: one relic with everything around it, already filtered to what the
//! receiver may see. Finding things in it; no writing.

use std::collections::BTreeMap;

use crate::metadata::standards::premis::PreservationEvent;
use crate::model::code;
use crate::model::date::FuzzyDate;
use crate::model::edtf;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::model::title;
use crate::model::value::AgentRef;
use crate::model::value::Ref;

/// A relic and what belongs to it.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// The relic.
    pub relic: &'a Record,
    /// Its parts, artefacts and inscriptions.
    pub children: &'a [Record],
    /// The assets that show any of them.
    pub assets: &'a [Record],
    /// Decisions, events, agents and bibliography they refer to.
    pub related: &'a [Record],
    /// What was done to the records, oldest first.
    pub events: &'a [PreservationEvent],
    /// Address of the archive, without a slash at its end.
    pub public_url: &'a str,
    /// Names of the archive.
    pub archive: &'a BTreeMap<Lang, String>,
}

impl<'a> Described<'a> {
    /// Returns every record there is, the relic first.
    pub fn records(&self) -> impl Iterator<Item = &'a Record> + use<'a> {
        std::iter::once(self.relic).chain(self.children).chain(self.assets).chain(self.related)
    }

    /// Returns the record a reference points at, if it is among those given.
    pub fn find(&self, reference: &Ref) -> Option<&'a Record> {
        self.records().find(|record| points_at(reference, record))
    }

    /// Returns the assets that show a record.
    pub fn assets_of(&self, record: &Record) -> impl Iterator<Item = &'a Record> {
        self.assets.iter().filter(
            move |asset| matches!(&asset.body, Body::Asset(body) if body.of.iter().any(|shows| points_at(&shows.record, record))),
        )
    }

    /// Returns the name of an agent: that of its record, else the bare one.
    pub fn agent_name(&self, agent: &AgentRef) -> Option<LangText> {
        let found = agent.agent.as_ref().and_then(|reference| self.find(reference)).map(title::title);
        found.or_else(|| agent.name.clone()).filter(|name| !name.is_blank())
    }

    /// Returns the archive's name in a language, or what there is of it.
    pub fn archive_name(&self, lang: Lang) -> &'a str {
        self.archive.get(&lang).or_else(|| self.archive.values().next()).map_or("Reliquary", String::as_str)
    }

    /// Returns the address of the page of a record below this relic.
    pub fn page(&self, record: &Record, lang: Lang) -> String {
        let relic =
            format!("{}/{}/relics/{}", self.public_url.trim_end_matches('/'), lang.tag(), name_in_address(self.relic));
        if record.envelope.id == self.relic.envelope.id {
            relic
        } else {
            format!("{relic}/{}", name_in_address(record))
        }
    }
}

/// Returns true when a reference points at a record, by id or by code; below a relic the code may stand behind a slash.
pub fn points_at(reference: &Ref, record: &Record) -> bool {
    if let Some(id) = reference.id {
        return id == record.envelope.id;
    }
    let Some(wanted) = &reference.code else { return false };
    let last = wanted.rsplit('/').next().unwrap_or(wanted);
    record.envelope.code.as_deref().is_some_and(|own| code::ascii_twin(own) == code::ascii_twin(last))
}

/// Returns what stands for a record in addresses and file names: the ASCII twin of its code, else its id.
pub fn name_in_address(record: &Record) -> String {
    let twin = record.envelope.code.as_deref().map(code::ascii_twin).unwrap_or_default();
    let is_asset = matches!(record.body, Body::Asset(_));
    if is_asset || !code::is_record_code(&twin) { record.envelope.id.to_string() } else { twin }
}

/// Returns a date as a reader of a language expects it: the source's own wording where it is in that language.
pub fn date_in_words(date: &FuzzyDate, lang: Lang) -> String {
    let own = date.display.as_ref().and_then(|display| display.in_lang(lang.tag()));
    own.map_or_else(|| edtf::display(&date.edtf, lang), str::to_owned)
}
