//! The page to open first: what the package is, the relics with their pictures and credits, what lies where, how to check
//! it. Self-contained, without script; one page a language, linked with each other. Every text is escaped.

use std::fmt::Write as _;

use crate::export::Bundle;
use crate::export::Item;
use crate::export::Selection;
use crate::export::leaf;
use crate::export::leaf::Leaves;
use crate::export::name;
use crate::metadata::described::date_in_words;
use crate::metadata::described::name_in_address;
use crate::metadata::thing::Thing;
use crate::model::record::Body;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::model::text::TextState;
use crate::model::title;
use crate::model::vocabulary;
use crate::words;

const STYLE: &str = "\
:root{color-scheme:light dark;--paper:#f6f2e8;--sheet:#fffdf8;--ink:#1d1916;--ink-2:#564c43;--link:#0f5057;--line:#d8cebc;\
--son:#982a1b;--well:#ece5d6}\
@media (prefers-color-scheme:dark){:root{--paper:#14110e;--sheet:#1d1814;--ink:#efe8da;--ink-2:#bfb3a2;--link:#8ccac6;\
--line:#3b332b;--son:#e77c61;--well:#29221c}}\
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:1.125rem/1.65 \"Noto Serif\",ui-serif,\
Cambria,\"Times New Roman\",\"Liberation Serif\",serif;overflow-wrap:break-word}\
header,main,footer{max-width:60rem;margin:0 auto;padding:1rem}\
nav,table,figcaption,dl,.sans,footer{font-family:-apple-system,BlinkMacSystemFont,\"Segoe UI\",Roboto,\"Noto Sans\",\
\"Liberation Sans\",sans-serif;font-size:1rem;line-height:1.5}\
nav a{margin-inline-end:1rem}nav a[aria-current]{color:var(--ink);text-decoration:none;border-block-end:2px solid var(--son)}\
a{color:var(--link);text-underline-offset:.28em}h1,h2,h3{line-height:1.35;font-weight:600}h1{font-size:1.75rem}\
h2{margin-block-start:3rem;border-block-start:1px solid var(--line);padding-block-start:1rem}\
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr));gap:1.5rem;padding:0;list-style:none}\
figure{margin:0}figure img{max-width:100%;height:auto;background:var(--well);display:block}figcaption,.quiet{color:var(--ink-2)}\
table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.35rem .75rem .35rem 0;\
border-block-end:1px solid var(--line)}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}\
dt{color:var(--ink-2)}dd{margin:0}pre{white-space:pre-wrap;background:var(--sheet);padding:1rem;font-size:.9rem}\
@media (max-width:40em){dl{display:block}dd{margin-block-end:.5rem}}@media print{a{color:inherit}}";

/// Returns the file of the page in a language; the Vietnamese one is the one to open first.
pub fn file(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "README.html",
        Lang::En => "README.en.html",
        Lang::Id => "README.id.html",
    }
}

/// Writes the page.
pub fn write(selection: &Selection, exporter: &str, leaves: Leaves, lang: Lang) -> String {
    let t = |key: &str| escaped(&words::get(lang, key));
    let heading = words::say(lang, "export-heading", &[("archive", selection.archive_name(lang).into())]);
    let mut html = String::new();
    let _ = write!(
        html,
        "<!DOCTYPE html>\n<html lang=\"{0}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<title>{1}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n",
        lang.tag(),
        escaped(&heading),
    );
    languages(&mut html, lang);
    let day = crate::model::edtf::display(selection.day(), lang);
    let _ = writeln!(
        html,
        "<h1>{}</h1>\n<p>{}</p>\n<p class=\"quiet sans\">{}</p>\n</header>\n<main>",
        escaped(&heading),
        t(&format!("export-{exporter}")),
        escaped(&words::say(lang, "export-as-of", &[("day", day.into())])),
    );
    for bundle in &selection.bundles {
        relic(&mut html, selection, bundle, leaves, lang);
    }
    layout(&mut html, exporter, leaves, lang);
    let _ = writeln!(
        html,
        "<h2>{}</h2>\n<pre>{}</pre>\n</main>\n<footer>\n<p>{} <a href=\"{address}\">{address}</a></p>\n</footer>\n</body>\n</html>",
        t("export-check-heading"),
        t("export-how-to-check"),
        t("export-comes-from"),
        address = escaped(&selection.public_url),
    );
    html
}

