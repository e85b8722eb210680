//! Texts, terms and names as LIDO spells them.

use crate::metadata::xml::Xml;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::model::text::TextState;
use crate::model::vocabulary;

/// LIDO's name for identifiers that are addresses.
pub const URI: &str = "http://terminology.lido-schema.org/lido00099";
/// LIDO's name for identifiers of the source itself.
pub const LOCAL: &str = "http://terminology.lido-schema.org/lido00100";

/// Writes a text if there is one in this language.
pub fn say(xml: &mut Xml, element: &str, text: &LangText, lang: Lang) {
    if let Some(words) = text.in_lang(lang.tag()) {
        in_language(xml, element, text, lang.tag(), words);
    }
}

/// Writes a text in the language nearest to the one wanted: for names, which no block may lack.
pub fn name(xml: &mut Xml, element: &str, text: &LangText, lang: Lang) {
    if let Some((tag, words)) = text.best(lang) {
        in_language(xml, element, text, tag, words);
    }
}

/// A text a machine translated and nobody checked is never shown without saying so (DOMAIN §2).
fn in_language(xml: &mut Xml, element: &str, text: &LangText, tag: &str, words: &str) {
    let is_machine = text.0.get(tag).is_some_and(|entry| entry.state == TextState::Machine);
    let label = [("xml:lang", tag), ("lido:label", "machine translation, not reviewed")];
    xml.text(element, if is_machine { &label } else { &label[..1] }, words);
}

/// Writes a name set around a name.
pub fn appellation(xml: &mut Xml, element: &str, text: &LangText, lang: Lang) {
    xml.element(element, &[], |xml| name(xml, "lido:appellationValue", text, lang));
}

/// Writes a term with its address in the Art & Architecture Thesaurus, where that is sure.
pub fn term(xml: &mut Xml, element: &str, attributes: &[(&str, &str)], (vocabulary, code): (&str, &str), lang: Lang) {
    let known = vocabulary::term(vocabulary, code);
    let aat = known.filter(|term| !term.is_aat_unsure).and_then(|term| term.aat.as_deref());
    let address = aat.map(|id| format!("http://vocab.getty.edu/aat/{id}")).unwrap_or_default();
    let label = known.map_or(code, |term| term.label(lang));
    concept(xml, element, attributes, &address, label, lang);
}

/// Writes a concept: its address and its label.
pub fn concept(xml: &mut Xml, element: &str, attributes: &[(&str, &str)], address: &str, label: &str, lang: Lang) {
    xml.element(element, attributes, |xml| {
        xml.text("lido:conceptID", &[("lido:type", URI)], address);
        xml.text("lido:term", &[("xml:lang", lang.tag())], label);
    });
}

/// Returns the one of three words that is in a language.
pub fn pick(words: [&'static str; 3], lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => words[0],
        Lang::En => words[1],
        Lang::Id => words[2],
    }
}
