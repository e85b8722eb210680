//! The words of the command line.

use std::path::PathBuf;

use clap::Args;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use serde::Deserialize;
use serde::Serialize;

use crate::desk::What;

/// A cultural-heritage relic digitization archive.
#[derive(Debug, Parser)]
#[command(name = "reliquary", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// The archive's folder.
    #[arg(long, global = true, env = "RELIQUARY_HOME", default_value = "archive")]
    pub home: PathBuf,
    /// Print one JSON value instead of words.
    #[arg(long, global = true)]
    pub json: bool,
    /// Say less.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more; twice for everything.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Everything the program can be told to do.
#[derive(Debug, Clone, Subcommand, Serialize, Deserialize)]
pub enum Command {
    /// Make the sample archive, serve it and print how to sign in.
    Demo(Listen),
    /// Serve the archive.
    Serve(Listen),
    /// Accounts.
    #[command(subcommand)]
    User(User),
    /// Tokens for programs.
    #[command(subcommand)]
    Token(Token),
    /// Records.
    #[command(subcommand)]
    Relic(Relic),
    /// Take in files, folders and zip batches.
    Ingest(Ingest),
    /// Ask what the public search would answer.
    Search {
        /// The words to look for.
        #[arg(required = true)]
        query: Vec<String>,
        /// How many hits to print.
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Make a package: a BagIt zip file with a page to open first.
    #[command(after_long_help = PRESETS)]
    Export(Export),
    /// Compare every byte with its checksum.
    Verify {
        /// All objects (the default).
        #[arg(long, conflicts_with = "sample")]
        all: bool,
        /// Only so many percent of the objects, such as `5%`.
        #[arg(long)]
        sample: Option<String>,
        /// Put right what can be: from the object itself where it holds the same twice, else from a second copy.
        #[arg(long)]
        repair: bool,
        /// The folder of a backup to repair from.
        #[arg(long, requires = "repair")]
        from: Option<PathBuf>,
    },
    /// Make anew, from the store alone, what is derived.
    Rebuild {
        /// What to make anew.
        #[arg(value_enum)]
        what: Part,
    },
    /// Say what is wrong and which command mends it.
    Doctor,
    /// Copy the archive to a folder while it is served.
    Backup {
        /// Where to.
        to: PathBuf,
    },
    /// Bring a backup back into an empty home.
    Restore {
        /// Where from.
        from: PathBuf,
    },
    /// Print the settings in force and where each came from.
    Config,
}

/// Where to listen.
#[derive(Debug, Clone, Args, Serialize, Deserialize)]
pub struct Listen {
    /// Address and port; port 0 picks a free one.
    #[arg(long)]
    pub listen: Option<String>,
}

/// Accounts.
#[derive(Debug, Clone, Subcommand, Serialize, Deserialize)]
pub enum User {
    /// Add an account. Its password is read from standard input when something is piped in, else made and printed once.
    Add {
        /// The name to sign in with.
        name: String,
        /// What it may do.
        #[arg(long)]
        role: String,
        /// Whether it may manage accounts.
        #[arg(long)]
        admin: bool,
    },
    /// List the accounts.
    List,
    /// Set a password; ends the account's sessions.
    Password {
        /// The account.
        name: String,
    },
    /// Disable an account; ends its sessions.
    Disable {
        /// The account.
        name: String,
    },
}

/// Tokens.
#[derive(Debug, Clone, Subcommand, Serialize, Deserialize)]
pub enum Token {
    /// Make a token that acts for an account and print it once.
    New {
        /// The account.
        name: String,
    },
}

/// Records.
#[derive(Debug, Clone, Subcommand, Serialize, Deserialize)]
pub enum Relic {
    /// Add records from files: one JSON object, or a list of them.
    Add {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Print a record.
    Show {
        /// Its code or id.
        code: String,
    },
    /// Show a relic to the public, with what hangs below it.
    Publish {
        /// Its code or id.
        code: String,
    },
    /// Take a relic from the public; a note stays at its address.
    Withdraw {
        /// Its code or id.
        code: String,
        /// The public note.
        #[arg(long)]
        reason: String,
    },
}

/// What to take in.
#[derive(Debug, Clone, Args, Serialize, Deserialize)]
pub struct Ingest {
    /// Files, folders and zip batches.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The relic all of it belongs to.
    #[arg(long)]
    pub relic: Option<String>,
    /// How files find their relic.
    #[arg(long = "match", value_enum, default_value_t = Matching::Name)]
    pub matching: Matching,
    /// A CSV sheet whose column `file` names files; other columns are their fields.
    #[arg(long)]
    pub sheet: Option<PathBuf>,
    /// Look, but keep nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Take the good entries of a zip batch that has bad ones.
    #[arg(long)]
    pub partial: bool,
}

/// How files find their relic.
#[derive(Debug, Clone, Copy, ValueEnum, Serialize, Deserialize)]
pub enum Matching {
    /// By their name, such as `DTG_TD_000_PHO_FRONT_20260314_0001.tif`.
    Name,
    /// By the first folder that is named as a relic.
    Folder,
}

/// What each kind of package holds.
const PRESETS: &str = "\
What a package holds:
                          museum        preservation  portal        loan          backup
  records                 newest        all versions  published     newest        all versions
  closed fields           -             yes           -             -             yes
  consents                -             -             -             -             yes
  sealed, restricted      -             yes           -             -             yes
  originals               yes           yes           if public     -             yes
  pictures                yes           yes           yes           yes           -
  LIDO, Dublin Core       yes           yes           yes           yes           -
  PREMIS                  changes       all           -             -             in the objects
  inventory, objects      yes           yes           yes           yes           -
  OCFL objects            -             -             -             -             yes";

/// What to pack.
#[derive(Debug, Clone, Args, Serialize, Deserialize)]
pub struct Export {
    /// Codes of relics.
    #[arg(required = true)]
    pub codes: Vec<String>,
    /// For whom; `--help` says what each holds.
    #[arg(long, default_value = "museum", value_parser = ["museum", "preservation", "portal", "loan", "backup"])]
    pub preset: String,
    /// The file to write; `CODE-PRESET.zip` in this folder when it is not said.
    #[arg(short, long)]
    pub output: Option<PathBuf>,
}

/// What to make anew.
#[derive(Debug, Clone, Copy, ValueEnum, Serialize, Deserialize)]
pub enum Part {
    /// Rows of records.
    Catalogue,
    /// The full-text index.
    Index,
    /// Pictures.
    Derivatives,
    /// All of it.
    All,
}

impl From<Part> for What {
    fn from(part: Part) -> What {
        match part {
            Part::Catalogue => What::Catalogue,
            Part::Index => What::Index,
            Part::Derivatives => What::Derivatives,
            Part::All => What::All,
        }
    }
}

impl Command {
    /// Makes relative paths absolute: another process may carry the command out.
    pub fn anchor(&mut self) {
        let anchor = |path: &mut PathBuf| {
            if let Ok(absolute) = std::path::absolute(&*path) {
                *path = absolute;
            }
        };
        match self {
            Command::Ingest(ingest) => {
                ingest.paths.iter_mut().for_each(anchor);
                ingest.sheet.iter_mut().for_each(anchor);
            }
            Command::Export(export) => {
                let name = export
                    .output
                    .take()
                    .unwrap_or_else(|| PathBuf::from(format!("{}-{}.zip", export.codes.join("-"), export.preset)));
                export.output = Some(name);
                export.output.iter_mut().for_each(anchor);
            }
            Command::Relic(Relic::Add { files }) => files.iter_mut().for_each(anchor),
            Command::Backup { to } => anchor(to),
            Command::Verify { from, .. } => from.iter_mut().for_each(anchor),
            _ => {}
        }
    }
}
