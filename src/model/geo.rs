//! Coordinates the public may see: rounded to 10 km unless the record says otherwise (RELIABILITY §1).

use crate::model::value::GeoPoint;

/// Metres of one degree of latitude.
const DEGREE_M: f64 = 111_320.0;

/// Returns latitude and longitude at public precision: `exact`, `100m`, `1km`; `unit` and `hidden` give none.
pub fn public_point(point: &GeoPoint, precision: Option<&str>) -> Option<(f64, f64)> {
    if !(-90.0..=90.0).contains(&point.lat) || !(-180.0..=180.0).contains(&point.lon) {
        return None;
    }
    let grid_m = match precision {
        Some("exact") => return Some((point.lat, point.lon)),
        Some("100m") => 100.0,
        Some("1km") => 1_000.0,
        None => 10_000.0,
        Some(_) => return None,
    };
    let step = grid_m / DEGREE_M;
    Some((round(point.lat, step), round(point.lon, step / point.lat.to_radians().cos().abs().max(0.01))))
}

fn round(value: f64, step: f64) -> f64 {
    let near = (value / step).round() * step;
    (near * 100_000.0).round() / 100_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_vague_unless_the_record_says_otherwise() {
        let point = GeoPoint { lat: 16.0678, lon: 108.2123, ..GeoPoint::default() };
        let (lat, lon) = public_point(&point, None).expect("a vague point");
        assert!((lat - point.lat).abs() > 0.001 && (lat - point.lat).abs() < 0.1 && (lon - point.lon).abs() < 0.1);
        assert_eq!(public_point(&point, Some("exact")), Some((16.0678, 108.2123)));
        assert_eq!(public_point(&point, Some("hidden")), None);
        assert_eq!(public_point(&point, Some("unit")), None);
    }
}
