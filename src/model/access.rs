//! Who may see what: the one function that decides, and the roles it speaks of (RELIABILITY §1, DOMAIN §10).

use serde::Deserialize;
use serde::Serialize;

use crate::base::id::RecordId;

/// How widely something is open (vocabulary `asset_access`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, Default)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Open to all.
    #[default]
    Public,
    /// Open to all in reduced size.
    PublicReduced,
    /// Open to whoever is signed in.
    Registered,
    /// Open to staff.
    Staff,
    /// Open to named people.
    Restricted,
    /// Closed to all but staff until a day.
    Sealed,
}

/// The access rule of one record or asset.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// How widely it is open.
    pub level: Level,
    /// UTC instant (RFC 3339) until which `sealed` holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Account names, for `restricted`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}

/// What an account may do (DOMAIN §10), from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Captures with a phone; sees own drafts only.
    Volunteer,
    /// Creates and edits records, asks for review.
    Officer,
    /// Transcribes, translates, signs inscriptions.
    Reader,
    /// Approves, publishes, withdraws.
    Approver,
    /// Exports packages, fixity, identifiers.
    Registrar,
    /// Downloads granted packages.
    Partner,
    /// Reads what is open to registered readers.
    Member,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 7] =
        [Role::Volunteer, Role::Officer, Role::Reader, Role::Approver, Role::Registrar, Role::Partner, Role::Member];

    /// Returns the role's name as stored and typed.
    pub fn name(self) -> &'static str {
        match self {
            Role::Volunteer => "volunteer",
            Role::Officer => "officer",
            Role::Reader => "reader",
            Role::Approver => "approver",
            Role::Registrar => "registrar",
            Role::Partner => "partner",
            Role::Member => "member",
        }
    }

    /// Returns the role of that name.
    pub fn of(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Returns true for those who see drafts of others.
    pub fn is_staff(self) -> bool {
        matches!(self, Role::Officer | Role::Reader | Role::Approver | Role::Registrar)
    }

    /// Returns true for those who may create and edit records.
    pub fn may_edit(self) -> bool {
        matches!(self, Role::Officer | Role::Reader | Role::Approver | Role::Registrar)
    }

    /// Returns true for those who may approve, publish and withdraw.
    pub fn may_publish(self) -> bool {
        matches!(self, Role::Approver)
    }

    /// Returns true for those who may add files.
    pub fn may_upload(self) -> bool {
        self.may_edit() || matches!(self, Role::Volunteer)
    }

    /// Returns true for those who may make packages with closed material.
    pub fn may_export(self) -> bool {
        matches!(self, Role::Registrar | Role::Approver | Role::Officer)
    }
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Nobody signed in: the public.
    Visitor,
    /// A signed-in person.
    Account {
        /// The account's name.
        name: String,
        /// What it may do.
        role: Role,
        /// True when it may manage accounts.
        is_admin: bool,
    },
    /// The terminal of the machine itself, or the program's own work.
    Operator,
}

impl Viewer {
    /// Returns true for those who see what is not published.
    pub fn is_staff(&self) -> bool {
        match self {
            Viewer::Visitor => false,
            Viewer::Account { role, .. } => role.is_staff(),
            Viewer::Operator => true,
        }
    }

    /// Returns true for the account that made something; nobody and the terminal made nothing they could be known by.
    pub fn made(&self, created_by: &str) -> bool {
        matches!(self, Viewer::Account { name, .. } if name == created_by)
    }

    /// Returns the name written into events.
    pub fn name(&self) -> &str {
        match self {
            Viewer::Visitor => "visitor",
            Viewer::Account { name, .. } => name,
            Viewer::Operator => "operator",
        }
    }
}

/// What is known of a record when its visibility is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing<'a> {
    /// The record.
    pub id: RecordId,
    /// True when some version is published and not withdrawn (for an asset: its file is `ready`).
    pub is_published: bool,
    /// Its access rule; `None` when it cannot be read, which hides it.
    pub access: Option<&'a Access>,
    /// Who made it.
    pub created_by: &'a str,
}

