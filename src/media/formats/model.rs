//! Three-dimensional models: kept and offered, never drawn.

use crate::media::format::Family::Model;
use crate::media::format::Format;
use crate::media::sample::Sample;

/// Three-dimensional models.
pub static FORMATS: &[Format] = &[
    Format::kept("glb", "model/gltf-binary", "glb", Some("fmt/1316"), Model, |s| s.starts(b"glTF")),
    Format::kept("ply", "model/ply", "ply", Some("fmt/831"), Model, |s| s.starts(b"ply\n") || s.starts(b"ply\r")),
    Format::kept("stl", "model/stl", "stl", Some("x-fmt/108"), Model, is_stl_text),
    Format::kept("stl", "model/stl", "stl", Some("fmt/865"), Model, is_stl_binary),
    Format::kept("gltf", "model/gltf+json", "gltf", Some("fmt/1315"), Model, is_gltf),
    Format::kept("obj", "model/obj", "obj", Some("fmt/1210"), Model, is_obj),
];

fn is_stl_text(sample: &Sample) -> bool {
    sample.starts(b"solid") && sample.text().is_some_and(|text| text.contains("facet") || text.contains("endsolid"))
}

/// A binary STL has no signature, but its size follows from its count of triangles.
fn is_stl_binary(sample: &Sample) -> bool {
    let Some(count) = sample.head.get(80..84) else { return false };
    let triangles = u64::from(u32::from_le_bytes([count[0], count[1], count[2], count[3]]));
    triangles > 0 && sample.size_bytes == 84 + 50 * triangles
}

fn is_gltf(sample: &Sample) -> bool {
    sample.text().is_some_and(|text| {
        let text = text.trim_start();
        text.starts_with('{')
            && text.contains("\"asset\"")
            && ["\"scenes\"", "\"meshes\"", "\"buffers\"", "\"nodes\""].iter().any(|key| text.contains(key))
    })
}

/// Wavefront: lines of vertices and then of faces.
fn is_obj(sample: &Sample) -> bool {
    sample.text().is_some_and(|text| {
        let vertices = text.lines().filter(|line| is_vertex(line)).take(3).count();
        let speaks =
            text.lines().any(|line| ["f ", "o ", "g ", "usemtl ", "mtllib "].iter().any(|word| line.starts_with(word)));
        vertices == 3 && speaks
    })
}

fn is_vertex(line: &str) -> bool {
    line.strip_prefix("v ")
        .is_some_and(|rest| rest.split_whitespace().take(3).filter(|word| word.parse::<f32>().is_ok()).count() == 3)
}
