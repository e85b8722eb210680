//! The fifteen elements, each from the record's own fields.

use crate::metadata::described::Described;
use crate::metadata::thing::Thing;
use crate::metadata::xml::Xml;
use crate::model::geo;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::model::text::TextState;
use crate::model::title;
use crate::model::vocabulary;

/// Writes the relic as `oai_dc:dc`.
pub fn write(described: &Described<'_>) -> String {
    const ROOT: &[(&str, &str)] = &[
        ("xmlns:oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        (
            "xsi:schemaLocation",
            "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        ),
    ];
    let mut xml = Xml::new();
    xml.element("oai_dc:dc", ROOT, |xml| elements(xml, described));
    xml.finish()
}

fn elements(xml: &mut Xml, described: &Described<'_>) {
    let record = described.relic;
    let Some(thing) = Thing::of(record) else { return };
    if let Some(name) = thing.name {
        say(xml, "dc:title", name);
    }
    thing.other_names.iter().for_each(|name| say(xml, "dc:title", name));
    makers(xml, described, record, &thing);
    thing.classes.iter().for_each(|(vocabulary, code)| term(xml, "dc:subject", vocabulary, code));
    thing.texts.iter().for_each(|(_, text)| say(xml, "dc:description", text));
    for lang in Lang::ALL {
        xml.text("dc:publisher", &[("xml:lang", lang.tag())], described.archive_name(lang));
    }
    thing.dating.iter().for_each(|date| xml.text("dc:date", &[], &date.edtf));
    xml.text("dc:type", &[], "PhysicalObject");
    thing.types.iter().for_each(|(vocabulary, code)| term(xml, "dc:type", vocabulary, code));
    thing.materials.iter().for_each(|code| term(xml, "dc:format", "material", code));
    xml.text("dc:identifier", &[], record.envelope.code.as_deref().unwrap_or_default());
    xml.text("dc:identifier", &[], &format!("urn:reliquary:{}", record.envelope.id));
    xml.text("dc:identifier", &[], &described.page(record, Lang::Vi));
    sources(xml, described, record);
    relations(xml, described);
    coverage(xml, record);
    rights(xml, described, &thing);
}

fn makers(xml: &mut Xml, described: &Described<'_>, record: &Record, thing: &Thing<'_>) {
    let names = |agents: &[_]| agents.iter().filter_map(|agent| described.agent_name(agent)).collect::<Vec<_>>();
    names(thing.makers).iter().for_each(|name| say(xml, "dc:creator", name));
    if let Body::Relic(body) = &record.body {
        names(&body.people).iter().for_each(|name| say(xml, "dc:contributor", name));
        names(&body.worship).iter().for_each(|name| say(xml, "dc:subject", name));
    }
}

fn sources(xml: &mut Xml, described: &Described<'_>, record: &Record) {
    for source in &record.envelope.sources {
        let reference = source.bibliography_id.as_ref().or(source.decision_id.as_ref());
        match reference.and_then(|reference| described.find(reference)) {
            Some(found) => say(xml, "dc:source", &title::title(found)),
            None => {
                xml.text("dc:source", &[], source.citation.as_deref().or(source.url.as_deref()).unwrap_or_default())
            }
        }
    }
}

fn relations(xml: &mut Xml, described: &Described<'_>) {
    for child in described.children {
        xml.text("dc:relation", &[], &described.page(child, Lang::Vi));
    }
    for same in &described.relic.envelope.same_as {
        xml.text("dc:relation", &[], same);
    }
}

fn coverage(xml: &mut Xml, record: &Record) {
    let Body::Relic(body) = &record.body else { return };
    say(xml, "dc:coverage", &body.place.address_current.text);
    let precision = body.place.public_precision.as_deref();
    if let Some((lat, lon)) = body.place.point.as_ref().and_then(|point| geo::public_point(point, precision)) {
        xml.text("dc:coverage", &[], &format!("north={lat}; east={lon}"));
    }
}

fn rights(xml: &mut Xml, described: &Described<'_>, thing: &Thing<'_>) {
    let Some(rights) = thing.rights else { return };
    xml.text("dc:rights", &[], &rights.statement);
    rights.credit_line.iter().for_each(|line| say(xml, "dc:rights", line));
    let holder = rights.holder.as_ref().and_then(|holder| described.agent_name(holder));
    holder.iter().for_each(|name| say(xml, "dc:rights", name));
}

/// Writes a text once in each language it was written or checked in by a person.
fn say(xml: &mut Xml, name: &str, text: &LangText) {
    for (lang, entry) in text.0.iter().filter(|(_, entry)| entry.state != TextState::Machine) {
        xml.text(name, &[("xml:lang", lang)], &entry.text);
    }
}

fn term(xml: &mut Xml, name: &str, vocabulary: &str, code: &str) {
    for lang in Lang::ALL {
        xml.text(name, &[("xml:lang", lang.tag())], vocabulary::label(vocabulary, code, lang).unwrap_or(code));
    }
}
