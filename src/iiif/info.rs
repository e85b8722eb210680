//! `info.json` of a picture (Image API 3.0, §5): level 2, with all that is served beyond it.

use serde_json::Value;
use serde_json::json;

use crate::base::limits;

/// Side of the stored tiles, in pixels.
const TILE_PX: u32 = 512;

/// Returns the description of a picture's service; `service` is its address without a closing slash.
pub fn info_json(service: &str, width: u32, height: u32, sizes: &[(u32, u32)], rights: Option<&str>) -> Value {
    let levels = width.max(height).div_ceil(TILE_PX).next_power_of_two().trailing_zeros();
    let factors: Vec<u32> = (0..=levels).map(|level| 1 << level).collect();
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
