//! Two people changed one record: what only one of them touched is taken from that one; what both touched is shown twice.

use crate::web::form::Form;
use crate::web::staff::field;
use crate::web::staff::sheet::Field;

/// What became of a form that was made against an older version.
#[derive(Debug, Default)]
pub struct Merged {
    /// Fields both changed: path and the other's text. The form holds one's own.
    pub both: Vec<(&'static str, String)>,
    /// Fields only the other changed: the form holds the other's.
    pub theirs: Vec<&'static str>,
}

/// Returns the prints of all fields as the form carries them: `name:1a2b… code:3c4d…`.
pub fn prints<'a>(fields: impl Iterator<Item = &'a Field>, form: &Form) -> String {
    fields.map(|one| format!("{}:{}", one.path, field::print(form, one.path))).collect::<Vec<_>>().join(" ")
}

/// Merges the other's version into what was typed. `was` are the prints of the version both began with.
pub fn merge(fields: impl Iterator<Item = &'static Field>, typed: &mut Form, theirs: &Form, was: &str) -> Merged {
    let mut merged = Merged::default();
    for one in fields {
        let before = was.split(' ').find_map(|pair| pair.strip_prefix(one.path)?.strip_prefix(':'));
        let (mine, other) = (field::print(typed, one.path), field::print(theirs, one.path));
        if mine == other {
            continue;
        }
        let is_mine = before != Some(mine.as_str());
        let is_theirs = before != Some(other.as_str());
        if is_mine && is_theirs {
            merged.both.push((one.path, field::in_a_line(theirs, one.path)));
        } else if is_theirs {
            typed.take_over(one.path, theirs);
            merged.theirs.push(one.path);
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::Kind;
    use crate::web::staff::sheet;

    fn form(text: &str) -> Form {
        Form::read(text.as_bytes())
    }

    #[test]
    fn nothing_typed_is_lost_and_nothing_of_the_other_is_overwritten_unseen() {
        let fields = || sheet::fields(Kind::Relic);
        let base = form("name.vi=A&code=X&summary.vi=S");
        let was = prints(fields(), &base);
        let mut typed = form("name.vi=Mine&code=X&summary.vi=S");
        let theirs = form("name.vi=Theirs&code=X&summary.vi=Better");
        let merged = merge(fields(), &mut typed, &theirs, &was);
        assert_eq!(merged.both, [("name", "Theirs".to_owned())]);
        assert_eq!(merged.theirs, ["summary"]);
        assert_eq!((typed.get("name.vi"), typed.get("summary.vi")), ("Mine", "Better"));
    }
}
