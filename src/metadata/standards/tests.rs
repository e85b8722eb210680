//! What every standard's writer promises: well-formed, in three languages, valid where the schemas are at hand, and
//! silent about what is closed.

use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use crate::base::xml;
use crate::base::xml::Node;
use crate::metadata::sample;
use crate::metadata::sample::Sample;
use crate::metadata::standards::STANDARDS;
use crate::metadata::standards::standard;

fn written(name: &str, sample: &Sample) -> String {
    (standard(name).expect("a known standard").write)(&sample.described())
}

#[test]
fn every_document_is_well_formed_and_says_nothing_closed() {
    for standard in STANDARDS {
        for sample in [Sample::full(), Sample::bare()] {
            let text = (standard.write)(&sample.described());
            let mut elements = 0;
            let told = xml::read(&text, &mut |node| elements += usize::from(matches!(node, Node::Start(..))));
            assert!(told.is_ok() && elements > 3, "{}: {told:?}\n{text}", standard.name);
            for closed in sample::CLOSED {
                assert!(!text.contains(closed), "{} tells {closed}", standard.name);
            }
        }
    }
}

#[test]
fn lido_has_its_required_elements_and_three_languages() {
    let text = written("lido", &Sample::full());
    for wanted in [
        "<lido:lidoRecID lido:type=\"http://terminology.lido-schema.org/lido00100\" lido:source=\"Kho di sản\">DTG/DTG</",
        "<lido:descriptiveMetadata xml:lang=\"id\">",
        "<lido:administrativeMetadata xml:lang=\"en\">",
        "<lido:term xml:lang=\"en\">communal house</lido:term>",
        "<lido:inscriptionTranscription xml:lang=\"lzh\">萬古英靈</",
        "lido:label=\"machine translation, not reviewed\">An old communal house.</",
        "<lido:earliestDate>1450</lido:earliestDate>",
        "<lido:appellationValue xml:lang=\"vi\">4699/QĐ-BVHTTDL</",
        "/iiif/image/",
    ] {
        assert!(text.contains(wanted), "LIDO lacks {wanted}\n{text}");
    }
    for wanted in [
        "lido:objectWorkType>",
        "lido:titleSet lido:type=\"preferred\"",
        "lido:recordID ",
        "lido:recordType>",
        "lido:recordSource>",
    ] {
        assert_eq!(text.matches(&format!("<{wanted}")).count() % 3, 0, "{wanted} is not in every language");
    }
    assert_eq!(text.matches("<lido:lido>").count(), 3);
}

#[test]
fn dublin_core_leaves_machine_translations_out() {
    let text = written("oai_dc", &Sample::full());
    assert!(text.contains("<dc:title xml:lang=\"vi\">Đình Thạc Gián</dc:title>"), "{text}");
    assert!(text.contains("Rumah komunal tua.") && !text.contains("An old communal house."));
}

#[test]
fn premis_ties_events_to_objects_and_agents() {
    let text = written("premis", &Sample::full());
    assert_eq!(text.matches("<premis:event>").count(), 2);
    assert_eq!(text.matches("<premis:agent>").count(), 1);
    assert!(text.contains("<premis:messageDigestAlgorithm>SHA-256</"));
}

#[test]
fn every_document_is_valid_against_its_schema() {
    let Some(kit) = conformance() else { return };
    for (name, schema) in
        [("lido", "lido/lido-v1.1.xsd"), ("oai_dc", "oai/oai_dc.xsd"), ("premis", "premis/premis-v3-0.xsd")]
    {
        for (n, sample) in [Sample::full(), Sample::bare()].iter().enumerate() {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let file = folder.path().join("document.xml");
            std::fs::write(&file, written(name, sample)).expect("written");
            let output = Command::new("xmllint")
                .args(["--nonet", "--noout", "--schema"])
                .arg(kit.join(schema))
                .arg(&file)
                .env("XML_CATALOG_FILES", kit.join("catalog.xml"))
                .output()
                .expect("xmllint runs");
            assert!(output.status.success(), "{name} {n}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

/// The schemas and the program that reads them are tools of the developer: without them the test says so and passes.
fn conformance() -> Option<PathBuf> {
    let shared = std::env::var_os("RELIQUARY_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    let kit = shared.join("conformance");
    let is_there = Command::new("xmllint").arg("--version").stderr(Stdio::null()).status().is_ok();
    if !kit.is_dir() || !is_there {
        eprintln!("skipped: the schemas or xmllint are not here");
        return None;
    }
    Some(kit)
}
