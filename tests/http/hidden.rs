//! One archive with everything that can be hidden, each thing in its own words, beside control records that are public.

use reliquary::base::digest::Digest;
use reliquary::base::id::RecordId;
use reliquary::desk::Step;
use reliquary::model::access::Access;
use reliquary::model::access::Level;
use reliquary::model::access::Viewer;
use reliquary::model::record::Body;
use reliquary::model::record::Record;
use reliquary::model::text::LangText;
use reliquary::model::value::GeoPoint;

use crate::http::surface;
use crate::http::surface::SHOWN;
use crate::support::Archive;
use crate::support::artefact;
use crate::support::inscription;
use crate::support::photo;
use crate::support::relic;

/// What must not be seen, and how it would be looked for.
pub struct Hidden {
    /// Why it is hidden.
    pub why: &'static str,
    /// Texts that must stand nowhere: its words, code, ids, digests.
    pub secrets: Vec<String>,
    /// Its word as a visitor would type it.
    pub typed: String,
    /// Its addresses, and the same addresses of what never was.
    pub addresses: Vec<(String, String)>,
}

/// An archive with everything that can be hidden.
pub struct Hiding {
    /// The archive.
    pub archive: Archive,
    /// What is hidden in it.
    pub hidden: Vec<Hidden>,
    /// The control relic's picture.
    pub photo: RecordId,
    /// The withdrawn relic's id and picture.
    pub withdrawn: (RecordId, RecordId),
    /// What everybody may read of the withdrawn relic.
    pub note: String,
}

/// A hidden relic that would stand out everywhere: its own rank, type, dating and words.
fn striking(code: &str, word: &str) -> Record {
    let mut record = relic(code, &format!("Đền {word}"));
    if let Body::Relic(body) = &mut record.body {
        body.rank = "provincial".to_owned();
        body.relic_types = vec!["archaeological".to_owned()];
        body.dating[0].edtf = "1350".to_owned();
        body.decisions = vec![reliquary::model::value::Ref::code("QĐ 1")];
    }
    record
}

/// A festival of a relic, published apart from it.
fn festival(code: &str, word: &str, of: &str) -> Record {
    Record::from_value(serde_json::json!({
        "kind": "event", "code": code, "event_kind": "festival", "of": [{ "code": of }],
        "title": { "vi": format!("Lễ hội {word}") }, "recurrence": { "lunar": { "month": 3, "day": 10 } },
    }))
    .expect("a good record")
}

fn access(level: Level) -> Access {
    let until = (level == Level::Sealed).then(|| "2999-01-01T00:00:00Z".to_owned());
    Access { level, until, names: Vec::new() }
}

/// A code and an id that nothing has, of the same shape.
const GHOST: &str = "GHO";

fn ghost_id() -> RecordId {
    RecordId::from_bytes([1; 16])
}

impl Hidden {
    fn relic(why: &'static str, code: &str, word: (&str, &str), id: RecordId, photo: RecordId) -> Hidden {
        let ghost = ghost_id().to_string();
        let mut addresses = Vec::new();
        addresses.extend(surface::of_relic(code).into_iter().zip(surface::of_relic(GHOST)));
        addresses.extend(surface::of_relic(&id.to_string()).into_iter().zip(surface::of_relic(&ghost)));
        let pictures = surface::of_asset(code, &photo.to_string());
        addresses.extend(pictures.into_iter().zip(surface::of_asset(GHOST, &ghost)));
        Hidden {
            why,
            secrets: vec![
                word.0.to_owned(),
                format!("{code}<"),
                format!("/{code}"),
                format!("\"{code}\""),
                id.to_string(),
                photo.to_string(),
            ],
            typed: word.1.to_owned(),
            addresses,
        }
    }

    fn asset(why: &'static str, relic: &str, word: (&str, &str), photo: RecordId, sha256: Digest) -> Hidden {
        let hidden = surface::of_asset(relic, &photo.to_string());
        Hidden {
            why,
            secrets: vec![word.0.to_owned(), photo.to_string(), sha256.hex()],
            typed: word.1.to_owned(),
            addresses: hidden.into_iter().zip(surface::of_asset(relic, &ghost_id().to_string())).collect(),
        }
    }
}

