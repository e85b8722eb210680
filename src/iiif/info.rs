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
    let told = &frame.sizes[passed_over(frame.sizes.len(), factors.len())..];
    let sizes: Vec<Value> = told.iter().map(|(width, height)| json!({ "width": width, "height": height })).collect();
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

/// Returns how many of the smallest sizes are not told. OpenSeadragon before 6, inside Mirador 4 and TIFY, takes `sizes`
/// for the levels of the tiles where there are as many of them, or one fewer, and then draws a part of the picture alone.
fn passed_over(sizes: usize, levels: usize) -> usize {
    match levels {
        // The one size is the one level.
        1 => 0,
        _ if sizes == levels => 2,
        _ if sizes + 1 == levels => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_never_as_many_as_levels() {
        for (width, sizes) in [(300, 2), (800, 3), (1600, 4), (3264, 4), (6000, 4), (12_000, 4), (40_000, 4)] {
            let levels = scale_factors(width, width).count();
            let told = sizes - passed_over(sizes, levels);
            assert!(told > 0 && told != levels && told + 1 != levels, "{width}: {told} sizes, {levels} levels");
        }
        assert_eq!(passed_over(1, scale_factors(1, 1).count()), 0, "the one size of a small picture is told");
    }
}
