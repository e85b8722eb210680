//! Clusters against the list: whatever the zoom and the box, the same records are counted.

use super::*;
use crate::index::Change;
use crate::index::IndexDoc;
use crate::index::collate;
use crate::model::record::Kind;

fn doc(n: usize, point: Option<(f64, f64)>, audience: Audience) -> Change {
    let id = RecordId::fresh();
    let title = format!("Đình {n}");
    let doc = IndexDoc {
        id,
        kind: Kind::Relic,
        relic: Some(id),
        audience,
        code: format!("D{n}"),
        titles: vec![("vi".to_owned(), title.clone())],
        summary: Vec::new(),
        texts: Vec::new(),
        placed: Vec::new(),
        facets: vec![("rank", if n.is_multiple_of(3) { "national" } else { "provincial" }.to_owned())],
        years: None,
        is_recurring: false,
        point,
        updated_ms: 0,
        sort_name: collate::key(&title),
    };
    Change { id, docs: vec![doc] }
}

fn index(changes: Vec<Change>) -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().expect("a folder");
    let (index, _) = Index::open(folder.path()).expect("opened");
    index.apply(changes, 1).expect("applied");
    (folder, index)
}

/// Points that look scattered and are the same every time.
fn scattered(n: usize) -> (f64, f64) {
    let part = |by: usize| (n.wrapping_mul(by) % 100_003) as f64 / 100_003.0;
    (8.5 + 14.5 * part(7_919), 102.5 + 7.0 * part(104_729))
}

fn asked(bbox: Option<[f64; 4]>) -> Search {
    Search { limit: 1, bbox: bbox.map(|bbox| bbox.map(|side| (side * 1e6).round() as i64)), ..Search::default() }
}

#[test]
fn every_point_of_the_box_is_counted_once_whatever_the_zoom_and_as_the_list_counts() {
    let mut changes: Vec<Change> = (0..3_000).map(|n| doc(n, Some(scattered(n)), Audience::Public)).collect();
    changes.extend((0..20).map(|n| doc(n, None, Audience::Public)));
    let (_folder, index) = index(changes);
    for bbox in [None, Some([105.0, 10.0, 107.5, 18.0]), Some([107.9, 15.9, 108.5, 16.3]), Some([0.0, 0.0, 0.0, 0.0])] {
        for zoom in [0, 4, 7, 11, 16, 20] {
            let search = asked(bbox);
            let found = index.clusters(&search, zoom, Audience::Public).expect("counted");
            let listed = index.search(&search, Audience::Public).expect("answered").total;
            assert!(found.list.len() <= CLUSTERS, "{bbox:?} {zoom}");
            assert_eq!(found.total, 3_020);
            assert_eq!(found.placed, if bbox.is_some() { listed } else { 3_000 }, "{bbox:?} {zoom}");
            for cluster in &found.list {
                let [west, south, east, north] = cluster.bbox;
                assert!(west <= cluster.lon + 1e-9 && cluster.lon <= east + 1e-9, "{cluster:?}");
                assert!(south <= cluster.lat + 1e-9 && cluster.lat <= north + 1e-9, "{cluster:?}");
                assert_eq!(cluster.id.is_some(), cluster.count == 1);
                // What a cluster says it holds is what the list of its box holds, at the least.
                let own = [west - 1e-6, south - 1e-6, east + 1e-6, north + 1e-6];
                let own = index.search(&asked(Some(own)), Audience::Public).expect("answered").total;
                assert!(own >= cluster.count, "{own} {cluster:?}");
            }
        }
    }
}

#[test]
fn filters_and_words_count_as_in_the_list() {
    let (_folder, index) = index((0..300).map(|n| doc(n, Some(scattered(n)), Audience::Public)).collect());
    let facets = [("rank".to_owned(), vec!["national".to_owned()])].into();
    let search = Search { facets, limit: 1, ..Search::default() };
    assert_eq!(index.clusters(&search, 5, Audience::Public).expect("counted").placed, 100);
    for (q, expected) in [("dinh 7", 1), ("ddinhf", 300), ("dinhh", 300), ("chua", 0)] {
        let search = Search { q: q.to_owned(), limit: 1, ..Search::default() };
        let found = index.clusters(&search, 5, Audience::Public).expect("counted");
        assert_eq!(found.placed, expected, "{q}");
        assert_eq!(found.total, index.search(&search, Audience::Public).expect("answered").total, "{q}");
    }
}

#[test]
fn what_only_staff_may_see_is_in_no_cluster() {
    let (_folder, index) = index(vec![
        doc(1, Some((16.0, 108.0)), Audience::Public),
        doc(2, Some((16.0, 108.0)), Audience::Staff),
        doc(3, Some((20.0, 105.0)), Audience::Staff),
    ]);
    for zoom in [0, 9, 18] {
        let found = index.clusters(&asked(None), zoom, Audience::Public).expect("counted");
        assert_eq!((found.list.len(), found.placed, found.total), (1, 1, 1));
        assert_eq!((found.list[0].lat, found.list[0].lon), (16.0, 108.0));
    }
}

#[test]
fn points_in_one_place_stay_one_cluster_and_an_archive_without_points_has_none() {
    let (_folder, own) = index((0..5).map(|n| doc(n, Some((16.0, 108.0)), Audience::Public)).collect());
    let found = own.clusters(&asked(None), 20, Audience::Public).expect("counted");
    assert_eq!((found.list.len(), found.list[0].count), (1, 5));
    assert_eq!(found.list[0].bbox, [108.0, 16.0, 108.0, 16.0]);
    let (_folder, own) = index((0..5).map(|n| doc(n, None, Audience::Public)).collect());
    let found = own.clusters(&asked(None), 5, Audience::Public).expect("counted");
    assert_eq!((found.list.len(), found.placed, found.total), (0, 0, 5));
    let (_folder, own) = index(Vec::new());
    assert_eq!(own.clusters(&asked(None), 5, Audience::Public).expect("counted"), Clusters::default());
}
