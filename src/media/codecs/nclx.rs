//! Colours told by code points (ITU-T H.273) as a profile, so that they take the way of all others. Light beyond the
//! white of paper is bent into what a page can show; nothing here keeps a wide range.

use moxcms::CicpColorPrimaries;
use moxcms::CicpProfile;
use moxcms::ColorProfile;
use moxcms::MatrixCoefficients;
use moxcms::ToneReprCurve;
use moxcms::TransferCharacteristics;

/// White of paper in a picture of wide range, in cd/m² (ITU-R BT.2408).
const WHITE: f64 = 203.0;
/// Lightness from which light is bent.
const KNEE: f64 = 0.75;
/// Steps of the curve of a picture of wide range.
const STEPS: u16 = 1024;

/// Returns the profile of such colours; none where they are those of screens, or unknown. The tone curves of television
/// are taken for that of sRGB, as every viewer takes them.
pub fn profile(primaries: u16, transfer: u16) -> Option<Vec<u8>> {
    let wide = match transfer {
        16 => Some(curve(from_pq)),
        18 => Some(curve(from_hlg)),
        _ => None,
    };
    let primaries = if primaries == 2 { 1 } else { primaries };
    if primaries == 1 && wide.is_none() && !matches!(transfer, 4 | 5 | 8) {
        return None;
    }
    let transfer_characteristics = match transfer {
        4 => TransferCharacteristics::Bt470M,
        5 => TransferCharacteristics::Bt470Bg,
        8 => TransferCharacteristics::Linear,
        _ => TransferCharacteristics::Srgb,
    };
    let color_primaries = CicpColorPrimaries::try_from(u8::try_from(primaries).ok()?).ok()?;
    let matrix_coefficients = MatrixCoefficients::Identity;
    let mut profile = ColorProfile::new_from_cicp(CicpProfile {
        color_primaries,
        transfer_characteristics,
        matrix_coefficients,
        full_range: true,
    });
    profile.red_trc.as_ref()?;
    if let Some(wide) = wide {
        profile.red_trc = Some(wide.clone());
        profile.green_trc = Some(wide.clone());
        profile.blue_trc = Some(wide);
    }
    // The code points are no part of the profile: they would be taken instead of its curves.
    profile.cicp = None;
    profile.encode().ok()
}

fn curve(light: fn(f64) -> f64) -> ToneReprCurve {
    let value = |step| bend(light(f64::from(step) / f64::from(STEPS - 1)));
    ToneReprCurve::Lut((0..STEPS).map(|step| (value(step) * 65_535.0 + 0.5) as u16).collect())
}

/// Leaves what is darker than paper as it is, nearly, and brings all light below 1.
fn bend(light: f64) -> f64 {
    if light <= KNEE { light } else { KNEE + (1.0 - KNEE) * (1.0 - ((KNEE - light) / (1.0 - KNEE)).exp()) }
}

/// SMPTE ST 2084, in parts of the white of paper.
fn from_pq(value: f64) -> f64 {
    const M1: f64 = 2610.0 / 16384.0;
    const M2: f64 = 2523.0 / 32.0;
    const C1: f64 = 3424.0 / 4096.0;
    const C2: f64 = 2413.0 / 128.0;
    const C3: f64 = 2392.0 / 128.0;
    let power = value.powf(1.0 / M2);
    ((power - C1).max(0.0) / (C2 - C3 * power)).powf(1.0 / M1) * 10_000.0 / WHITE
}

/// Hybrid log-gamma (ITU-R BT.2100) on a screen of 1,000 cd/m², each colour by itself, in parts of the white of paper.
fn from_hlg(value: f64) -> f64 {
    const A: f64 = 0.178_832_77;
    let scene = match value <= 0.5 {
        true => value * value / 3.0,
        false => (((value - 0.559_910_73) / A).exp() + 0.284_668_92) / 12.0,
    };
    scene.powf(1.2) * 1000.0 / WHITE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::colour;
    use crate::media::raster::Colour;
    use crate::media::raster::Raster;

    fn shown(rgb: [u8; 3], primaries: u16, transfer: u16) -> Vec<u8> {
        let icc = profile(primaries, transfer);
        colour::to_srgb(Raster { width: 1, height: 1, colour: Colour::Rgb, samples: rgb.to_vec(), icc }).rgb
    }

    #[test]
    fn colours_of_screens_stay_and_wider_ones_are_converted() {
        for (primaries, transfer) in [(1, 13), (1, 1), (2, 2), (1, 6), (999, 13)] {
            assert_eq!(profile(primaries, transfer), None);
        }
        let green = shown([120, 200, 120], 12, 13);
        assert!(green[0] < 115 && green[1] >= 200 && green[2] < 118, "{green:?}");
        let grey = shown([128; 3], 9, 1);
        assert!(grey.iter().all(|value| value.abs_diff(128) <= 1), "{grey:?}");
    }

    #[test]
    fn white_paper_of_a_wide_range_is_nearly_white() {
        // 203 cd/m² are 0.58 in PQ and 0.75 in HLG (BT.2408).
        for (value, transfer) in [(148, 16), (191, 18)] {
            let paper = shown([value; 3], 9, transfer);
            assert!(paper.iter().all(|channel| (235..=252).contains(channel)), "{transfer}: {paper:?}");
            assert_eq!(shown([0; 3], 9, transfer), [0; 3]);
            assert!(shown([255; 3], 9, transfer).iter().all(|channel| *channel >= 252));
        }
    }
}
