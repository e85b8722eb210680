//! `info.json` of a picture (Image API 3.0, §5): level 2, with all that is served beyond it.

use serde_json::Value;
use serde_json::json;

use crate::base::limits;
use crate::iiif::plan::TILE_PX;
use crate::iiif::plan::scale_factors;

/// Returns the description of a picture's service; `service` is its address without a closing slash.
pub fn info_json(service: &str, width: u32, height: u32, sizes: &[(u32, u32)], rights: Option<&str>) -> Value {
    let factors: Vec<u32> = scale_factors(width, height).collect();
    let sizes: Vec<Value> = sizes.iter().map(|(width, height)| json!({ "width": width, "height": height })).collect();
    let mut info = json!({
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": service,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level2",
        "width": width,
        "height": height,
        "maxWidth": limits::IIIF_SIDE_PX,
        "maxHeight": limits::IIIF_SIDE_PX,
        "sizes": sizes,
        "tiles": [{ "width": TILE_PX, "height": TILE_PX, "scaleFactors": factors }],
        "preferredFormats": ["jpg"],
        "extraFormats": ["webp"],
        "extraQualities": ["color", "gray", "bitonal"],
        "extraFeatures": ["canonicalLinkHeader", "mirroring", "rotationArbitrary"],
    });
    if let Some(rights) = rights {
        info["rights"] = json!(rights);
    }
    info
}
