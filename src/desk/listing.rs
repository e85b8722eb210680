//! Lists and single records of one kind, as the API speaks of them.

use std::collections::HashSet;

use serde_json::Value;

use crate::base::id::RecordId;
use crate::catalogue::ListFilter;
use crate::catalogue::RecordRow;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::view::AssetView;
use crate::model::access::Viewer;
use crate::model::open::open;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::pipeline::row;

impl Desk {
    /// Returns a record of a kind by id, path (`DTG/DTG.TD.01`) or, where only one of the kind has it, by its code alone.
    pub async fn one(&self, viewer: &Viewer, kind: Kind, key: &str) -> Result<(Record, RecordRow), DeskError> {
        let found = match self.record(viewer, key).await {
            Err(DeskError::Missing) if kind != Kind::Relic => {
                let id = self.by_code(viewer, kind, key).await?;
                self.record(viewer, &id).await?
            }
            found => found?,
        };
        if found.1.kind == kind { Ok(found) } else { Err(DeskError::Missing) }
    }

    async fn by_code(&self, viewer: &Viewer, kind: Kind, code: &str) -> Result<String, DeskError> {
        let mut seen = Vec::new();
        for row in self.catalogue.by_code(kind, code).await? {
            if self.may_see(viewer, &row).await? {
                seen.push(row.id.to_string());
            }
        }
        match seen.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(DeskError::Missing),
            _ => Err(DeskError::Conflict("problem-record-code-ambiguous".to_owned())),
        }
    }

    /// Returns the published records of a kind that the asker may see, in order of path. For kinds of which there are few:
    /// the others are found by searching.
    pub async fn published(&self, viewer: &Viewer, kind: Kind) -> Result<Vec<RecordRow>, DeskError> {
        let mut seen = Vec::new();
        for row in self.catalogue.published(kind).await? {
            if self.may_see(viewer, &row).await? {
                seen.push(row);
            }
        }
        Ok(seen)
    }

    /// Returns a page of assets for staff (for volunteers: of their own), latest change first, and how many there are.
    pub async fn asset_list(&self, viewer: &Viewer, filter: ListFilter) -> Result<(i64, Vec<AssetView>), DeskError> {
        let (total, rows) = self.list(viewer, ListFilter { kind: Some(Kind::Asset), ..filter }).await?;
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let files = self.catalogue.assets(&ids).await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(file) = files.iter().find(|file| file.id == row.id) else { continue };
            if self.may_see_asset(viewer, &row).await? {
                let mut record = row.head()?;
                self.close_regions(viewer, &mut record).await?;
                views.push(self.view(viewer, record, file));
            }
        }
        Ok((total, views))
    }

    /// Returns the ids of the records an asset shows, as far as the asker may see them.
    pub async fn seen(&self, viewer: &Viewer, asset: &RecordId) -> Result<Vec<String>, DeskError> {
        let mut seen = Vec::new();
        for row in self.catalogue.shown_by(asset).await? {
            if self.may_see(viewer, &row).await? {
                seen.push(row.id.to_string());
            }
        }
        Ok(seen)
    }

    /// Returns a record as its asker may read it: without closed fields, and without a word of records that are hidden.
    pub async fn told(&self, viewer: &Viewer, record: &Record) -> Result<Value, DeskError> {
        if viewer.is_staff() {
            return Ok(record.to_value());
        }
        let mut hidden = HashSet::new();
        for key in row::links(record) {
            let is_hidden = match self.lookup(viewer, &key).await {
                Ok(_) => false,
                Err(DeskError::Missing) => true,
                Err(error) => return Err(error),
            };
            if is_hidden {
                hidden.insert(key);
            }
        }
        let mut value = open(record).to_value();
        if !hidden.is_empty() {
            prune(&mut value, &hidden);
        }
        Ok(value)
    }
}

/// Takes references to hidden records out. Returns true when nothing is left that could stand by itself.
fn prune(value: &mut Value, hidden: &HashSet<String>) -> bool {
    match value {
        Value::Array(items) => {
            let was_empty = items.is_empty();
            items.retain_mut(|item| !prune(item, hidden));
            items.is_empty() && !was_empty
        }
        Value::Object(map) => {
            let is_reference = !map.is_empty() && map.keys().all(|name| name == "id" || name == "code");
            if is_reference {
                return serde_json::from_value(Value::Object(map.clone()))
                    .is_ok_and(|reference| row::key(&reference).is_some_and(|key| hidden.contains(&key)));
            }
            let gone: Vec<String> =
                map.iter_mut().filter_map(|(name, value)| prune(value, hidden).then(|| name.clone())).collect();
            gone.iter().for_each(|name| drop(map.shift_remove(name)));
            !gone.is_empty() && (map.is_empty() || gone.iter().any(|name| name == "record"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_reference_to_a_hidden_record_is_left() {
        let hidden = HashSet::from(["AAA".to_owned()]);
        let mut value = json!({
            "code": "DTG", "id": "X", "name": {"vi": {"text": "Đình"}},
            "decisions": [{"code": "AAA"}, {"code": "BBB"}],
            "of": [{"record": {"code": "AAA"}, "relation": "depicts"}],
            "creator": {"agent": {"code": "AAA"}, "name": {"vi": {"text": "Ai"}}}
        });
        prune(&mut value, &hidden);
        assert_eq!(
            value,
            json!({"code": "DTG", "id": "X", "name": {"vi": {"text": "Đình"}}, "decisions": [{"code": "BBB"}],
                "creator": {"name": {"vi": {"text": "Ai"}}}})
        );
    }
}
