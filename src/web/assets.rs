//! Styles, scripts and drawings of the pages: embedded, under addresses that name their content, kept for ever.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use axum::extract::Path as Segment;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use rust_embed::RustEmbed;

use crate::base::digest::Digest;
use crate::web::cache;
use crate::web::problem::Problem;
use crate::web::site::Site;

#[derive(RustEmbed)]
#[folder = "templates/assets/"]
struct Files;

/// One file.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its bytes.
    pub bytes: bytes::Bytes,
    /// Its bytes compressed, where that makes them fewer.
    pub gzip: Option<bytes::Bytes>,
    /// Its media type.
    pub mime: &'static str,
}

/// All files, by the name in their address.
#[derive(Debug, Default)]
pub struct Assets {
    by_address: HashMap<String, Asset>,
    addresses: HashMap<String, String>,
}

impl Assets {
    /// Takes the embedded files, replaced by those of a home's theme.
    pub fn new(theme: &Path) -> Assets {
        let mut assets = Assets::default();
        for name in Files::iter() {
            if let Some(file) = Files::get(&name) {
                assets.add(&name, lean(&name, file.data.into_owned()));
            }
        }
        let own = std::fs::read_dir(theme.join("assets")).into_iter().flatten().flatten();
        for path in own.map(|entry| entry.path()).filter(|path| path.is_file()) {
            if let (Some(name), Ok(bytes)) = (path.file_name().and_then(|name| name.to_str()), std::fs::read(&path)) {
                assets.add(name, bytes);
            }
        }
        assets
    }

    fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let hash = &Digest::of(&bytes).hex()[..8];
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let address = format!("{stem}.{hash}.{ending}");
        self.addresses.insert(name.to_owned(), format!("/static/{address}"));
        // Once at the start: what is sent for years may take its time.
        let gzip = matches!(ending, "css" | "js" | "svg" | "bin").then(|| cache::gzip_best(&bytes));
        self.by_address.insert(address, Asset { bytes: bytes.into(), gzip, mime: mime(ending) });
    }

    /// Returns the address of a file by its plain name.
    pub fn address(&self, name: &str) -> Option<&str> {
        self.addresses.get(name).map(String::as_str)
    }

    /// Returns a file by its plain name.
    pub fn plain(&self, name: &str) -> Option<&Asset> {
        self.by_address.get(self.address(name)?.trim_start_matches("/static/"))
    }
}

/// Leaves out of our own scripts what only their readers here need: lines that are comment, the space before others, and
/// the space around signs. No text of a script runs over several lines, so a line never begins inside one.
fn lean(name: &str, bytes: Vec<u8>) -> Vec<u8> {
    if !name.ends_with(".js") {
        return bytes;
    }
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().map(str::trim);
    let said: Vec<String> = lines
        .filter(|line| !line.is_empty() && !["//", "/*", "*"].iter().any(|mark| line.starts_with(mark)))
        .map(|line| squeeze(line).unwrap_or_else(|| line.to_owned()))
        .collect();
    (said.join("\n") + "\n").into_bytes()
}

/// Takes the spaces beside signs out of a line of script, its texts left as they are; `None` for a line with a slash outside
/// its texts, which may begin a pattern or a comment. `+` and `-` keep theirs: `a + +b` is not `a++b`.
fn squeeze(line: &str) -> Option<String> {
    const SIGNS: &str = "{}()[]=,;:<>*&|?!";
    let mut out = String::with_capacity(line.len());
    let mut quote = None;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match (quote, sign) {
            (Some(_), '\\') => {
                out.push(sign);
                out.extend(signs.next());
                continue;
            }
            (Some(open), _) if open == sign => quote = None,
            (None, '\'' | '"' | '`') => quote = Some(sign),
            (None, '/') => return None,
            (None, ' ') if out.ends_with(|before| SIGNS.contains(before)) => continue,
            (None, ' ') if signs.peek().is_some_and(|after| SIGNS.contains(*after)) => continue,
            _ => {}
        }
        out.push(sign);
    }
    quote.is_none().then_some(out)
}

fn mime(ending: &str) -> &'static str {
    match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

/// Sends a file under its hashed address.
pub async fn file(
    State(site): State<Arc<Site>>,
    Segment(address): Segment<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let asset = site.renderer.assets().by_address.get(&address).ok_or_else(Problem::missing)?;
    let headers = [
        (header::CONTENT_TYPE, asset.mime),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "Accept-Encoding"),
    ];
    Ok(match asset.gzip.as_ref().filter(|_| cache::takes_gzip(&asked)) {
        Some(gzip) => (headers, [(header::CONTENT_ENCODING, "gzip")], gzip.clone()).into_response(),
        None => (headers, asset.bytes.clone()).into_response(),
    })
}

/// Sends the small picture that browsers ask for by themselves.
pub async fn favicon(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    let asset = site.renderer.assets().plain("favicon.svg").ok_or_else(Problem::missing)?;
    let headers = [(header::CONTENT_TYPE, asset.mime), (header::CACHE_CONTROL, "public, max-age=86400")];
    Ok((headers, asset.bytes.clone()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_sent_without_their_comments() {
        let script =
            "// A head.\n\nclass A {\n  /** What it does.\n   * More. */\n  go() {\n    return 1; // why\n  }\n}\n";
        let lean = lean("a.js", script.as_bytes().to_vec());
        assert_eq!(String::from_utf8_lossy(&lean), "class A{\ngo(){\nreturn 1; // why\n}\n}\n");
    }

    #[test]
    fn spaces_beside_signs_go_and_texts_stay() {
        let squeezed = |line: &str| squeeze(line).unwrap_or_else(|| line.to_owned());
        assert_eq!(squeezed("const a = { b: [1, 2], c: 'x = { y }' };"), "const a={b:[1,2],c:'x = { y }'};");
        assert_eq!(squeezed("if (a + +b - -c < 0) return `a ( ${ d } )`;"), "if(a + +b - -c<0)return `a ( ${ d } )`;");
        assert_eq!(squeezed(r#"say('it\'s ( so )' , "a : b");"#), r#"say('it\'s ( so )',"a : b");"#);
        for kept in ["const odd = /[ ,] 'x/;", "a = b / c; // why (so)", "an = 'open text ( "] {
            assert_eq!(squeezed(kept), kept);
        }
    }

    #[test]
    fn no_text_of_a_script_runs_over_several_lines() {
        for name in Files::iter().filter(|name| name.ends_with(".js")) {
            let file = Files::get(&name).expect("it is listed");
            for line in String::from_utf8_lossy(&file.data).lines() {
                assert_eq!(line.matches('`').count() % 2, 0, "{name}: {line}");
                assert!(
                    !line.trim_start().starts_with('*') || line.starts_with(" *") || line.starts_with("   *"),
                    "{name}: {line}"
                );
            }
        }
    }
}
