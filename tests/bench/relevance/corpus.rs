//! Records made of the shared data and the sample archive, as the index is given them.

use std::collections::HashMap;
use std::collections::HashSet;
use std::fs;
use std::io::BufRead as _;
use std::io::BufReader;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use reliquary::base::id::RecordId;
use reliquary::index::Audience;
use reliquary::index::IndexDoc;
use reliquary::model::record::Record;
use reliquary::pipeline::doc::Around;
use reliquary::pipeline::doc::doc;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::spelt;

/// All records there are in the shared data, about.
const THERE_ARE: usize = 145_000;

/// A record.
pub struct Doc {
    /// What judgements call it, such as `new:20209` or `sample:DTG`.
    pub key: String,
    /// Its names.
    pub names: Vec<String>,
    /// What the index is given.
    pub index: IndexDoc,
    /// Length of the record as JSON.
    pub json_bytes: usize,
    /// A ward's own name and its province, both without the kind of unit.
    pub within: Option<(String, String)>,
    /// The single year it is of.
    pub year: Option<i32>,
}

/// All of them.
pub struct Corpus {
    /// In the order in which they were read.
    pub docs: Vec<Doc>,
    places: HashMap<RecordId, usize>,
}

/// One that is being made.
struct Made<'a> {
    corpus: &'a mut Corpus,
    /// Of so many records of a source one is taken, those that a judgement names always.
    share: f64,
    wanted: &'a HashSet<String>,
    seen: usize,
}

impl Corpus {
    /// Reads about so many records, and those whose keys are given.
    pub fn read(data: &Path, records: usize, wanted: &HashSet<String>) -> Corpus {
        let mut corpus = Corpus { docs: Vec::new(), places: HashMap::new() };
        let share = (records as f64 / THERE_ARE as f64).min(1.0);
        let mut made = Made { corpus: &mut corpus, share, wanted, seen: 0 };
        sample(&mut made);
        units(&mut made, &data.join("vn-places/files/vietnamese-provinces-database"));
        places(&mut made, &data.join("vn-places/files/whosonfirst/wof-vn-places-20914.ndjson.zst"));
        let museums = data.join("catalogue-museums/files");
        tate(&mut made, &museums.join("tate/tate-artworks-45679.ndjson.zst"));
        carnegie(&mut made, &museums.join("cmoa/cmoa-things-18682.ndjson.zst"));
        carnegie(&mut made, &museums.join("cmoa/cmoa-teenie-photos-38890.ndjson.zst"));
        texts(&mut made, &data.join("vn-text/files"));
        corpus
    }

    /// Returns the place of a record.
    pub fn place(&self, id: &RecordId) -> usize {
        self.places[id]
    }
}

impl Made<'_> {
    /// Decides by rule whether the next record of a source is taken.
    fn takes(&mut self, key: &str) -> bool {
        self.seen += 1;
        let before = ((self.seen - 1) as f64 * self.share) as usize;
        (self.seen as f64 * self.share) as usize > before || self.wanted.contains(key)
    }

    fn add(&mut self, key: String, code: &str, mut value: Value) -> &mut Doc {
        let at = self.corpus.docs.len();
        let mut bytes = [0u8; 16];
        bytes[0] = 1;
        bytes[8..].copy_from_slice(&(at as u64).to_be_bytes());
        let id = RecordId::from_bytes(bytes);
        value["id"] = json!(id.to_string());
        value["code"] = json!(code);
        let record = Record::from_value(value).unwrap_or_else(|error| panic!("{key}: {error}"));
        let path = reliquary::model::code::ascii_twin(code);
        let around =
            Around { path: &path, relic: None, has_picture: false, body_text: None, units: &[], updated_ms: 0 };
        let index = doc(&record, Audience::Public, around);
        let (first, others): (Vec<_>, Vec<_>) = index.titles.iter().partition(|(lang, _)| lang == "vi");
        let mut names: Vec<String> = first.into_iter().chain(others).map(|(_, text)| text.clone()).collect();
        names.dedup();
        let json_bytes = serde_json::to_string(&record.to_value()).map_or(0, |text| text.len());
        let year = index.years.filter(|(first, last)| first == last).map(|(first, _)| first);
        self.corpus.places.insert(id, at);
        self.corpus.docs.push(Doc { key, names, index, json_bytes, within: None, year });
        &mut self.corpus.docs[at]
    }
}

