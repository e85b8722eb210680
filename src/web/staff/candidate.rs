//! The records a form can point at: what may carry an inscription, who is known by name, which sources there are.

use crate::base::id::RecordId;
use crate::desk::DeskError;
use crate::desk::ListFilter;
use crate::desk::RecordRow;
use crate::model::record::Kind;
use crate::model::text::Lang;
use crate::model::title;
use crate::web::pages::Said;
use crate::web::pages::term;
use crate::web::site::Site;
use crate::web::staff::door::Staff;

/// Most records of one kind that are offered.
const MOST: i64 = 300;

/// Records to choose from: value and label.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    /// People and bodies with a record of their own.
    pub agents: Vec<(String, String)>,
    /// Sources and decisions.
    pub sources: Vec<(String, String)>,
    /// What a picked field may point at.
    pub picks: Vec<(String, String)>,
}

impl Candidates {
    /// Gathers what the form of a kind under a relic can point at.
    pub async fn gather(
        site: &Site,
        staff: &Staff,
        kind: Kind,
        relic: Option<&RecordId>,
    ) -> Result<Candidates, DeskError> {
        if !staff.viewer.is_staff() {
            return Ok(Candidates::default());
        }
        let lang = staff.lang;
        let mut found = Candidates::default();
        for row in of_kind(site, staff, Kind::Agent).await? {
            found.agents.push((row.id.to_string(), label(&row, lang)));
        }
        for (kind, letter) in [(Kind::Bibliography, "b"), (Kind::Decision, "d")] {
            for row in of_kind(site, staff, kind).await? {
                found.sources.push((format!("{letter}:{}", row.id), label(&row, lang)));
            }
        }
        let Some(relic) = relic.filter(|_| matches!(kind, Kind::Artefact | Kind::Inscription | Kind::Asset)) else {
            return Ok(found);
        };
        if kind == Kind::Inscription {
            let row = site.desk.lookup(&staff.viewer, &relic.to_string()).await?;
            found.picks.push((row.id.to_string(), with_kind(&row, lang)));
        }
        for row in site.desk.children(&staff.viewer, relic).await? {
            let fits = match kind {
                Kind::Artefact => row.kind == Kind::Part,
                Kind::Asset => matches!(row.kind, Kind::Part | Kind::Artefact | Kind::Inscription),
                _ => matches!(row.kind, Kind::Part | Kind::Artefact),
            };
            if fits {
                found.picks.push((row.id.to_string(), with_kind(&row, lang)));
            }
        }
        Ok(found)
    }
}

async fn of_kind(site: &Site, staff: &Staff, kind: Kind) -> Result<Vec<RecordRow>, DeskError> {
    let filter = ListFilter { kind: Some(kind), limit: MOST, ..ListFilter::default() };
    Ok(site.desk.list(&staff.viewer, filter).await?.1)
}

/// Returns the name of a record for lists and menus.
pub fn label(row: &RecordRow, lang: Lang) -> String {
    let said = row.head().ok().and_then(|record| Said::of(&title::title(&record), lang));
    said.map_or_else(|| row.path.clone(), |said| said.text)
}

fn with_kind(row: &RecordRow, lang: Lang) -> String {
    format!("{} · {}", label(row, lang), term("kind", row.kind.name(), lang))
}