impl Hiding {
    /// Makes the archive. What was public until now is looked at while it is, so that every cache holds it.
    pub async fn make() -> Hiding {
        let archive = Archive::new().await;
        let mut hidden = Vec::new();
        let (_, photo) = archive.publish(relic("CTL", &format!("Đình {}", SHOWN.0))).await;
        archive.add(artefact("CT.01", &format!("Chuông {}", SHOWN.0), "CTL")).await;
        archive.add(inscription("CT.02", "萬古英靈", "CTL")).await;
        let control = archive.desk.record(&Viewer::Operator, "CTL").await.unwrap().0.envelope.id;
        archive.add(festival("CT.03", SHOWN.0, "CTL")).await;
        archive.desk.publish_below(&Viewer::Operator, &control).await.unwrap();

        let draft = archive.add(striking("DRA", "Bảnnháp")).await;
        let shot = archive.add_photo("DRA", 11).await;
        hidden.push(Hidden::relic("a draft", "DRA", ("Bảnnháp", "bannhap"), draft, shot));
        for (n, (why, code, word, typed, level)) in [
            ("a relic for staff", "STA", "Cánbộthôi", "canbothoi", Level::Staff),
            ("a sealed relic", "SEA", "Niêmphong", "niemphong", Level::Sealed),
            ("a relic for named people", "RES", "Chỉđịnh", "chidinh", Level::Restricted),
            ("a relic for members", "REG", "Thànhviên", "thanhvien", Level::Registered),
        ]
        .into_iter()
        .enumerate()
        {
            let mut record = striking(code, word);
            record.envelope.access = access(level);
            let (id, shot) = archive.publish(record).await;
            let own = archive.add(festival(&format!("{code}.SK.{n}"), word, code)).await;
            archive.step(&own, Step::Publish { opens: false }).await;
            hidden.push(Hidden::relic(why, code, (word, typed), id, shot));
        }
        hidden.extend(below_the_control(&archive).await);
        hidden.push(an_unpublished_edit(&archive, &control).await);
        hidden.push(closed_fields(&archive, &control).await);
        hidden.extend(public_until_now(&archive).await);
        let (withdrawn, own, note) = a_withdrawn_relic(&archive).await;
        hidden.push(own);
        archive.settle().await;
        Hiding { archive, hidden, photo, withdrawn, note }
    }
}

/// Assets and children that are hidden in a relic that is public.
async fn below_the_control(archive: &Archive) -> Vec<Hidden> {
    let mut hidden = Vec::new();
    for (n, (why, word, typed, level)) in [
        ("an asset for staff", "Ảnhnộibộ", "anhnoibo", Level::Staff),
        ("a sealed asset", "Ảnhcấmvận", "anhcamvan", Level::Sealed),
        ("an asset for named people", "Ảnhriêng", "anhrieng", Level::Restricted),
        ("an asset for members", "Ảnhhộiviên", "anhhoivien", Level::Registered),
    ]
    .into_iter()
    .enumerate()
    {
        let taken = archive.add_file("CTL", &format!("{word}.jpg"), &photo(100 + n as u32), access(level)).await;
        hidden.push(Hidden::asset(why, "CTL", (word, typed), taken.id, taken.sha256));
    }
    let child = archive.add(artefact("HI.01", "Chuông Giấukín", "CTL")).await;
    let taken = archive.add_file("CTL/HI.01", "Giấukín.jpg", &photo(120), crate::support::open()).await;
    let ghost = ghost_id().to_string();
    let mut addresses: Vec<(String, String)> = surface::of_child("CTL", "HI.01", &child.to_string(), "artefacts")
        .into_iter()
        .zip(surface::of_child("CTL", "GO.01", &ghost, "artefacts"))
        .collect();
    addresses.extend(surface::of_asset("CTL", &taken.id.to_string()).into_iter().zip(surface::of_asset("CTL", &ghost)));
    hidden.push(Hidden {
        why: "a draft child of a public relic, with its picture",
        secrets: vec![
            "Giấukín".to_owned(),
            "HI.01".to_owned(),
            child.to_string(),
            taken.id.to_string(),
            taken.sha256.hex(),
        ],
        typed: "giaukin".to_owned(),
        addresses,
    });
    hidden
}

async fn an_unpublished_edit(archive: &Archive, control: &RecordId) -> Hidden {
    archive
        .edit(control, |record| {
            if let Body::Relic(body) = &mut record.body {
                body.summary = LangText::of("vi", "Chữchưaduyệt nằm trong bản sửa.");
                body.history = Some(LangText::of("vi", "Lịch sử Chữchưaduyệt."));
            }
        })
        .await;
    Hidden {
        why: "an edit nobody has published",
        secrets: vec!["Chữchưaduyệt".to_owned()],
        typed: "chuchuaduyet".to_owned(),
        addresses: Vec::new(),
    }
}

