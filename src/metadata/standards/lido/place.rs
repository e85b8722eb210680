//! Who keeps the object and where it stands, at public precision and never closer.

use crate::metadata::described;
use crate::metadata::standards::lido::Block;
use crate::metadata::standards::lido::word;
use crate::metadata::xml::Xml;
use crate::model::geo;
use crate::model::place::Place;
use crate::model::record::Body;
use crate::model::value::AgentRef;

/// Writes `repositoryWrap`.
pub fn write(xml: &mut Xml, block: &Block<'_>) {
    xml.element("lido:repositoryWrap", &[], |xml| {
        xml.element("lido:repositorySet", &[("lido:type", "current")], |xml| {
            if let Some(name) = keeper(block).and_then(|keeper| block.described.agent_name(keeper)) {
                xml.element("lido:repositoryName", &[], |xml| {
                    word::appellation(xml, "lido:legalBodyName", &name, block.lang);
                });
            }
            let number = match &block.record.body {
                Body::Artefact(body) if !body.inventory_no.is_empty() => body.inventory_no.clone(),
                _ => block.record.envelope.code.clone().unwrap_or_else(|| described::name_in_address(block.record)),
            };
            xml.text("lido:workID", &[("lido:type", "inventory number")], &number);
            if let Body::Relic(relic) = &block.described.relic.body {
                location(xml, &relic.place, block);
            }
        });
    });
}

fn keeper<'a>(block: &Block<'a>) -> Option<&'a AgentRef> {
    let own = match &block.record.body {
        Body::Artefact(body) => body.held_by.as_ref(),
        _ => None,
    };
    let Body::Relic(relic) = &block.described.relic.body else { return own };
    own.or(relic.manager.first()).or(relic.owner.first())
}

/// An artefact is where its relic is: its exact place is closed (DOMAIN §9).
fn location(xml: &mut Xml, place: &Place, block: &Block<'_>) {
    xml.element("lido:repositoryLocation", &[], |xml| {
        for address in [&place.address_current, &place.address_recorded] {
            if !address.text.is_blank() {
                word::appellation(xml, "lido:namePlaceSet", &address.text, block.lang);
            }
        }
        let precision = place.public_precision.as_deref();
        let Some((lat, lon)) = place.point.as_ref().and_then(|point| geo::public_point(point, precision)) else {
            return;
        };
        xml.element("lido:gml", &[], |xml| {
            xml.element("gml:Point", &[("srsName", "http://www.opengis.net/def/crs/EPSG/0/4326")], |xml| {
                xml.text("gml:pos", &[], &format!("{lat} {lon}"));
            });
        });
    });
}
