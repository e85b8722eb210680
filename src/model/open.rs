//! What of a record may leave the archive: the closed fields taken out (RELIABILITY §1). Everything that writes a record
//! for somebody who is not staff goes through here.

use serde_json::Value;

use crate::model::access::Access;
use crate::model::geo;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::value::Stamp;

/// Returns the record without its closed fields: account names, exact places, people's consents.
pub fn open(record: &Record) -> Record {
    let mut open = record.clone();
    let envelope = &mut open.envelope;
    envelope.access = Access { names: Vec::new(), ..envelope.access.clone() };
    envelope.created = Stamp { by: String::new(), ..envelope.created.clone() };
    envelope.updated = Stamp { by: String::new(), ..envelope.updated.clone() };
    envelope.claims.retain(|claim| !is_exact_place(&claim.path, &claim.value));
    match &mut open.body {
        Body::Relic(body) => {
            let precision = body.place.public_precision.clone();
            body.place.point = body.place.point.take().and_then(|mut point| {
                (point.lat, point.lon) = geo::public_point(&point, precision.as_deref())?;
                point.source_crs = None;
                Some(point)
            });
            if precision.as_deref() != Some("exact") {
                body.place.boundary = None;
                for zone in &mut body.zones {
                    zone.polygon = None;
                    zone.markers.clear();
                }
            }
        }
        Body::Artefact(body) => {
            body.location_precise = None;
            body.documentary = None;
        }
        Body::Part(body) => body.documentary = None,
        Body::Asset(body) => {
            body.geo_at_capture = None;
            body.consents.clear();
        }
        _ => {}
    }
    open
}

/// Returns the record without people's consents, which are never exported (DOMAIN §3.6); the rest stays, for the archive's
/// own repository.
pub fn without_consents(record: &Record) -> Record {
    let mut kept = record.clone();
    if let Body::Asset(body) = &mut kept.body {
        body.consents.clear();
    }
    kept
}

/// A claim about coordinates would tell what the point hides.
fn is_exact_place(path: &str, value: &Value) -> bool {
    path.starts_with("place.point") || path.starts_with("place.boundary") || value.get("lat").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_closed_leaves() {
        let artefact = r#"{"kind":"artefact","location_precise":"SECRET","access":{"level":"restricted","names":["SECRET"]},
            "created":{"at":"2026-01-01T00:00:00Z","by":"SECRET"},"claims":[{"path":"place.point","value":"SECRET"}]}"#;
        let asset =
            r#"{"kind":"asset","geo_at_capture":{"lat":16.987654,"lon":108.1},"consents":[{"subject_ref":"SECRET"}]}"#;
        let relic = r#"{"kind":"relic","place":{"point":{"lat":16.987654,"lon":108.2},"public_precision":"1km"}}"#;
        for json in [artefact, asset, relic] {
            let text = open(&Record::from_json(json).expect("well-formed")).to_json();
            assert!(!text.contains("SECRET") && !text.contains("16.987654"), "{text}");
        }
        let kept = without_consents(&Record::from_json(asset).expect("well-formed")).to_json();
        assert!(!kept.contains("SECRET") && kept.contains("16.987654"), "{kept}");
    }
}
