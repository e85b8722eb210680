//! The control socket: while a server holds the home, a command hands its request to it and prints what it answers.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde::Serialize;
use tokio::io::AsyncBufReadExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::io::BufReader;
use tokio::net::UnixListener;
use tokio::net::UnixStream;
use tokio::sync::mpsc;

use crate::cli::args::Command;
use crate::cli::said::Said;
use crate::cli::said::Terminal;
use crate::cli::verbs;
use crate::desk::Desk;

/// A command on its way to the server.
#[derive(Debug, Serialize, Deserialize)]
pub struct Order {
    /// What to do.
    pub command: Command,
    /// Whether the result is one JSON value.
    pub json: bool,
    /// What came in on standard input, for passwords.
    pub input: Option<String>,
}

/// Hands an order to the server of a home; `None` when none answers.
pub async fn hand_over(home: &Path, order: &Order, terminal: &mut Terminal) -> Option<u8> {
    let mut stream = UnixStream::connect(home.join("control.sock")).await.ok()?;
    let mut line = serde_json::to_string(order).ok()?;
    line.push('\n');
    stream.write_all(line.as_bytes()).await.ok()?;
    let mut answers = BufReader::new(stream).lines();
    while let Ok(Some(answer)) = answers.next_line().await {
        let Ok(said) = serde_json::from_str::<Said>(&answer) else { continue };
        if let Some(code) = terminal.print(said) {
            return Some(code);
        }
    }
    eprintln!("reliquary: the server ended before it answered");
    Some(3)
}

/// Makes the socket of a home, for its owner alone. Orders wait in it until somebody listens.
pub fn bind(home: &Path) -> std::io::Result<UnixListener> {
    use std::os::unix::fs::PermissionsExt as _;
    let path = home.join("control.sock");
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Listens for orders until the task is dropped.
pub async fn listen(listener: UnixListener, desk: Arc<Desk>) -> std::io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let desk = Arc::clone(&desk);
        tokio::spawn(async move {
            if let Err(error) = answer(stream, desk).await {
                tracing::debug!(error = %error, "a command went away");
            }
        });
    }
}

async fn answer(stream: UnixStream, desk: Arc<Desk>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let Some(line) = lines.next_line().await? else { return Ok(()) };
    let order: Order = serde_json::from_str(&line).map_err(std::io::Error::other)?;
    let (said, mut heard) = mpsc::unbounded_channel();
    let work = tokio::spawn(async move {
        let telling = said.clone();
        let mut listener = move |word: Said| {
            let _ = telling.send(word);
        };
        let exit = verbs::run(&desk, order.command, order.json, order.input, &mut listener).await;
        let _ = said.send(Said::Exit(exit as u8));
    });
    while let Some(word) = heard.recv().await {
        let mut line = serde_json::to_string(&word).unwrap_or_default();
        line.push('\n');
        write.write_all(line.as_bytes()).await?;
    }
    work.await.map_err(std::io::Error::other)
}
