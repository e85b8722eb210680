//! The sheet beside a batch: a row a file, found by the file's name; and the fields of an asset as named texts.
//! A sheet is judged whole before the first file is taken: each wrong cell is named by its row and column.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use unicode_normalization::UnicodeNormalization as _;

use crate::desk::DeskError;
use crate::model::asset::Asset;
use crate::model::date::FuzzyDate;
use crate::model::edtf;
use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::vocabulary;

/// Largest sheet that is read, in bytes.
const SHEET_BYTES: u64 = 64 << 20;
/// Fields that may stand in several languages: `title`, `title_vi`, `title_en`, `title_id`.
const WORDS: [&str; 5] = ["title", "alt_text", "caption", "creator", "credit_line"];
/// Fields whose value is a term of a vocabulary.
const TERMS: [(&str, &str); 4] =
    [("rights", "rights"), ("asset_kind", "asset_kind"), ("view", "view"), ("people_shown", "people_shown")];
/// Most complaints that are listed.
const COMPLAINTS: usize = 50;

type Row = BTreeMap<String, String>;

/// A sheet: fields by file name.
#[derive(Debug, Default)]
pub struct Sheet {
    rows: BTreeMap<String, Row>,
    used: std::sync::Mutex<std::collections::BTreeSet<String>>,
}

impl Sheet {
    /// Reads a sheet: CSV in UTF-8, with commas, semicolons or tabs.
    pub fn read(path: &Path) -> Result<Sheet, DeskError> {
        let mut bytes = Vec::new();
        let unread = |_| DeskError::Invalid("the sheet cannot be read".to_owned());
        File::open(path).and_then(|file| file.take(SHEET_BYTES).read_to_end(&mut bytes)).map_err(unread)?;
        Sheet::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Result<Sheet, DeskError> {
        let text =
            std::str::from_utf8(bytes).map_err(|_| DeskError::Invalid("the sheet must be CSV in UTF-8".to_owned()))?;
        let text = text.trim_start_matches('\u{feff}');
        let first = text.lines().next().unwrap_or_default();
        let count = |mark: char| first.matches(mark).count();
        let delimiter = [',', ';', '\t'].into_iter().rev().max_by_key(|mark| count(*mark)).unwrap_or(',');
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter as u8).flexible(true).from_reader(text.as_bytes());
        let broken = |error: csv::Error| DeskError::Invalid(format!("the sheet cannot be read: {error}"));
        let names: Vec<String> =
            reader.headers().map_err(broken)?.iter().map(|name| name.trim().to_lowercase()).collect();
        if !names.iter().any(|name| name == "file") {
            return Err(DeskError::Invalid("the sheet needs a column named \"file\"".to_owned()));
        }
        let mut sheet = Sheet::default();
        let mut wrong: Vec<String> =
            names.iter().filter(|name| !is_known(name)).map(|name| format!("no field is named \"{name}\"")).collect();
        for row in reader.records() {
            let row = row.map_err(broken)?;
            let line = row.position().map_or(0, csv::Position::line);
            let fields: Row = names.iter().cloned().zip(row.iter().map(|value| value.trim().to_owned())).collect();
            wrong.extend(complaints(&fields).map(|what| format!("row {line}: {what}")));
            match fields.get("file").filter(|file| !file.is_empty()).map(|file| key(file)) {
                Some(file) if sheet.rows.contains_key(&file) => wrong.push(format!("row {line}: {file} stands twice")),
                Some(file) => {
                    sheet.rows.insert(file, fields);
                }
                None => {}
            }
        }
        if wrong.is_empty() {
            return Ok(sheet);
        }
        let more = wrong.len().saturating_sub(COMPLAINTS);
        wrong.truncate(COMPLAINTS);
        if more > 0 {
            wrong.push(format!("and {more} more"));
        }
        Err(DeskError::Invalid(format!("the sheet is wrong: {}", wrong.join("; "))))
    }

    /// Returns a field of the row that names a file by its path or, else, by its own name.
    pub fn row(&self, shown: &str, name: &str) -> Option<&Row> {
        let shown = key(shown);
        let by_path = self
            .rows
            .iter()
            .find(|(file, _)| file.contains('/') && (shown == **file || shown.ends_with(&format!("/{file}"))));
        let (file, row) = by_path.or_else(|| self.rows.get_key_value(&key(name)))?;
        self.used.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(file.clone());
        Some(row)
    }

