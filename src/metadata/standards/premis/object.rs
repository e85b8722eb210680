//! The document: objects, then their events, then the agents of those.

use std::collections::BTreeSet;

use crate::metadata::described::Described;
use crate::metadata::standards::premis::event;
use crate::metadata::xml::Xml;
use crate::model::asset::File;
use crate::model::record::Body;
use crate::model::record::Record;

/// Writes the relic's objects, events and agents.
pub fn write(described: &Described<'_>) -> String {
    const ROOT: &[(&str, &str)] = &[
        ("xmlns:premis", "http://www.loc.gov/premis/v3"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", "http://www.loc.gov/premis/v3 https://www.loc.gov/standards/premis/premis.xsd"),
        ("version", "3.0"),
    ];
    let mut xml = Xml::new();
    xml.element("premis:premis", ROOT, |xml| {
        for record in described.records() {
            intellectual_entity(xml, record);
            if let Body::Asset(body) = &record.body {
                body.files.iter().for_each(|one| file(xml, record, one));
            }
        }
        let known: BTreeSet<String> = described.records().map(|record| record.envelope.id.to_string()).collect();
        let told = || described.events.iter().filter(|event| known.contains(&event.record));
        told().for_each(|event| event.write(xml));
        let operators: BTreeSet<&str> =
            told().map(|event| event.operator.as_str()).filter(|name| !name.is_empty()).collect();
        operators.into_iter().for_each(|name| event::agent(xml, name));
    });
    xml.finish()
}

/// Returns the name of a record among objects.
pub(super) fn urn(id: &str) -> String {
    format!("urn:reliquary:{id}")
}

pub(super) fn identifier(xml: &mut Xml, kind: &str, value: &str) {
    xml.element(&format!("premis:{kind}Identifier"), &[], |xml| {
        let scheme = if value.starts_with("urn:") { "URN" } else { "local" };
        xml.text(&format!("premis:{kind}IdentifierType"), &[], scheme);
        xml.text(&format!("premis:{kind}IdentifierValue"), &[], value);
    });
}

fn intellectual_entity(xml: &mut Xml, record: &Record) {
    xml.element("premis:object", &[("xsi:type", "premis:intellectualEntity")], |xml| {
        identifier(xml, "object", &urn(&record.envelope.id.to_string()));
        if let Some(code) = &record.envelope.code {
            identifier(xml, "object", code);
        }
    });
}

/// Two assets may hold equal bytes, so a file is named by its asset and its role, not by its digest.
fn file(xml: &mut Xml, asset: &Record, file: &File) {
    let asset_urn = urn(&asset.envelope.id.to_string());
    xml.element("premis:object", &[("xsi:type", "premis:file")], |xml| {
        identifier(xml, "object", &format!("{asset_urn}#{}", file.path));
        xml.element("premis:objectCharacteristics", &[], |xml| {
            if let Some(sha256) = &file.sha256 {
                xml.element("premis:fixity", &[], |xml| {
                    xml.text("premis:messageDigestAlgorithm", &[], "SHA-256");
                    xml.text("premis:messageDigest", &[], &sha256.hex());
                });
            }
            xml.text("premis:size", &[], &file.bytes.to_string());
            format(xml, file);
        });
        xml.text("premis:originalName", &[], &file.name);
        xml.element("premis:relationship", &[], |xml| {
            xml.text("premis:relationshipType", &[], "structural");
            xml.text("premis:relationshipSubType", &[], "represents");
            xml.element("premis:relatedObjectIdentifier", &[], |xml| {
                xml.text("premis:relatedObjectIdentifierType", &[], "URN");
                xml.text("premis:relatedObjectIdentifierValue", &[], &asset_urn);
            });
        });
    });
}

fn format(xml: &mut Xml, file: &File) {
    let mime = if file.mime.is_empty() { "application/octet-stream" } else { &file.mime };
    xml.element("premis:format", &[], |xml| {
        xml.element("premis:formatDesignation", &[], |xml| xml.text("premis:formatName", &[], mime));
        if let Some(puid) = &file.puid {
            xml.element("premis:formatRegistry", &[], |xml| {
                xml.text("premis:formatRegistryName", &[], "PRONOM");
                xml.text("premis:formatRegistryKey", &[], puid);
            });
        }
    });
}