/// Where exactly things are and were photographed is not public, though the record is.
async fn closed_fields(archive: &Archive, control: &RecordId) -> Hidden {
    let taken = archive.add_file("CTL", "vi-tri.jpg", &photo(130), crate::support::open()).await;
    archive
        .edit(&taken.id, |record| {
            if let Body::Asset(body) = &mut record.body {
                body.geo_at_capture = Some(GeoPoint {
                    lat: 16.054_321,
                    lon: 108.212_345,
                    method: Some("gps".to_owned()),
                    ..GeoPoint::default()
                });
                body.consents =
                    serde_json::from_value(serde_json::json!([{ "subject_ref": "NGƯỜI-ĐƯỢC-CHỤP" }])).unwrap();
            }
        })
        .await;
    let child = archive.desk.record(&Viewer::Operator, "CTL/CT.01").await.unwrap().0.envelope.id;
    archive
        .edit(&child, |record| {
            if let Body::Artefact(body) = &mut record.body {
                body.location_precise = Some("Tủ kính số bảymươi".to_owned());
            }
        })
        .await;
    archive.step(&child, Step::Publish { opens: false }).await;
    let _ = control;
    Hidden {
        why: "closed fields of public records",
        secrets: ["16.0543", "108.2123", "NGƯỜI-ĐƯỢC-CHỤP", "bảymươi", "16.0678", "108.2208"]
            .map(str::to_owned)
            .to_vec(),
        typed: "baymuoi".to_owned(),
        addresses: Vec::new(),
    }
}

/// What was public, and looked at, a moment ago.
async fn public_until_now(archive: &Archive) -> Vec<Hidden> {
    let (id, shot) = archive.publish(striking("WAS", "Mớiđóng")).await;
    let taken = archive.add_file("CTL", "Mớicất.jpg", &photo(140), crate::support::open()).await;
    let back = archive.add_file("CTL", "Mớirút.jpg", &photo(141), crate::support::open()).await;
    archive.settle().await;
    let mut addresses = surface::of_many("moidong");
    addresses.extend(surface::of_relic("WAS"));
    addresses.extend(surface::of_asset("WAS", &shot.to_string()));
    addresses.extend(surface::of_asset("CTL", &taken.id.to_string()));
    addresses.extend(surface::of_asset("CTL", &back.id.to_string()));
    let mut seen = 0;
    for address in &addresses {
        let answer = archive.get(address).await;
        seen += usize::from(answer.status == 200);
    }
    assert!(seen > 20, "it was public, {seen} addresses showed it");
    archive.edit(&id, |record| record.envelope.access = access(Level::Staff)).await;
    archive.edit(&taken.id, |record| record.envelope.access = access(Level::Sealed)).await;
    archive.desk.take_back(&Viewer::Operator, &back.id).await.unwrap();
    vec![
        Hidden::relic("a relic that was public until now", "WAS", ("Mớiđóng", "moidong"), id, shot),
        Hidden::asset("an asset that was public until now", "CTL", ("Mớicất", "moicat"), taken.id, taken.sha256),
        Hidden::asset("an asset that was taken back", "CTL", ("Mớirút", "moirut"), back.id, back.sha256),
    ]
}

/// Withdrawn: its address says so with its code and note, and nothing else says anything.
async fn a_withdrawn_relic(archive: &Archive) -> ((RecordId, RecordId), Hidden, String) {
    let (id, shot) = archive.publish(striking("WIT", "Đãrútlại")).await;
    let child = archive.add(artefact("WI.01", "Trống Đãrútlại", "WIT")).await;
    archive.desk.publish_below(&Viewer::Operator, &id).await.unwrap();
    for address in surface::of_relic("WIT") {
        archive.get(&address).await;
    }
    let note = "Gỡ theo yêu cầu của dòng họ.".to_owned();
    archive.step(&id, Step::Withdraw { reason: "request".to_owned(), note: LangText::of("vi", &note) }).await;
    let ghost = ghost_id().to_string();
    let mut addresses: Vec<(String, String)> = surface::of_child("WIT", "WI.01", &child.to_string(), "artefacts")
        .into_iter()
        .zip(surface::of_child("WIT", "GO.01", &ghost, "artefacts"))
        .collect();
    addresses.extend(surface::of_asset("WIT", &shot.to_string()).into_iter().zip(surface::of_asset("WIT", &ghost)));
    let own = Hidden {
        why: "a withdrawn relic",
        secrets: vec!["Đãrútlại".to_owned(), id.to_string(), shot.to_string(), child.to_string(), "WI.01".to_owned()],
        typed: "darutlai".to_owned(),
        addresses,
    };
    ((id, shot), own, note)
}
