//! Where the words of a hit stand within its record, and the address that leads there.

use crate::desk::view::Hit;
use crate::desk::view::Part;
use crate::model::text::Lang;
use crate::web::pages::query::escaped;
use crate::words;

/// Returns what a page says of the place, and its address; `None` where nothing more exact than the record can be said.
pub fn of(hit: &Hit, href: &str, lang: Lang) -> Option<(String, String)> {
    let spot = hit.snippet.spot?;
    let number = spot.number;
    let said = words::say(lang, &format!("spot-{}", spot.part.name()), &[("number", number.into())]);
    let address = match spot.part {
        Part::Caption => href.to_owned(),
        Part::Text => format!("{href}{}", find(hit)),
        Part::Page if number == 1 => format!("{href}{}", find(hit)),
        Part::Page => format!("{href}?page={number}{}", find(hit)),
        Part::Transcript => format!("{href}#transcript"),
        Part::Original => format!("{href}#line-{number}"),
        Part::Reading => format!("{href}#reading-{number}"),
        // The page shows the translation into its own language where there is one.
        Part::Translation if hit.snippet.lang == lang.tag() => format!("{href}#translation-{number}"),
        Part::Translation => format!("{href}#lines"),
        Part::Colophon => format!("{href}#colophon"),
    };
    Some((said, address))
}

/// The words found, as they are written there: the viewer marks them on the picture of the page.
fn find(hit: &Hit) -> String {
    let mut words: Vec<&str> = Vec::new();
    for (word, _) in hit.snippet.pieces.iter().filter(|(_, is_found)| *is_found) {
        if !words.contains(&word.as_str()) && words.len() < MOST {
            words.push(word);
        }
    }
    if words.is_empty() { String::new() } else { format!("#find={}", escaped(&words.join(" "))) }
}

/// Most words that an address carries.
const MOST: usize = 12;