fn languages(html: &mut String, lang: Lang) {
    html.push_str("<nav>");
    for (other, own_name) in [(Lang::Vi, "Tiếng Việt"), (Lang::En, "English"), (Lang::Id, "Bahasa Indonesia")] {
        let current = if other == lang { " aria-current=\"page\"" } else { "" };
        let tag = other.tag();
        let _ = write!(html, "<a href=\"{}\" hreflang=\"{tag}\" lang=\"{tag}\"{current}>{own_name}</a>", file(other));
    }
    html.push_str("</nav>\n");
}

fn relic(html: &mut String, selection: &Selection, bundle: &Bundle, leaves: Leaves, lang: Lang) {
    let code = name_in_address(&bundle.relic);
    let described = bundle.described(selection, &[]);
    let _ = writeln!(
        html,
        "<h2 id=\"{0}\">{1} <span class=\"quiet\">{0}</span></h2>",
        code,
        said(&title::title(&bundle.relic), lang)
    );
    if let Body::Relic(body) = &bundle.relic.body {
        let _ = writeln!(html, "<p>{}</p>", said(&body.summary, lang));
    }
    facts(html, bundle, &described.page(&bundle.relic, lang), lang);
    if !bundle.children.is_empty() {
        let _ = writeln!(html, "<h3>{}</h3>\n<ul>", escaped(&words::get(lang, "export-children")));
        for child in &bundle.children {
            let kind = vocabulary::label("kind", child.kind().name(), lang).unwrap_or_default();
            let file = format!("{code}/records/{}.json", name::record_name(child));
            let _ = writeln!(
                html,
                "<li>{}: <a href=\"{}\">{}</a></li>",
                escaped(kind),
                escaped(&file),
                said(&title::title(child), lang)
            );
        }
        html.push_str("</ul>\n");
    }
    if bundle.items.is_empty() {
        return;
    }
    let _ = writeln!(html, "<h3>{}</h3>\n<ul class=\"pictures\">", escaped(&words::get(lang, "export-files")));
    for (item, stem) in bundle.items.iter().zip(name::stems(bundle)) {
        picture(html, &code, item, &stem, leaves, lang);
    }
    html.push_str("</ul>\n");
}

