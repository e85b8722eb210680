//! The assets that show the object. Where and of whom a picture was taken stays closed.

use crate::metadata::standards::lido::Block;
use crate::metadata::standards::lido::event;
use crate::metadata::standards::lido::rights;
use crate::metadata::standards::lido::word;
use crate::metadata::xml::Xml;
use crate::model::asset::Asset;
use crate::model::asset::File;
use crate::model::record::Body;
use crate::model::record::Record;

/// Writes `resourceWrap`.
pub fn write(xml: &mut Xml, block: &Block<'_>) {
    xml.element("lido:resourceWrap", &[], |xml| {
        for record in block.described.assets_of(block.record) {
            if let Body::Asset(body) = &record.body {
                xml.element("lido:resourceSet", &[], |xml| set(xml, block, record, body));
            }
        }
    });
}

fn set(xml: &mut Xml, block: &Block<'_>, record: &Record, asset: &Asset) {
    xml.text("lido:resourceID", &[("lido:type", word::LOCAL)], &record.envelope.id.to_string());
    if let Some(file) = asset.files.first() {
        representation(xml, block, record, file);
    }
    word::term(xml, "lido:resourceType", &[], ("asset_kind", &asset.asset_kind), block.lang);
    if let Some(shows) = asset.of.iter().find(|shows| !shows.relation.is_empty()) {
        word::term(xml, "lido:resourceRelType", &[], ("relation", &shows.relation), block.lang);
    }
    if let Some(view) = &asset.view {
        word::term(xml, "lido:resourcePerspective", &[], ("view", view), block.lang);
    }
    word::say(xml, "lido:resourceDescription", &asset.title, block.lang);
    for text in asset.caption.iter().chain(std::iter::once(&asset.alt_text)) {
        word::say(xml, "lido:resourceDescription", text, block.lang);
    }
    if let Some(date) = &asset.captured_at {
        xml.element("lido:resourceDateTaken", &[], |xml| event::bounds(xml, date, block.lang));
    }
    if let Some(name) = asset.creator.as_ref().and_then(|creator| block.described.agent_name(creator)) {
        xml.element("lido:resourceSource", &[("lido:type", "creator")], |xml| {
            word::appellation(xml, "lido:legalBodyName", &name, block.lang);
        });
    }
    xml.element("lido:rightsResource", &[], |xml| rights::inside(xml, block, &asset.rights));
}

fn representation(xml: &mut Xml, block: &Block<'_>, record: &Record, file: &File) {
    let (url, id) = (block.described.public_url.trim_end_matches('/'), record.envelope.id);
    let is_picture = file.width_px.is_some() && file.mime.starts_with("image/");
    let (link, mime) = if is_picture {
        (format!("{url}/iiif/image/{id}/full/max/0/default.jpg"), "image/jpeg")
    } else {
        (format!("{url}/api/v1/assets/{id}/original"), file.mime.as_str())
    };
    xml.element("lido:resourceRepresentation", &[], |xml| {
        xml.text("lido:linkResource", &[("lido:formatResource", mime)], &link);
        for (kind, pixels) in [("width", file.width_px), ("height", file.height_px)] {
            let Some(pixels) = pixels else { continue };
            xml.element("lido:resourceMeasurementsSet", &[], |xml| {
                xml.text("lido:measurementType", &[], kind);
                xml.text("lido:measurementUnit", &[], "pixel");
                xml.text("lido:measurementValue", &[], &pixels.to_string());
            });
        }
    });
}
