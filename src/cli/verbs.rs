//! The verbs: what a command does with an open archive, said line by line.

use std::path::Path;

use serde_json::Value;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::args::Command;
use crate::cli::args::Export;
use crate::cli::args::Ingest;
use crate::cli::args::Matching;
use crate::cli::args::Relic;
use crate::cli::args::Token;
use crate::cli::args::User;
use crate::cli::exit_of;
use crate::cli::said::Listener;
use crate::cli::said::Said;
use crate::desk::Batch;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::Match;
use crate::desk::Repair;
use crate::desk::Step;
use crate::desk::Taken;
use crate::desk::What;
use crate::model::access::Role;
use crate::model::access::Viewer;
use crate::model::record::Record;
use crate::model::search::Search;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::words;

/// Does one command; every end but the exit code is said to the listener.
pub async fn run(desk: &Desk, command: Command, as_json: bool, input: Option<String>, say: &mut Listener) -> Exit {
    match obey(desk, command, as_json, input, say).await {
        Ok(exit) => exit,
        Err(error) => {
            say(Said::Err(format!("reliquary: {}", words::get(Lang::En, &error.to_string()))));
            for line in particulars(&error) {
                say(Said::Err(format!("  {line}")));
            }
            exit_of(&error)
        }
    }
}

async fn obey(
    desk: &Desk,
    command: Command,
    as_json: bool,
    input: Option<String>,
    say: &mut Listener,
) -> Result<Exit, DeskError> {
    match command {
        Command::User(user) => accounts(desk, user, as_json, input, say).await,
        Command::Token(Token::New { name }) => {
            say(Said::Out(desk.new_token(&Viewer::Operator, &name).await?));
            Ok(Exit::Done)
        }
        Command::Relic(relic) => records(desk, relic, as_json, say).await,
        Command::Ingest(wanted) => ingest(desk, wanted, as_json, say).await,
        Command::Search { query, limit } => search(desk, &query.join(" "), limit, as_json, say).await,
        Command::Export(wanted) => export(desk, wanted, as_json, say).await,
        Command::Verify { sample, repair, from, .. } => {
            verify(desk, sample, repair, from.as_deref(), as_json, say).await
        }
        Command::Rebuild { what } => rebuild(desk, what.into(), as_json, say).await,
        Command::Doctor => doctor(desk, as_json, say).await,
        Command::Backup { to } => {
            let copied = desk.backup(&to, &mut |done, all| say(Said::Progress(done as u64, all as u64))).await?;
            say(Said::Out(format!("copied {copied} objects that were new or changed")));
            Ok(Exit::Done)
        }
        Command::Demo(_) | Command::Serve(_) => {
            Err(DeskError::Conflict("a server already holds this archive".to_owned()))
        }
        Command::Restore { .. } | Command::Config => Ok(Exit::Usage),
    }
}

/// Makes anew what is named.
async fn rebuild(desk: &Desk, what: What, as_json: bool, say: &mut Listener) -> Result<Exit, DeskError> {
    let mut last = (0, 0);
    let mut told = |done: usize, all: usize| {
        last = (done, all);
        say(Said::Progress(done as u64, all as u64));
    };
    let bad = desk.rebuild(what, &mut told).await?;
    desk.work_off(&mut |_| {}).await?;
    if as_json {
        let bad: Vec<Value> = bad.iter().map(|(object, why)| json!({ "object": object, "reason": why })).collect();
        let (is_whole, (done, all)) = (bad.is_empty(), last);
        say(Said::Out(json!({ "done": done, "all": all, "bad": bad }).to_string()));
        return Ok(if is_whole { Exit::Done } else { Exit::Material });
    }
    for (object, why) in &bad {
        let why = if words::has(Lang::En, why) { words::get(Lang::En, why) } else { why.clone() };
        say(Said::Out(format!("{object}: {why}")));
    }
    Ok(if bad.is_empty() { Exit::Done } else { Exit::Material })
}

