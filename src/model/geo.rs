//! Coordinates the public may see: rounded to 10 km unless the record says otherwise (RELIABILITY §1).

use serde_json::Value;

use crate::model::value::GeoPoint;

/// Metres of one degree of latitude.
const DEGREE_M: f64 = 111_320.0;

/// Returns how far a point may be from where the public sees it, in metres; 0 for an exact one, nothing where none is shown.
pub fn public_precision_m(precision: Option<&str>) -> Option<u32> {
    match precision {
        Some("exact") => Some(0),
        Some("100m") => Some(100),
        Some("1km") => Some(1_000),
        None => Some(10_000),
        Some(_) => None,
    }
}

/// Returns latitude and longitude at public precision: `exact`, `100m`, `1km`; `unit` and `hidden` give none.
pub fn public_point(point: &GeoPoint, precision: Option<&str>) -> Option<(f64, f64)> {
    if !(-90.0..=90.0).contains(&point.lat) || !(-180.0..=180.0).contains(&point.lon) {
        return None;
    }
    let grid_m = public_precision_m(precision)?;
    if grid_m == 0 {
        return Some((point.lat, point.lon));
    }
    let step = f64::from(grid_m) / DEGREE_M;
    // The grid of longitudes follows the latitude that is shown: the true one could be reckoned back from it.
    let lat = round(point.lat, step);
    Some((lat, round(point.lon, step / lat.to_radians().cos().abs().max(0.01))))
}

/// Rings of longitude and latitude: one outer ring and its holes.
pub type Polygon = Vec<Vec<[f64; 2]>>;

/// Most corners of all polygons of one shape that are shown.
const CORNERS: usize = 4_000;

/// Reads the polygons of a GeoJSON value: a geometry, a feature or a collection. What is no polygon on this earth is left out.
pub fn polygons(value: &Value) -> Vec<Polygon> {
    let list = |name: &str| value[name].as_array().map(Vec::as_slice).unwrap_or_default();
    let found: Vec<Polygon> = match value["type"].as_str().unwrap_or_default() {
        "Polygon" => rings(&value["coordinates"]).into_iter().collect(),
        "MultiPolygon" => list("coordinates").iter().filter_map(rings).collect(),
        "Feature" if value["geometry"]["type"] != "Feature" => polygons(&value["geometry"]),
        "FeatureCollection" => list("features").iter().flat_map(polygons).collect(),
        _ => Vec::new(),
    };
    let corners: usize = found.iter().flatten().map(Vec::len).sum();
    if corners > CORNERS { Vec::new() } else { found }
}

fn rings(value: &Value) -> Option<Polygon> {
    let point = |point: &Value| {
        let (lon, lat) = (point[0].as_f64()?, point[1].as_f64()?);
        (lon.abs() <= 180.0 && lat.abs() <= 90.0).then_some([lon, lat])
    };
    let ring = |ring: &Value| {
        let points: Vec<[f64; 2]> = ring.as_array()?.iter().map(point).collect::<Option<_>>()?;
        (points.len() >= 4).then_some(points)
    };
    value.as_array()?.iter().map(ring).collect::<Option<Polygon>>().filter(|rings| !rings.is_empty())
}

fn round(value: f64, step: f64) -> f64 {
    let near = (value / step).round() * step;
    (near * 100_000.0).round() / 100_000.0
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn polygons_are_read_and_nothing_else_is() {
        let ring = json!([[108.0, 16.0], [108.1, 16.0], [108.1, 16.1], [108.0, 16.0]]);
        let one = json!({ "type": "Polygon", "coordinates": [ring] });
        let many = json!({ "type": "MultiPolygon", "coordinates": [[ring], [ring, ring]] });
        assert_eq!(polygons(&one).len(), 1);
        assert_eq!(polygons(&many)[1].len(), 2);
        assert_eq!(polygons(&json!({ "type": "Feature", "geometry": many })).len(), 2);
        assert_eq!(
            polygons(&json!({ "type": "FeatureCollection", "features": [{ "type": "Feature", "geometry": one }] }))
                .len(),
            1
        );
        for bad in [
            json!(null),
            json!("Polygon"),
            json!({ "type": "Point", "coordinates": [108.0, 16.0] }),
            json!({ "type": "Polygon", "coordinates": [[[108.0, 16.0], [108.0, "16"], [1, 1], [1, 1]]] }),
            json!({ "type": "Polygon", "coordinates": [[[500.0, 16.0], [108.0, 16.0], [1, 1], [1, 1]]] }),
            json!({ "type": "Polygon", "coordinates": [] }),
            json!({ "type": "Feature", "geometry": { "type": "Feature", "geometry": one } }),
        ] {
            assert_eq!(polygons(&bad), Vec::<Polygon>::new(), "{bad}");
        }
    }

    #[test]
    fn a_point_is_vague_unless_the_record_says_otherwise() {
        let point = GeoPoint { lat: 16.0678, lon: 108.2123, ..GeoPoint::default() };
        let (lat, lon) = public_point(&point, None).expect("a vague point");
        assert!((lat - point.lat).abs() > 0.001 && (lat - point.lat).abs() < 0.1 && (lon - point.lon).abs() < 0.1);
        assert_eq!(public_point(&point, Some("exact")), Some((16.0678, 108.2123)));
        assert_eq!(public_point(&point, Some("hidden")), None);
        assert_eq!(public_point(&point, Some("unit")), None);
    }

    #[test]
    fn all_points_of_a_cell_are_shown_at_one_place() {
        for (precision, cell) in [(None, 0.03), (Some("1km"), 0.003), (Some("100m"), 0.0003)] {
            let middle = GeoPoint { lat: 16.0678, lon: 108.2123, ..GeoPoint::default() };
            let (lat, lon) = public_point(&middle, precision).expect("a vague point");
            for (north, east) in [(-1.0, -1.0), (-0.5, 1.0), (0.3, 0.7), (1.0, -0.2), (0.9, 1.0)] {
                let point = GeoPoint { lat: lat + north * cell, lon: lon + east * cell, ..GeoPoint::default() };
                assert_eq!(public_point(&point, precision), Some((lat, lon)), "{precision:?} {north} {east}");
            }
        }
    }
}