/// The sample archive, whole.
fn sample(made: &mut Made<'_>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("archive/sample");
    let mut files = Vec::new();
    for relic in fs::read_dir(folder).expect("the sample archive").flatten().filter(|entry| entry.path().is_dir()) {
        files.extend(fs::read_dir(relic.path()).expect("a relic").flatten().map(|file| file.path()));
    }
    files.retain(|file| file.extension().is_some_and(|end| end == "json") && !file.ends_with("assets.json"));
    files.sort();
    for file in files {
        let relic = file.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
        let values = match read_json(&file) {
            Value::Array(values) => values,
            one => vec![one],
        };
        for value in values {
            let code = value["code"].as_str().unwrap_or_default().to_owned();
            let key = match value["kind"].as_str() {
                Some("part") => format!("sample:{relic}.{code}"),
                _ => format!("sample:{code}"),
            };
            made.add(key, &code, value);
        }
    }
}

/// Provinces, districts and wards before July 2025, provinces and wards after.
fn units(made: &mut Made<'_>, folder: &Path) {
    let own = |name: &str| {
        let kinds = ["Thành phố", "Thị xã", "Thị trấn", "Tỉnh", "Quận", "Huyện", "Phường", "Xã", "Đặc khu"];
        let kind = kinds.iter().find(|kind| name.starts_with(**kind)).copied().unwrap_or_default();
        name[kind.len()..].trim().to_owned()
    };
    let mut add = |key: String, name: &str, above: &[&str]| {
        if !made.takes(&key) {
            return;
        }
        let code = key.replace(':', "-").to_uppercase();
        let address = [&[name], above].concat().join(", ");
        let value = json!({
            "kind": "relic", "name": { "vi": name }, "relic_types": ["historical"],
            "place": { "address_current": { "text": { "vi": address } } },
        });
        let doc = made.add(key, &code, value);
        doc.within = above.last().map(|province| (own(name), own(province)));
    };
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    let mut files: Vec<_> = fs::read_dir(folder).expect("the units").flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "json"));
    for file in files {
        for province in read_json(&file).as_array().into_iter().flatten() {
            let name = text(province, "FullName");
            let age = if province.get("District").is_some() { "old" } else { "new" };
            add(format!("{age}:{}", text(province, "Code")), &name, &[]);
            for ward in list(province, "Wards") {
                add(format!("{age}:{}", text(&ward, "Code")), &text(&ward, "FullName"), &[&name]);
            }
            for district in list(province, "District") {
                let between = text(&district, "FullName");
                add(format!("{age}:{}", text(&district, "Code")), &between, &[&name]);
                for ward in list(&district, "Ward") {
                    add(format!("{age}:{}", text(&ward, "Code")), &text(&ward, "FullName"), &[&between, &name]);
                }
            }
        }
    }
}

/// Places with names in several languages.
fn places(made: &mut Made<'_>, file: &Path) {
    each(file, |place| {
        let key = format!("wof:{}", place["id"]);
        if place["name"].as_str().is_none_or(str::is_empty) || !made.takes(&key) {
            return;
        }
        let first = |tag: &str| place["names"][format!("{tag}_x_preferred")][0].as_str();
        let mut name = Map::new();
        name.insert("vi".to_owned(), json!(first("vie").or(place["name"].as_str())));
        for (lang, tag) in [("en", "eng"), ("id", "ind")] {
            name.extend(first(tag).map(|text| (lang.to_owned(), json!(text))));
        }
        let others = place["names"].as_object().into_iter().flatten().filter(|(tag, _)| tag.ends_with("_x_variant"));
        let others = others.flat_map(|(_, names)| names.as_array().cloned().unwrap_or_default());
        let others: Vec<Value> = others.map(|name| json!({ "name": { "vi": name } })).collect();
        let code = key.replace(':', "-").to_uppercase();
        made.add(
            key,
            &code,
            json!({ "kind": "relic", "name": name, "other_names": others, "relic_types": ["scenic"] }),
        );
    });
}

fn tate(made: &mut Made<'_>, file: &Path) {
    each(file, |work| {
        let Some(code) = work["acno"].as_str() else { return };
        let key = format!("tate:{code}");
        if work["title"].as_str().is_none_or(str::is_empty) || !made.takes(&key) {
            return;
        }
        let mut subjects = Vec::new();
        names_below(&work["subjects"], &mut subjects);
        let of = |name: &str| work[name].as_str().unwrap_or_default().to_owned();
        let range = &work["dateRange"];
        object(
            made,
            key,
            code,
            &work["title"],
            (of("medium"), of("all_artists"), subjects.join(", ")),
            [range["startYear"].as_i64(), range["endYear"].as_i64()],
        );
    });
}

