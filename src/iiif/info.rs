//! `info.json` of a picture, in both editions (3.0 §5, 2.1 §5): level 2, with all that is served beyond it.

use serde_json::Value;
use serde_json::json;

use crate::base::limits;
use crate::iiif::plan::Frame;
use crate::iiif::plan::TILE_PX;
use crate::iiif::plan::scale_factors;
use crate::iiif::request::Edition;

/// Returns the description of a picture's service; `service` is its address without a closing slash.
pub fn info_json(edition: Edition, service: &str, frame: &Frame<'_>, rights: Option<&str>) -> Value {
    let factors: Vec<u32> = scale_factors(frame.width, frame.height).collect();
    let sizes: Vec<Value> =
        frame.sizes.iter().map(|(width, height)| json!({ "width": width, "height": height })).collect();
    let tiles = json!([{ "width": TILE_PX, "height": TILE_PX, "scaleFactors": factors }]);
    // What is smaller than the limits is limited by itself.
    let most = |side: u32| if frame.may_enlarge { limits::IIIF_SIDE_PX } else { side.min(limits::IIIF_SIDE_PX) };
    let (max_width, max_height) = (most(frame.width), most(frame.height));
    let max_area = limits::IIIF_AREA_PX.min(u64::from(max_width) * u64::from(max_height));
    let mut info = match edition {
        Edition::Three => json!({
            "@context": "http://iiif.io/api/image/3/context.json",
            "id": service,
            "type": "ImageService3",
            "protocol": "http://iiif.io/api/image",
            "profile": "level2",
            "width": frame.width,
            "height": frame.height,
            "maxWidth": max_width,
            "maxHeight": max_height,
            "maxArea": max_area,
            "sizes": sizes,
            "tiles": tiles,
            "preferredFormats": ["jpg"],
            "extraFormats": ["webp"],
            "extraQualities": ["color", "gray", "bitonal"],
            "extraFeatures": ["canonicalLinkHeader", "mirroring", "profileLinkHeader", "rotationArbitrary"],
        }),
        Edition::Two => json!({
            "@context": "http://iiif.io/api/image/2/context.json",
            "@id": service,
            "protocol": "http://iiif.io/api/image",
            "width": frame.width,
            "height": frame.height,
            "sizes": sizes,
            "tiles": tiles,
            "profile": ["http://iiif.io/api/image/2/level2.json", {
                "formats": ["jpg", "png", "webp"],
                "qualities": ["default", "color", "gray", "bitonal"],
                "maxWidth": max_width,
                "maxHeight": max_height,
                "maxArea": max_area,
                "supports": [
                    "baseUriRedirect", "canonicalLinkHeader", "cors", "jsonldMediaType", "mirroring", "profileLinkHeader",
                    "regionByPct", "regionByPx", "regionSquare", "rotationArbitrary", "rotationBy90s",
                    "sizeByConfinedWh", "sizeByDistortedWh", "sizeByH", "sizeByPct", "sizeByW", "sizeByWh",
                ],
            }],
        }),
    };
    if frame.may_enlarge {
        let (list, word) = match edition {
            Edition::Three => (info.pointer_mut("/extraFeatures"), "sizeUpscaling"),
            Edition::Two => (info.pointer_mut("/profile/1/supports"), "sizeAboveFull"),
        };
        if let Some(Value::Array(list)) = list {
            list.push(json!(word));
        }
    }
    if let Some(rights) = rights {
        let name = if edition == Edition::Three { "rights" } else { "license" };
        info[name] = json!(rights);
    }
    info
}