async fn accounts(
    desk: &Desk,
    user: User,
    as_json: bool,
    input: Option<String>,
    say: &mut Listener,
) -> Result<Exit, DeskError> {
    let operator = Viewer::Operator;
    match user {
        User::Add { name, role, admin } => {
            let role = Role::of(&role).ok_or_else(|| {
                let names: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
                DeskError::Invalid(format!("there is no role \"{role}\"; the roles are {}", names.join(", ")))
            })?;
            let was_given = input.is_some();
            let password = desk.add_account(&operator, &name, role, admin, input).await?;
            say(Said::Out(if was_given {
                format!("added {name}")
            } else {
                format!("added {name} with the password {password}")
            }));
        }
        User::Password { name } => {
            let was_given = input.is_some();
            let password = desk.set_password(&operator, &name, input).await?;
            say(Said::Out(if was_given {
                format!("set the password of {name}")
            } else {
                format!("the new password of {name} is {password}")
            }));
        }
        User::Disable { name } => {
            desk.set_disabled(&operator, &name, true).await?;
            say(Said::Out(format!("disabled {name}")));
        }
        User::List => {
            let accounts = desk.accounts(&operator).await?;
            if as_json {
                let list: Vec<Value> = accounts
                    .iter()
                    .map(|one| json!({ "name": one.name, "role": one.role.name(), "admin": one.is_admin, "disabled": one.is_disabled }))
                    .collect();
                say(Said::Out(Value::from(list).to_string()));
            } else {
                for one in accounts {
                    let admin = if one.is_admin { " admin" } else { "" };
                    let disabled = if one.is_disabled { " disabled" } else { "" };
                    say(Said::Out(format!("{:<20} {}{admin}{disabled}", one.name, one.role.name())));
                }
            }
        }
    }
    Ok(Exit::Done)
}

async fn records(desk: &Desk, relic: Relic, as_json: bool, say: &mut Listener) -> Result<Exit, DeskError> {
    let operator = Viewer::Operator;
    match relic {
        Relic::Add { files } => {
            let mut exit = Exit::Done;
            for file in files {
                for outcome in add(desk, &file).await? {
                    match outcome {
                        Ok(line) => say(Said::Out(line)),
                        Err(line) => {
                            say(Said::Out(line));
                            exit = Exit::Material;
                        }
                    }
                }
            }
            desk.catch_up().await?;
            return Ok(exit);
        }
        Relic::Show { code } => {
            let (record, row) = desk.record(&operator, &code).await?;
            let mut value = record.to_value();
            if as_json {
                value["etag"] = Value::from(row.inventory.hex());
            }
            say(Said::Out(format!("{value:#}")));
        }
        Relic::Publish { code } => {
            let (record, _) = desk.record(&operator, &code).await?;
            let edited = desk.step(&operator, &record.envelope.id, None, Step::Publish { opens: true }).await?;
            let below = desk.publish_below(&operator, &record.envelope.id).await?;
            say(Said::Out(format!(
                "published {code}, version {}, with {below} records below it",
                edited.record.envelope.version
            )));
        }
        Relic::Withdraw { code, reason } => {
            let (record, _) = desk.record(&operator, &code).await?;
            let step = Step::Withdraw { reason: "other".to_owned(), note: LangText::of("vi", &reason) };
            desk.step(&operator, &record.envelope.id, None, step).await?;
            say(Said::Out(format!("withdrew {code}")));
        }
    }
    Ok(Exit::Done)
}

/// Adds the records of one file: a JSON object or a list of them.
async fn add(desk: &Desk, file: &Path) -> Result<Vec<Result<String, String>>, DeskError> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let text = std::fs::read_to_string(file).map_err(|error| DeskError::Invalid(format!("{name}: {error}")))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| DeskError::Invalid(format!("{name}: {error}")))?;
    let values = match value {
        Value::Array(values) => values,
        one => vec![one],
    };
    let mut outcomes = Vec::new();
    for value in values {
        let outcome = match Record::from_value(value) {
            Ok(record) => desk.create(&Viewer::Operator, record).await,
            Err(error) => Err(error.into()),
        };
        outcomes.push(match outcome {
            Ok(edited) => {
                let code = edited.record.envelope.code.clone().unwrap_or_default();
                Ok(format!("added {code} {}", edited.record.envelope.id))
            }
            Err(
                error
                @ (DeskError::Invalid(_) | DeskError::Findings(_) | DeskError::CodeTaken | DeskError::Conflict(_)),
            ) => {
                Err(format!("{name}: {} {}", words::get(Lang::En, &error.to_string()), particulars(&error).join("; ")))
            }
            Err(error) => return Err(error),
        });
    }
    Ok(outcomes)
}