fn carnegie(made: &mut Made<'_>, file: &Path) {
    each(file, |thing| {
        let Some(code) = thing["accession_number"].as_str() else { return };
        let key = format!("cmoa:{code}");
        if thing["title"].as_str().is_none_or(str::is_empty) || !made.takes(&key) {
            return;
        }
        let of = |name: &str| thing[name].as_str().unwrap_or_default().to_owned();
        let makers = thing["creator"].as_array().into_iter().flatten().filter_map(|maker| maker["full_name"].as_str());
        let makers = makers.collect::<Vec<_>>().join(", ");
        let year = |name: &str| thing[name].as_str().and_then(|date| date.get(..4)?.parse().ok());
        object(
            made,
            key,
            code,
            &thing["title"],
            (of("medium"), makers, of("credit_line")),
            [year("creation_date_earliest"), year("creation_date_latest")],
        );
    });
}

fn object(
    made: &mut Made<'_>,
    key: String,
    code: &str,
    title: &Value,
    (medium, maker, about): (String, String, String),
    years: [Option<i64>; 2],
) {
    let mut value = json!({
        "kind": "artefact", "name": { "en": title }, "inventory_no": code,
        "description": { "en": format!("{medium}. {maker}") },
    });
    if !about.is_empty() {
        value["subject"] = json!({ "en": about });
    }
    if let [Some(first), Some(last)] = years
        && (1000..=last).contains(&first)
        && last < 2100
    {
        let edtf = if first == last { format!("{first}") } else { format!("{first}/{last}") };
        value["dating"] = json!([{ "edtf": edtf, "of": "made" }]);
    }
    made.add(key, code, value);
}

fn names_below(value: &Value, names: &mut Vec<String>) {
    names.extend(value["name"].as_str().map(str::to_owned));
    value["children"].as_array().into_iter().flatten().for_each(|child| names_below(child, names));
}

/// Verses four by four, sentences, and articles of the declaration of human rights.
fn texts(made: &mut Made<'_>, folder: &Path) {
    let mut add = |key: String, lang: &str, title: String, text: String| {
        let code = key.replace(':', "-").to_uppercase();
        let value = json!({
            "kind": "inscription", "title": { lang: title }, "translation": { lang: text },
        });
        made.add(key, &code, value);
    };
    let verses = read(&folder.join("Truyen-Kieu-with-AI-Implementation/truyen_kieu.txt"));
    let line =
        |line: &str| line.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.').trim().to_owned();
    let verses: Vec<String> = verses.lines().map(line).filter(|line| !line.is_empty()).collect();
    for (n, four) in verses.chunks(4).enumerate() {
        add(format!("kieu:{}", n + 1), "vi", format!("Truyện Kiều, khổ {}", n + 1), four.join("\n"));
    }
    let sentences = read(&folder.join("UD_Vietnamese-VTB/vi_vtb-ud-train.conllu"));
    for (n, text) in sentences.lines().filter_map(|line| line.strip_prefix("# text =")).enumerate() {
        add(format!("vtb:{}", n + 1), "vi", format!("Câu {}", n + 1), text.trim().to_owned());
    }
    for (lang, file, heading) in [("vi", "vie", "Điều "), ("en", "eng", "Article "), ("id", "ind", "Pasal ")] {
        let text = read(&folder.join(format!("udhr/udhr-{file}.txt")));
        let mut number = 0;
        let mut articles: Vec<(u32, String)> = vec![(0, String::new())];
        for line in text.lines().map(str::trim) {
            let next = line.strip_prefix(heading).and_then(|rest| rest.trim_end_matches('.').trim().parse().ok());
            if let Some(next) = next.filter(|next| *next == number + 1) {
                number = next;
                articles.push((number, String::new()));
            } else if let Some((_, article)) = articles.last_mut() {
                article.push_str(line);
                article.push('\n');
            }
        }
        for (number, text) in articles {
            add(format!("udhr:{file}:{number}"), lang, format!("{heading}{number}"), text);
        }
    }
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn read_json(file: &Path) -> Value {
    serde_json::from_str(&read(file)).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Takes every line of a compressed file.
fn each(file: &Path, mut take: impl FnMut(Value)) {
    let child = Command::new("zstd").args(["-dcq"]).arg(file).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        println!("relevance: {} is left out, zstd is not installed", file.display());
        return;
    };
    for line in BufReader::new(child.stdout.take().expect("piped")).lines() {
        take(serde_json::from_str(&line.expect("a line")).expect("a record"));
    }
    child.wait().expect("zstd ends");
}

/// Returns the places of records by one way of spelling their names.
pub fn by_name(corpus: &Corpus, spelt: fn(&str) -> String) -> HashMap<String, Vec<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (n, doc) in corpus.docs.iter().enumerate() {
        let names: HashSet<String> = doc.names.iter().map(|name| spelt(name)).collect();
        names.into_iter().for_each(|name| places.entry(name).or_default().push(n));
    }
    places
}

/// Returns the words of a name without marks.
pub fn plain_words(name: &str) -> Vec<String> {
    spelt::plain(name).split(' ').map(str::to_owned).collect()
}