fn facts(html: &mut String, bundle: &Bundle, page: &str, lang: Lang) {
    let Some(thing) = Thing::of(&bundle.relic) else { return };
    let terms = |terms: &[(&'static str, &str)]| {
        let labels = terms.iter().map(|(vocabulary, code)| vocabulary::label(vocabulary, code, lang).unwrap_or(code));
        escaped(&labels.collect::<Vec<_>>().join(", "))
    };
    let dates = thing.dating.iter().map(|date| date_in_words(date, lang)).collect::<Vec<_>>().join("; ");
    let place = match &bundle.relic.body {
        Body::Relic(body) => said(&body.place.address_current.text, lang),
        _ => String::new(),
    };
    let rights = thing.rights.map(|rights| rights.statement.clone()).unwrap_or_default();
    let linked = |address: &str| {
        if address.is_empty() { String::new() } else { format!("<a href=\"{0}\">{0}</a>", escaped(address)) }
    };
    html.push_str("<dl>\n");
    for (key, value) in [
        ("export-type", terms(&thing.types)),
        ("export-class", terms(&thing.classes)),
        ("export-place", place),
        ("export-dating", escaped(&dates)),
        ("export-rights", linked(&rights)),
        ("export-page", linked(page)),
    ] {
        if !value.is_empty() {
            let _ = writeln!(html, "<dt>{}</dt><dd>{value}</dd>", escaped(&words::get(lang, key)));
        }
    }
    html.push_str("</dl>\n");
}

fn picture(html: &mut String, code: &str, item: &Item, stem: &str, leaves: Leaves, lang: Lang) {
    let Some(body) = leaf::asset(item) else { return };
    let [original, large, small] = leaf::paths(item, stem, leaves);
    let name = said(&title::title(&item.record), lang);
    html.push_str("<li><figure>");
    let to = original.as_ref().or(large.as_ref());
    if let Some(path) = to {
        let _ = write!(html, "<a href=\"{}\">", escaped(&format!("{code}/{path}")));
    }
    if let (Some(path), Some((_, (width, height)))) = (&small, item.pictures()) {
        let alt = body.alt_text.best(lang).map(|(_, text)| text).unwrap_or_default();
        let _ = write!(
            html,
            "<img src=\"{}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" alt=\"{}\">",
            escaped(&format!("{code}/{path}")),
            escaped(alt),
        );
    }
    if to.is_some() {
        let _ = write!(html, "{name}</a>");
    } else {
        html.push_str(&name);
    }
    html.push_str("<figcaption>");
    let mut lines = Vec::new();
    lines.extend(body.caption.as_ref().map(|caption| said(caption, lang)));
    lines.extend(body.rights.credit_line.as_ref().map(|credit| said(credit, lang)));
    lines.extend(Some(escaped(&body.rights.statement)));
    if item.state == "quarantined" {
        lines.push(escaped(&words::get(lang, "export-note-damaged")));
    }
    if leaves.originals && !item.is_handed_out {
        lines.push(escaped(&words::get(lang, "export-note-kept-back")));
    }
    lines.retain(|line| !line.is_empty());
    let _ = writeln!(html, "{}</figcaption></figure></li>", lines.join("<br>"));
}

/// What lies where.
fn layout(html: &mut String, exporter: &str, leaves: Leaves, lang: Lang) {
    let mut rows = vec![("README.html", "export-layout-readme"), ("HOW-TO-CHECK.txt", "export-layout-check")];
    if exporter == "backup" {
        rows.push(("store/", "export-layout-store"));
    } else {
        rows.extend([
            ("inventory.csv", "export-layout-inventory"),
            ("objects.csv", "export-layout-objects"),
            ("…/record.json, …/records/, …/assets/", "export-layout-records"),
            ("record.schema.json", "export-layout-schema"),
            ("…/lido.xml, …/dc.xml", "export-layout-standards"),
            ("…/technical/", "export-layout-technical"),
        ]);
        if leaves.premis {
            rows.push(("…/premis.xml", "export-layout-premis"));
        }
        if leaves.originals {
            rows.push(("…/originals/", "export-layout-originals"));
        }
        if leaves.pictures {
            rows.push(("…/access/, …/thumbnails/", "export-layout-pictures"));
        }
        if exporter == "preservation" {
            rows.push(("…/versions/", "export-layout-versions"));
        }
    }
    let _ = writeln!(html, "<h2>{}</h2>\n<table>", escaped(&words::get(lang, "export-layout-heading")));
    for (path, key) in rows {
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            escaped(path),
            escaped(&words::get(lang, key))
        );
    }
    html.push_str("</table>\n");
}

/// Returns a text in the reader's language, or what there is of it, saying so.
fn said(text: &LangText, lang: Lang) -> String {
    let Some((tag, best)) = text.best(lang) else { return String::new() };
    let is_machine = text.0.get(tag).is_some_and(|entry| entry.state == TextState::Machine);
    let machine =
        if is_machine { format!(" ({})", escaped(&words::get(lang, "export-machine"))) } else { String::new() };
    let best = escaped(best).replace('\n', "<br>");
    if tag == lang.tag() {
        format!("{best}{machine}")
    } else {
        format!("<span lang=\"{}\">{best}</span>{machine}", escaped(tag))
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(letter),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}