async fn ingest(desk: &Desk, wanted: Ingest, as_json: bool, say: &mut Listener) -> Result<Exit, DeskError> {
    let batch = Batch {
        paths: wanted.paths,
        relic: wanted.relic,
        matching: match wanted.matching {
            Matching::Name => Match::Name,
            Matching::Folder => Match::Folder,
        },
        sheet: wanted.sheet,
        is_trial: wanted.dry_run,
        takes_part: wanted.partial,
    };
    let mut done = 0u64;
    let mut told: Vec<(String, Result<Taken, String>)> = Vec::new();
    let report = desk
        .ingest(&Viewer::Operator, &batch, &mut |name, outcome| {
            done += 1;
            say(Said::Progress(done, done));
            told.push((name.to_owned(), outcome.clone()));
        })
        .await?;
    desk.work_off(&mut |left| say(Said::Progress(done, done + left as u64))).await?;
    let mut files = Vec::with_capacity(told.len());
    let mut is_sound = report.refused.is_empty();
    for (name, outcome) in told {
        let ended = match outcome {
            Ok(taken) if taken.state != "trial" => {
                let now = desk.outcome(&taken.id).await?;
                Ok(Taken { is_duplicate: taken.is_duplicate, ..now })
            }
            other => other,
        };
        is_sound &= ended.as_ref().is_ok_and(|taken| taken.state != "quarantined");
        if let (Some(reason), false) = (ended.as_ref().map_or_else(Some, |taken| taken.reason.as_ref()), as_json) {
            let what = if ended.is_ok() { "kept without a picture: " } else { "" };
            say(Said::Out(format!("{}: {what}{}", printable(&name), words::get(Lang::En, reason))));
        }
        files.push(match ended {
            Ok(taken) => json!({
                "file": name, "outcome": if taken.is_duplicate { "duplicate" } else { "taken" }, "id": taken.id,
                "sha256": taken.sha256, "state": taken.state, "preview": taken.reason.is_none(), "reason": taken.reason,
            }),
            Err(reason) => json!({ "file": name, "outcome": "refused", "reason": reason }),
        });
    }
    if as_json {
        say(Said::Out(
            json!({ "taken": report.taken, "duplicates": report.duplicates, "refused": report.refused.len(),
            "skipped": report.skipped, "drafts": report.drafts, "files": files })
            .to_string(),
        ));
    } else {
        for name in &report.drafts {
            say(Said::Out(format!("{}: a draft relic of this name", printable(name))));
        }
        say(Said::Err(format!(
            "{} taken, {} here already, {} refused, {} system files passed over",
            report.taken,
            report.duplicates,
            report.refused.len(),
            report.skipped.len()
        )));
    }
    Ok(if is_sound { Exit::Done } else { Exit::Material })
}

/// A name on one line: what would break it is written as its escape.
fn printable(name: &str) -> String {
    name.chars()
        .map(|letter| if letter.is_control() { letter.escape_default().to_string() } else { letter.to_string() })
        .collect()
}

async fn search(desk: &Desk, query: &str, limit: usize, as_json: bool, say: &mut Listener) -> Result<Exit, DeskError> {
    let found = desk.search(&Viewer::Visitor, Search { q: query.to_owned(), limit, ..Search::default() }).await?;
    if as_json {
        let items: Vec<Value> = found
            .hits
            .iter()
            .map(|hit| json!({ "id": hit.card.id, "kind": hit.card.kind, "code": hit.card.code, "title": hit.card.title }))
            .collect();
        say(Said::Out(
            json!({ "total": found.total, "items": items, "searched": found.searched, "suggestion": found.suggestion })
                .to_string(),
        ));
        return Ok(Exit::Done);
    }
    for hit in &found.hits {
        let title = hit.card.title.best(Lang::Vi).map(|(_, text)| text).unwrap_or_default();
        let under =
            if hit.card.relic_code == hit.card.code { String::new() } else { format!("{}/", hit.card.relic_code) };
        say(Said::Out(format!("{under}{}  {title}", hit.card.code)));
    }
    let searched = found.searched.map(|words| format!(" for \"{words}\"")).unwrap_or_default();
    say(Said::Err(format!("{} found{searched}", found.total)));
    Ok(Exit::Done)
}

