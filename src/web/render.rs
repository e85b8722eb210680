//! Templates: minijinja, strict; a home may override any of them under `theme/`.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use fluent_bundle::FluentValue;
use minijinja::AutoEscape;
use minijinja::Environment;
use minijinja::Error;
use minijinja::ErrorKind;
use minijinja::Output;
use minijinja::UndefinedBehavior;
use minijinja::Value;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Kwargs;
use minijinja::value::Serde;
use rust_embed::RustEmbed;
use serde::Serialize;

use crate::model::text::Lang;
use crate::model::vocabulary;
use crate::web::assets::Assets;
use crate::words;

#[derive(RustEmbed)]
#[folder = "templates/"]
#[include = "*.html"]
#[include = "*.xml"]
struct Files;

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The templates could not be prepared.
    #[error("the templates could not be prepared: {0}")]
    Start(String),
    /// A template failed.
    #[error("a template failed: {0}")]
    Template(String),
}

impl From<Error> for RenderError {
    fn from(error: Error) -> RenderError {
        RenderError::Template(format!("{error:#}"))
    }
}

/// Makes pages of templates.
pub struct Renderer {
    environment: Environment<'static>,
    assets: Arc<Assets>,
}

#[derive(Serialize)]
struct Context<'a, T: Serialize> {
    lang: &'static str,
    page: &'a T,
}

impl Renderer {
    /// Prepares the embedded templates and those of a home's theme; every one must be well-formed.
    pub fn new(theme: &Path) -> Result<Renderer, RenderError> {
        let assets = Arc::new(Assets::new(theme));
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| {
            if name.ends_with(".html") || name.ends_with(".xml") { AutoEscape::Html } else { AutoEscape::None }
        });
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(|error| RenderError::Start(error.to_string()))?);
        let own = theme.to_owned();
        environment.set_formatter(write_escaped);
        environment.set_loader(move |name| Ok(load(&own, name)));
        environment.add_function("t", translate);
        environment.add_function("term", term);
        let addresses = Arc::clone(&assets);
        environment.add_function("asset", move |name: String| -> Result<String, Error> {
            let missing = || Error::new(ErrorKind::InvalidOperation, format!("there is no asset {name}"));
            addresses.address(&name).map(str::to_owned).ok_or_else(missing)
        });
        for name in Files::iter() {
            environment.get_template(&name).map_err(|error| RenderError::Start(format!("{error:#}")))?;
        }
        Ok(Renderer { environment, assets })
    }

    /// Returns the styles, scripts and drawings.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// Makes a page: the template sees `lang` and `page`.
    pub fn page<T: Serialize>(&self, name: &str, lang: Lang, page: &T) -> Result<String, RenderError> {
        let template = self.environment.get_template(name)?;
        Ok(template.render(Serde(Context { lang: lang.tag(), page }))?)
    }

    /// Returns the names of all templates.
    #[cfg(test)]
    pub fn names() -> Vec<String> {
        Files::iter().map(|name| name.into_owned()).collect()
    }
}

fn load(theme: &Path, name: &str) -> Option<String> {
    let is_plain = name.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains('\\'));
    if !is_plain {
        return None;
    }
    let own: PathBuf = theme.join(name);
    if let Ok(text) = std::fs::read_to_string(own) {
        return Some(text);
    }
    Files::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned())
}

/// Escapes what HTML needs escaped and no more: the library's own escaping turns every slash of an address into six bytes.
fn write_escaped(out: &mut Output<'_>, state: &mut minijinja::State<'_, '_>, value: &Value) -> Result<(), Error> {
    let text = match value.as_str() {
        Some(text) if !value.is_safe() && *state.auto_escape() == AutoEscape::Html => text,
        _ => return minijinja::escape_formatter(out, state, value),
    };
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (before, after) = rest.split_at(at);
        let (letter, behind) = after.split_at(1);
        out.write_str(before)?;
        out.write_str(match letter {
            "&" => "&amp;",
            "<" => "&lt;",
            ">" => "&gt;",
            "\"" => "&quot;",
            _ => "&#39;",
        })?;
        rest = behind;
    }
    Ok(out.write_str(rest)?)
}

fn lang(state: &minijinja::State<'_, '_>) -> Lang {
    state.lookup("lang").and_then(|value| value.as_str().and_then(Lang::of)).unwrap_or(Lang::Vi)
}

