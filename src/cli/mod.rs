//! The same verbs for a terminal. The only place that picks an exit code:
//! 0 done · 1 done, and something is wrong with the material · 2 wrong usage · 3 could not do it.

mod args;
mod control;
mod memory;
mod said;
mod start;
mod verbs;

use std::process::ExitCode;

use clap::Parser as _;

use crate::base::fault::Fault;
use crate::base::fault::Faulty;
use crate::cli::args::Cli;
use crate::desk::DeskError;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, and something is wrong with the material; each is named.
    Material = 1,
    /// Wrong usage.
    Usage = 2,
    /// Could not do it.
    Failed = 3,
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().collect();
    if words.get(1).is_some_and(|word| word == "__child") {
        crate::sandbox::main(&words[2..]);
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { Exit::Usage as u8 } else { Exit::Done as u8 });
        }
    };
    memory::give_back();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime {
        Ok(runtime) => ExitCode::from(runtime.block_on(start::run(cli)) as u8),
        Err(error) => {
            eprintln!("reliquary: the program could not be started: {error}");
            ExitCode::from(Exit::Failed as u8)
        }
    }
}

/// Picks the exit code of an error.
fn exit_of(error: &DeskError) -> Exit {
    match error.fault() {
        Fault::Corrupt | Fault::Conflict | Fault::Mismatch | Fault::Unsupported | Fault::TooLarge | Fault::Stale
            if !matches!(error, DeskError::Locked) =>
        {
            Exit::Material
        }
        Fault::Invalid => Exit::Usage,
        _ => Exit::Failed,
    }
}