async fn export(desk: &Desk, wanted: Export, as_json: bool, say: &mut Listener) -> Result<Exit, DeskError> {
    let Some(path) = wanted.output else { return Ok(Exit::Usage) };
    desk.work_off(&mut |left| say(Said::Progress(0, left as u64))).await?;
    let exported = desk.export_to(&Viewer::Operator, &wanted.codes, &wanted.preset, &path).await?;
    if as_json {
        say(Said::Out(
            json!({ "path": path, "preset": wanted.preset, "files": exported.files, "bytes": exported.bytes,
            "sha256": exported.sha256 })
            .to_string(),
        ));
    } else {
        let (files, bytes, sha256) = (exported.files, exported.bytes, exported.sha256);
        say(Said::Out(format!("wrote {files} files, {bytes} bytes, to {}", path.display())));
        say(Said::Err(format!("SHA-256 {sha256}")));
    }
    Ok(Exit::Done)
}

async fn verify(
    desk: &Desk,
    sample: Option<String>,
    repair: bool,
    from: Option<&Path>,
    as_json: bool,
    say: &mut Listener,
) -> Result<Exit, DeskError> {
    let percent = match sample.as_deref().map(|text| text.trim_end_matches('%').parse::<f64>()) {
        None => 100.0,
        Some(Ok(percent)) if percent > 0.0 && percent <= 100.0 => percent,
        Some(_) => return Err(DeskError::Invalid("a share such as 5% is expected".to_owned())),
    };
    if from.is_some_and(|folder| !folder.join("store/0=ocfl_1.1").is_file()) {
        return Err(DeskError::Invalid("--from needs the folder of a backup".to_owned()));
    }
    let repair = repair.then(|| Repair { copy: from.map(|folder| folder.join("store")) });
    let mut progress = |done: usize, all: usize| say(Said::Progress(done as u64, all as u64));
    let tally = desk.verify(percent, repair.as_ref(), &mut progress).await?;
    if as_json {
        say(Said::Out(json!({ "objects": tally.objects, "ok": tally.ok, "corrupt": tally.corrupt, "missing": tally.missing,
            "unexpected": tally.unexpected, "unreadable": tally.unreadable, "repaired": tally.repaired, "lines": tally.lines }).to_string()));
    } else {
        for line in &tally.lines {
            say(Said::Out(line.clone()));
        }
        say(Said::Out(format!(
            "{} objects: {} files ok, {} corrupt, {} missing, {} unexpected, {} unreadable, {} repaired",
            tally.objects, tally.ok, tally.corrupt, tally.missing, tally.unexpected, tally.unreadable, tally.repaired
        )));
    }
    Ok(if tally.is_clean() { Exit::Done } else { Exit::Material })
}

async fn doctor(desk: &Desk, as_json: bool, say: &mut Listener) -> Result<Exit, DeskError> {
    let complaints = desk.doctor().await?;
    if as_json {
        say(Said::Out(json!(complaints).to_string()));
    } else {
        for complaint in &complaints {
            let mend = complaint.mend.map(|mend| format!("; mend it with: reliquary {mend}")).unwrap_or_default();
            say(Said::Out(format!("{}{mend}", complaint.what)));
        }
        if complaints.is_empty() {
            say(Said::Out("all is well".to_owned()));
        }
    }
    Ok(if complaints.is_empty() { Exit::Done } else { Exit::Material })
}

/// What an error is about, in detail.
fn particulars(error: &DeskError) -> Vec<String> {
    match error {
        DeskError::Findings(findings) => findings
            .iter()
            .map(|finding| format!("{}: {} ({})", finding.path, words::get(Lang::En, finding.key), finding.detail))
            .collect(),
        DeskError::NotReady(missing) => missing.iter().map(|one| words::get(Lang::En, one.key)).collect(),
        _ => {
            let mut lines = Vec::new();
            let mut source = std::error::Error::source(error);
            while let Some(cause) = source {
                lines.push(format!("because: {cause}"));
                source = cause.source();
            }
            lines
        }
    }
}
