//! Events that change nothing (fixity, derive, export): files in an object's `logs/`, which OCFL keeps out of
//! inventories; each names the digest of the one before.

use std::fs;

use serde_json::Value;

use crate::base::digest::Digest;
use crate::base::disk;
use crate::base::id::RecordId;
use crate::vault::Vault;
use crate::vault::VaultError;
use crate::vault::layout;

impl Vault {
    /// Adds an event to the log of an object.
    pub fn append_event(&self, id: &RecordId, event: &Value) -> Result<(), VaultError> {
        self.writable()?;
        let object = layout::object_folder(&self.root, id);
        let logs = object.join("logs");
        if !logs.is_dir() {
            self.watch(disk::make_dirs(&object, &logs))?;
        }
        let mut names: Vec<String> =
            fs::read_dir(&logs)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.retain(|name| name.ends_with(".json") && !name.starts_with('.'));
        names.sort();
        let (number, previous) = match names.last() {
            Some(last) => (names.len() + 1, Some(Digest::of(&fs::read(logs.join(last))?).hex())),
            None => (1, None),
        };
        let mut event = event.clone();
        if let Value::Object(fields) = &mut event {
            fields.insert("previous".to_owned(), previous.map_or(Value::Null, Value::from));
        }
        let draft = logs.join(format!(".{}", RecordId::fresh()));
        self.watch(disk::write_new(&draft, format!("{event:#}\n").as_bytes()))?;
        self.watch(disk::rename_new(&draft, &logs.join(format!("{number:06}.json"))))
    }

    /// Returns the events of an object's log, oldest first, and whether their chain holds.
    pub fn events(&self, id: &RecordId) -> Result<(Vec<Value>, bool), VaultError> {
        let logs = layout::object_folder(&self.root, id).join("logs");
        let Ok(entries) = fs::read_dir(&logs) else { return Ok((Vec::new(), true)) };
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            name.ends_with(".json") && !name.starts_with('.')
        });
        paths.sort();
        let mut events = Vec::new();
        let mut holds = true;
        let mut previous: Option<String> = None;
        for path in paths {
            let bytes = fs::read(&path)?;
            let event: Value = serde_json::from_slice(&bytes).unwrap_or_default();
            holds &= event.get("previous").and_then(Value::as_str).map(str::to_owned) == previous;
            previous = Some(Digest::of(&bytes).hex());
            events.push(event);
        }
        Ok((events, holds))
    }
}