/// `t("key", count=3)`: what is said under a key in the page's language; a key nobody knows is an error.
fn translate(state: &minijinja::State<'_, '_>, key: String, kwargs: Kwargs) -> Result<String, Error> {
    let lang = lang(state);
    if !words::has(lang, key.split('.').next().unwrap_or(&key)) {
        return Err(Error::new(ErrorKind::InvalidOperation, format!("nothing is said under {key}")));
    }
    let mut values = Vec::new();
    let names: Vec<String> = kwargs.args().map(str::to_owned).collect();
    for name in &names {
        let value: Value = kwargs.get(name)?;
        let fluent = match i64::try_from(value.clone()) {
            Ok(number) => FluentValue::from(number),
            Err(_) => FluentValue::from(value.to_string()),
        };
        values.push((name.as_str(), fluent));
    }
    Ok(words::say(lang, &key, &values))
}

/// `term("rank", "national")`: the label of a term; the code itself where there is none.
fn term(state: &minijinja::State<'_, '_>, vocabulary: String, code: String) -> String {
    vocabulary::label(&vocabulary, &code, lang(state)).map_or(code.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what stands in the braces behind a selector, without space.
    fn block(css: &str, selector: &str) -> String {
        let (_, rest) = css.split_once(selector).expect("the selector is there");
        let inner = rest.split_once('{').and_then(|(_, rest)| rest.split_once('}')).expect("a block").0;
        inner.split_whitespace().collect()
    }

    #[test]
    fn both_dark_schemes_are_the_same() {
        let css = include_str!("../../templates/assets/reliquary.css");
        let by_device = block(css, ":root:not([data-theme=\"light\"]) ");
        let by_choice = block(css, ":root[data-theme=\"dark\"], .lacquer ");
        assert_eq!(by_device, by_choice);
        let names = |list: &str| -> Vec<String> {
            list.split(';')
                .filter_map(|one| one.split_once(':'))
                .map(|(name, _)| name.to_owned())
                .filter(|name| name.starts_with("--"))
                .collect()
        };
        let light = names(&block(css, ":root "));
        let missing: Vec<String> = names(&by_choice).into_iter().filter(|name| !light.contains(name)).collect();
        assert!(missing.is_empty(), "the light scheme lacks {missing:?}");
        let contrast =
            |start: &str| css.split_once(start).and_then(|(_, rest)| rest.split_once('}')).expect("a block").0;
        assert_eq!(
            contrast(":root[data-theme=\"dark\"], .lacquer { --ink: #fff"),
            contrast(":root:not([data-theme=\"light\"]) { --ink: #fff"),
        );
    }

    #[test]
    fn the_stylesheet_names_no_colour_outside_its_tokens_and_print() {
        let css = include_str!("../../templates/assets/reliquary.css");
        let components =
            css.split("/* 2. Base */").nth(1).and_then(|rest| rest.split("/* 12.").next()).expect("sections");
        let colours: Vec<&str> =
            components.lines().filter(|line| line.contains(": #") && !line.contains(".brand path")).collect();
        assert!(colours.is_empty(), "{colours:?}");
    }

    #[test]
    fn a_home_may_override_templates_and_assets() {
        let theme = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(theme.path().join("parts")).expect("a folder");
        std::fs::create_dir_all(theme.path().join("assets")).expect("a folder");
        std::fs::write(theme.path().join("parts/mark.html"), "<b>OURS</b>").expect("written");
        std::fs::write(theme.path().join("assets/reliquary.css"), "body { color: red }").expect("written");
        let own = Renderer::new(theme.path()).expect("templates");
        let built_in = Renderer::new(Path::new("nowhere")).expect("templates");
        let mark = |renderer: &Renderer| renderer.page("parts/mark.html", Lang::Vi, &()).expect("a page");
        assert_eq!(mark(&own), "<b>OURS</b>");
        assert!(mark(&built_in).starts_with("<svg"));
        assert_ne!(own.assets().address("reliquary.css"), built_in.assets().address("reliquary.css"));
        assert!(own.assets().plain("reliquary.css").is_some_and(|file| file.bytes.starts_with(b"body")));
        assert_eq!(own.assets().address("theme.js"), built_in.assets().address("theme.js"));
    }

    #[test]
    fn a_theme_cannot_reach_beyond_its_folder() {
        assert!(load(Path::new("/"), "../etc/passwd").is_none());
        assert!(load(Path::new("/"), "etc//passwd").is_none());
    }

    #[test]
    fn addresses_keep_their_slashes_and_markup_does_not_pass() {
        let renderer = Renderer::new(Path::new("nowhere")).expect("templates");
        let text =
            renderer.environment.render_named_str("x.html", "{{ a }}", minijinja::context! { a => "/vi?a=1&b=<'\">" });
        assert_eq!(text.expect("rendered"), "/vi?a=1&amp;b=&lt;&#39;&quot;&gt;");
    }
}
