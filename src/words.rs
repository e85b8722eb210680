//! What the program says, in three languages: Fluent files under `templates/words/`, the same keys in each.
//! A home may replace any of them under `theme/words/`.

use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::OnceLock;

use fluent_bundle::FluentArgs;
use fluent_bundle::FluentResource;
use fluent_bundle::FluentValue;
use fluent_bundle::concurrent::FluentBundle;
use rust_embed::RustEmbed;

use crate::model::text::Lang;

#[derive(RustEmbed)]
#[folder = "templates/words/"]
#[include = "*.ftl"]
struct Files;

type Bundle = FluentBundle<FluentResource>;

static BUILT_IN: LazyLock<HashMap<Lang, Bundle>> = LazyLock::new(|| load(None));
static THEMED: OnceLock<HashMap<Lang, Bundle>> = OnceLock::new();

/// Takes the words of a home's theme on top of the built-in ones. Only the first call has an effect.
pub fn use_theme(folder: &Path) {
    if folder.join("words").is_dir() {
        let _ = THEMED.set(load(Some(&folder.join("words"))));
    }
}

/// Returns what is said under a key; the key itself where nothing is.
pub fn get(lang: Lang, key: &str) -> String {
    say(lang, key, &[])
}

/// Returns what is said under a key with values put in.
pub fn say(lang: Lang, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
    let all = THEMED.get().unwrap_or(&BUILT_IN);
    let Some(bundle) = all.get(&lang) else { return key.to_owned() };
    let (id, attribute) = key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
    let Some(message) = bundle.get_message(id) else { return key.to_owned() };
    let pattern = match attribute {
        Some(name) => message.get_attribute(name).map(|attribute| attribute.value()),
        None => message.value(),
    };
    let Some(pattern) = pattern else { return key.to_owned() };
    let mut args = FluentArgs::new();
    for (name, value) in values {
        args.set(*name, value.clone());
    }
    let mut errors = Vec::new();
    bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
}

/// Returns true when something is said under a key.
pub fn has(lang: Lang, key: &str) -> bool {
    BUILT_IN.get(&lang).is_some_and(|bundle| bundle.has_message(key))
}

fn load(theme: Option<&Path>) -> HashMap<Lang, Bundle> {
    Lang::ALL
        .into_iter()
        .map(|lang| {
            let tag: unic_langid::LanguageIdentifier = lang.tag().parse().unwrap_or_default();
            let mut bundle = Bundle::new_concurrent(vec![tag]);
            bundle.set_use_isolating(false);
            let ending = format!("{}.ftl", lang.tag());
            for name in Files::iter().filter(|name| is_of(name, &ending)) {
                if let Some(file) = Files::get(&name) {
                    add(&mut bundle, String::from_utf8_lossy(&file.data).into_owned());
                }
            }
            let own = theme.and_then(|folder| std::fs::read_dir(folder).ok());
            for path in own.into_iter().flatten().flatten().map(|entry| entry.path()) {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                if is_of(&name, &ending)
                    && let Ok(text) = std::fs::read_to_string(&path)
                {
                    add(&mut bundle, text);
                }
            }
            (lang, bundle)
        })
        .collect()
}

fn is_of(name: &str, ending: &str) -> bool {
    name == ending || name.ends_with(&format!(".{ending}"))
}

fn add(bundle: &mut Bundle, text: String) {
    match FluentResource::try_new(text) {
        Ok(resource) | Err((resource, _)) => bundle.add_resource_overriding(resource),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::collections::BTreeSet;

    use super::*;

    fn keys(lang: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut keys = BTreeMap::new();
        for name in Files::iter().filter(|name| is_of(name, &format!("{lang}.ftl"))) {
            let file = Files::get(&name).expect("embedded");
            let text = String::from_utf8(file.data.into_owned()).expect("UTF-8");
            assert!(FluentResource::try_new(text.clone()).is_ok(), "{name} is not well-formed");
            let mut key = String::new();
            for line in text.lines() {
                if let Some((name, _)) =
                    line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
                {
                    key = name.to_owned();
                    assert!(keys.insert(key.clone(), BTreeSet::new()).is_none(), "{lang}: {key} stands twice");
                }
                let variables = line.split('$').skip(1).map(|rest| {
                    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
                });
                if let Some(set) = keys.get_mut(&key) {
                    set.extend(variables);
                }
            }
        }
        keys
    }

    #[test]
    fn a_home_may_say_things_in_its_own_words() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("ours.vi.ftl"), "unknown = Không ai biết\n").expect("written");
        let own = load(Some(folder.path()));
        let said = |all: &HashMap<Lang, Bundle>, lang: Lang, key: &str| {
            let bundle = &all[&lang];
            let message = bundle.get_message(key).and_then(|message| message.value());
            bundle.format_pattern(message.expect("a message"), None, &mut Vec::new()).into_owned()
        };
        assert_eq!(said(&own, Lang::Vi, "unknown"), "Không ai biết");
        assert_eq!(said(&own, Lang::En, "unknown"), get(Lang::En, "unknown"));
        assert_eq!(said(&own, Lang::Vi, "nav-about"), get(Lang::Vi, "nav-about"));
    }

    #[test]
    fn three_languages_say_the_same_things_with_the_same_variables() {
        let vi = keys("vi");
        assert!(vi.len() > 100);
        assert_eq!(vi, keys("en"));
        assert_eq!(vi, keys("id"));
    }
}