/// Decides whether a viewer may see a record that itself stands as given, at an instant (RFC 3339, UTC).
/// A record below another is visible only when this holds for both; an asset only when it holds
/// for it and for at least one record it shows. An unreadable policy means hidden.
pub fn visible(viewer: &Viewer, standing: &Standing<'_>, now: &str) -> bool {
    if viewer.is_staff() {
        return match standing.access {
            Some(access) if access.level == Level::Restricted => {
                matches!(viewer, Viewer::Operator)
                    || access.names.iter().any(|name| name == viewer.name())
                    || is_publisher(viewer)
            }
            _ => true,
        };
    }
    if let Viewer::Account { name, role: Role::Volunteer, .. } = viewer
        && name == standing.created_by
    {
        return true;
    }
    if !standing.is_published {
        return false;
    }
    let Some(access) = standing.access else { return false };
    match access.level {
        Level::Public | Level::PublicReduced => true,
        Level::Registered => matches!(viewer, Viewer::Account { .. }),
        Level::Staff => false,
        Level::Restricted => matches!(viewer, Viewer::Account { name, .. } if access.names.contains(name)),
        Level::Sealed => access.until.as_deref().is_some_and(|until| is_instant(until) && until <= now),
    }
}

/// Decides whether a viewer who may see this sees it in reduced size alone.
pub fn is_reduced(viewer: &Viewer, standing: &Standing<'_>) -> bool {
    let is_open_reduced = standing.access.is_none_or(|access| access.level == Level::PublicReduced);
    is_open_reduced && !viewer.is_staff() && !viewer.made(standing.created_by)
}

/// Decides whether something may go to another house at an instant: what is sealed or for named people only stays here.
pub fn may_leave(access: &Access, now: &str) -> bool {
    match access.level {
        Level::Restricted => false,
        Level::Sealed => access.until.as_deref().is_some_and(|until| is_instant(until) && until <= now),
        _ => true,
    }
}

/// Returns the instant (milliseconds since 1970; 0: since ever) from which `visible` lets everybody see what has this
/// rule and is published; `None` when never. The catalogue keeps it, so that lists need not read every record.
pub fn open_from_ms(access: &Access) -> Option<i64> {
    match access.level {
        Level::Public | Level::PublicReduced => Some(0),
        Level::Sealed => {
            let until = access.until.as_deref().filter(|until| is_instant(until))?;
            until.parse::<jiff::Timestamp>().ok().map(|at| at.as_millisecond())
        }
        Level::Registered | Level::Staff | Level::Restricted => None,
    }
}

fn is_publisher(viewer: &Viewer) -> bool {
    matches!(viewer, Viewer::Account { role, .. } if role.may_publish())
}

fn is_instant(text: &str) -> bool {
    text.len() == 20 && text.ends_with('Z') && text.as_bytes()[10] == b'T'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_catalogue_keeps_agrees_with_the_one_that_decides() {
        let untils =
            [None, Some("2026-01-01T00:00:00Z"), Some("2030-01-01T00:00:00Z"), Some("2026-01-01"), Some("never")];
        let levels =
            [Level::Public, Level::PublicReduced, Level::Registered, Level::Staff, Level::Restricted, Level::Sealed];
        for (level, until) in levels.into_iter().flat_map(|level| untils.map(|until| (level, until))) {
            let access = Access { level, until: until.map(str::to_owned), names: vec!["an".to_owned()] };
            let standing = Standing {
                id: RecordId::from_bytes([1; 16]),
                is_published: true,
                access: Some(&access),
                created_by: "an",
            };
            for now in ["2025-06-01T00:00:00Z", "2026-01-01T00:00:00Z", "2031-01-01T00:00:00Z"] {
                let now_ms = now.parse::<jiff::Timestamp>().expect("an instant").as_millisecond();
                let kept = open_from_ms(&access).is_some_and(|from| from <= now_ms);
                assert_eq!(kept, visible(&Viewer::Visitor, &standing, now), "{access:?} at {now}");
            }
        }
    }
}