    /// Returns the files that the sheet names and the batch did not hold.
    pub fn unused(&self) -> Vec<String> {
        let used = self.used.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.rows.keys().filter(|file| !used.contains(*file)).cloned().collect()
    }
}

/// Names are compared as people see them: composed, and without regard to capitals.
fn key(file: &str) -> String {
    file.replace('\\', "/").nfc().flat_map(char::to_lowercase).collect()
}

fn is_known(name: &str) -> bool {
    let is_in_words =
        WORDS.iter().any(|word| name.strip_prefix(word).is_some_and(|rest| matches!(rest, "" | "_vi" | "_en" | "_id")));
    is_in_words
        || TERMS.iter().any(|(field, _)| *field == name)
        || matches!(name, "" | "file" | "relic" | "relation" | "captured_at")
}

fn complaints(fields: &Row) -> impl Iterator<Item = String> + '_ {
    let terms = TERMS.iter().filter_map(|(field, vocabulary)| {
        let value = fields.get(*field).filter(|value| !value.is_empty())?;
        (!vocabulary::contains(vocabulary, value)).then(|| format!("{field} cannot be \"{value}\""))
    });
    let date = fields.get("captured_at").filter(|date| !date.is_empty() && edtf::parse(date).is_none());
    terms.chain(date.map(|date| format!("captured_at cannot be \"{date}\"; write 2026-03-14, 2026-03 or 1923~")))
}

/// Fills fields of an asset from named texts: `title`, `title_en`, `alt_text`, `creator`, `rights`, `view` …
pub fn describe(asset: &mut Asset, field: &dyn Fn(&str) -> Option<String>) {
    let langs = |name: &str| -> Option<LangText> {
        let mut text = LangText::default();
        for (key, lang) in [
            (name.to_owned(), "vi"),
            (format!("{name}_vi"), "vi"),
            (format!("{name}_en"), "en"),
            (format!("{name}_id"), "id"),
        ] {
            if let Some(value) = field(&key) {
                text.0.extend(LangText::of(lang, &value).0);
            }
        }
        (!text.is_blank()).then_some(text)
    };
    let term = |name: &str, vocabulary: &str| field(name).filter(|term| vocabulary::contains(vocabulary, term));
    asset.title = langs("title").unwrap_or_default();
    asset.alt_text = langs("alt_text").unwrap_or_default();
    asset.caption = langs("caption");
    asset.creator = langs("creator").map(|name| AgentRef { name: Some(name), ..AgentRef::default() });
    asset.rights.statement = term("rights", "rights").unwrap_or_default();
    asset.rights.credit_line = langs("credit_line");
    asset.asset_kind = term("asset_kind", "asset_kind").unwrap_or_default();
    asset.view = term("view", "view");
    asset.people_shown = term("people_shown", "people_shown");
    asset.captured_at = field("captured_at")
        .filter(|date| edtf::parse(date).is_some())
        .map(|edtf| FuzzyDate { edtf, ..FuzzyDate::default() });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_found_by_name_whatever_its_capitals_and_composition() {
        let text = "\u{feff}file;title;view\nĐi\u{300}nh.JPG;Mặt tiền;front\nb/c.jpg;Hai;\nnever.jpg;;\n";
        let sheet = Sheet::parse(text.as_bytes()).expect("a sound sheet");
        assert_eq!(
            sheet.row("x/Đình.jpg", "Đình.jpg").and_then(|row| row.get("title")).map(String::as_str),
            Some("Mặt tiền")
        );
        assert!(sheet.row("x/a/b/c.jpg", "c.jpg").is_some());
        assert!(sheet.row("x/a/c.jpg", "c.jpg").is_none());
        assert_eq!(sheet.unused(), ["never.jpg"]);
    }

    #[test]
    fn each_wrong_cell_is_named_by_its_row() {
        let text = "file,view,captured_at,colour\na.jpg,sideways,2026,\nb.jpg,front,yesterday,\na.jpg,,,\n";
        let Err(DeskError::Invalid(words)) = Sheet::parse(text.as_bytes()) else { panic!("the sheet is taken") };
        for part in [
            "no field is named \"colour\"",
            "row 2: view cannot be \"sideways\"",
            "row 3: captured_at",
            "row 4: a.jpg stands twice",
        ] {
            assert!(words.contains(part), "{part} is not in {words}");
        }
        assert!(Sheet::parse(b"title\nx\n").is_err());
        assert!(Sheet::parse(b"file,title\n\xff\xfe,x\n").is_err());
    }
}
