//! Text in several languages, each with how it came to be (DOMAIN §2, `LangText`).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

/// One of the three languages every page speaks.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Vietnamese, the authority.
    #[default]
    Vi,
    /// English.
    En,
    /// Indonesian.
    Id,
}

impl Lang {
    /// Every language, Vietnamese first.
    pub const ALL: [Lang; 3] = [Lang::Vi, Lang::En, Lang::Id];

    /// Returns the tag used in addresses and `lang` attributes.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
            Lang::Id => "id",
        }
    }

    /// Returns the language of a tag, if it is one of the three.
    pub fn of(tag: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.tag() == tag)
    }
}

/// How a text came to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextState {
    /// Written in this language.
    #[default]
    Original,
    /// Translated by a person.
    Human,
    /// Translated by a machine and not yet checked: never shown without saying so.
    Machine,
    /// Translated by a machine and checked by a person.
    MachineReviewed,
}

/// A text in one language.
#[derive(Debug, Clone, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct LangEntry {
    /// The text, NFC.
    pub text: String,
    /// How it came to be.
    pub state: TextState,
    /// Who wrote or translated it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// A text in any number of languages, by language tag. Reads `{"vi": "…"}` as well as `{"vi": {"text": "…", "state": …}}`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct LangText(pub BTreeMap<String, LangEntry>);

impl LangText {
    /// Makes a text in one language.
    pub fn of(lang: &str, text: &str) -> LangText {
        LangText(BTreeMap::from([(lang.to_owned(), LangEntry { text: text.to_owned(), ..LangEntry::default() })]))
    }

    /// Returns the text in exactly this language, if there is one that is not blank.
    pub fn in_lang(&self, lang: &str) -> Option<&str> {
        self.0.get(lang).map(|entry| entry.text.as_str()).filter(|text| !text.trim().is_empty())
    }

    /// Returns the best text for a reader and the language it is in: the reader's, else Vietnamese, else English, else any.
    pub fn best(&self, lang: Lang) -> Option<(&str, &str)> {
        for tag in [lang.tag(), "vi", "en"] {
            if let Some((key, entry)) = self.0.get_key_value(tag)
                && !entry.text.trim().is_empty()
            {
                return Some((key, &entry.text));
            }
        }
        self.0
            .iter()
            .find(|(_, entry)| !entry.text.trim().is_empty())
            .map(|(key, entry)| (key.as_str(), entry.text.as_str()))
    }

    /// Returns true when no language holds any text.
    pub fn is_blank(&self) -> bool {
        self.0.values().all(|entry| entry.text.trim().is_empty())
    }
}

impl<'de> Deserialize<'de> for LangEntry {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<LangEntry, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Full {
            text: String,
            #[serde(default)]
            state: TextState,
            by: Option<String>,
            at: Option<String>,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Short(String),
            Long(Full),
        }
        Ok(match Either::deserialize(deserializer)? {
            Either::Short(text) => LangEntry { text, ..LangEntry::default() },
            Either::Long(full) => LangEntry { text: full.text, state: full.state, by: full.by, at: full.at },
        })
    }
}
