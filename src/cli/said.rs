//! What a command says: results on standard output, the rest on standard error, or over the control socket.

use std::io::IsTerminal as _;
use std::io::Write as _;

use indicatif::ProgressBar;
use serde::Deserialize;
use serde::Serialize;

/// One thing said.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Said {
    /// A line of the result.
    Out(String),
    /// A message.
    Err(String),
    /// Progress: done and all.
    Progress(u64, u64),
    /// The end, with the exit code.
    Exit(u8),
}

/// Whoever listens to a command.
pub type Listener = dyn FnMut(Said) + Send;

/// Prints what is said on this terminal.
pub struct Terminal {
    bar: Option<ProgressBar>,
    is_quiet: bool,
}

impl Terminal {
    /// Makes a printer; a bar is shown on a terminal only.
    pub fn new(is_quiet: bool) -> Terminal {
        let is_shown = std::io::stderr().is_terminal() && !is_quiet;
        Terminal { bar: is_shown.then(|| ProgressBar::new(0)), is_quiet }
    }

    /// Prints one thing; returns the exit code when it was the last.
    pub fn print(&mut self, said: Said) -> Option<u8> {
        match said {
            Said::Out(line) => {
                let mut out = std::io::stdout().lock();
                let _ = writeln!(out, "{line}").and_then(|()| out.flush());
            }
            Said::Err(line) => {
                if let Some(bar) = &self.bar {
                    bar.suspend(|| eprintln!("{line}"));
                } else if !self.is_quiet {
                    eprintln!("{line}");
                }
            }
            Said::Progress(done, all) => {
                if let Some(bar) = &self.bar {
                    bar.set_length(all);
                    bar.set_position(done);
                }
            }
            Said::Exit(code) => {
                if let Some(bar) = &self.bar {
                    bar.finish_and_clear();
                }
                return Some(code);
            }
        }
        None
    }
}
