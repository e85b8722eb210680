//! Rights in the object and in its pictures.

use crate::metadata::standards::lido::Block;
use crate::metadata::standards::lido::word;
use crate::metadata::xml::Xml;
use crate::model::record::Body;
use crate::model::rights::Rights;
use crate::model::vocabulary;

/// Writes `rightsWorkWrap`: the object's own rights, else those of its relic.
pub fn write(xml: &mut Xml, block: &Block<'_>) {
    let of_relic = match &block.described.relic.body {
        Body::Relic(relic) => Some(&relic.rights),
        _ => None,
    };
    let Some(found) = block.thing.rights.or(of_relic) else { return };
    xml.element("lido:rightsWorkWrap", &[], |xml| {
        xml.element("lido:rightsWorkSet", &[], |xml| inside(xml, block, found));
    });
}

/// Writes what stands inside any of LIDO's sets of rights.
pub fn inside(xml: &mut Xml, block: &Block<'_>, rights: &Rights) {
    let label = vocabulary::label("rights", &rights.statement, block.lang).unwrap_or_default();
    word::concept(xml, "lido:rightsType", &[], &rights.statement, label, block.lang);
    if let Some(name) = rights.holder.as_ref().and_then(|holder| block.described.agent_name(holder)) {
        xml.element("lido:rightsHolder", &[], |xml| word::appellation(xml, "lido:legalBodyName", &name, block.lang));
    }
    if let Some(line) = &rights.credit_line {
        word::name(xml, "lido:creditLine", line, block.lang);
    }
}
