//! The built program as a process: a real folder, real sockets, and its log.

use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Output;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

/// Longest any state is waited for.
const DEADLINE: Duration = Duration::from_secs(60);

/// Returns the built program.
pub fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_reliquary"))
}

/// A command of the program on a home.
pub struct Cli;

impl Cli {
    /// Runs a command to its end.
    pub fn run(home: &Path, words: &[&str]) -> Output {
        Cli::command(home, words).stdin(Stdio::null()).output().expect("the program runs")
    }

    /// Runs a command that must end with 0; returns what it printed.
    #[track_caller]
    pub fn must(home: &Path, words: &[&str]) -> String {
        let output = Cli::run(home, words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{words:?} ended with {}: {said}", output.status);
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Prepares a command: no setting of the caller's environment reaches it.
    pub fn command(home: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(program());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("RELIQUARY_")) {
            command.env_remove(name);
        }
        command.arg("--home").arg(home).args(words);
        command
    }
}

/// A serving program. Killed when dropped.
pub struct Server {
    /// Its address, `127.0.0.1:PORT`.
    pub address: String,
    /// How long it took from its start to its address.
    pub ready_in: Duration,
    child: Child,
    log: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

impl Server {
    /// Starts `serve` on a home.
    pub fn start(home: &Path) -> Server {
        Server::start_with(home, &["serve", "--listen", "127.0.0.1:0"], &[])
    }

    /// Starts a serving command with variables and waits until it says where it listens.
    pub fn start_with(home: &Path, words: &[&str], variables: &[(&str, &str)]) -> Server {
        match Server::try_start(home, words, variables) {
            Ok(server) => server,
            Err((status, log)) => panic!("the server ended with {status} before it listened:\n{log}"),
        }
    }

    /// Starts a serving command; where it ends before it listens, returns how and its log.
    pub fn try_start(home: &Path, words: &[&str], variables: &[(&str, &str)]) -> Result<Server, (ExitStatus, String)> {
        let started = Instant::now();
        let mut child = Cli::command(home, words)
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let log = Arc::new(Mutex::new(String::new()));
        let (said, heard) = std::sync::mpsc::channel();
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let err = BufReader::new(child.stderr.take().expect("piped"));
        let kept = Arc::clone(&log);
        let out = std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if let Some(address) = line.strip_prefix("listening on http://") {
                    let _ = said.send(address.to_owned());
                }
                kept.lock().unwrap().push_str(&format!("{line}\n"));
            }
        });
        let kept = Arc::clone(&log);
        let err = std::thread::spawn(move || {
            for line in err.lines().map_while(Result::ok) {
                kept.lock().unwrap().push_str(&format!("{line}\n"));
            }
        });
        let readers = vec![out, err];
        match heard.recv_timeout(DEADLINE) {
            Ok(address) => Ok(Server { address, ready_in: started.elapsed(), child, log, readers }),
            Err(_) => {
                let _ = child.kill();
                let status = child.wait().expect("it ended");
                for reader in readers {
                    let _ = reader.join();
                }
                let log = log.lock().unwrap().clone();
                Err((status, log))
            }
        }
    }

    /// Returns everything it has said so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Returns its process number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, as a power cut of the process would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks it to end (TERM); returns how it ended and its whole log.
    pub fn stop(mut self) -> (ExitStatus, String) {
        self.signal("TERM");
        let status = self.ended();
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
        (status, self.log())
    }

    /// Sends it a signal by name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.pid().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "the signal {name} was sent");
    }

    /// Waits until it has ended.
    pub fn ended(&mut self) -> ExitStatus {
        wait_for("the end of the server", || self.child.try_wait().expect("a child"))
    }

    /// Sends a request over its own connection; returns status, header lines and body.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> std::io::Result<Reply> {
        ask(&self.address, method, path, headers, body)
    }

    /// Gets an address that must answer 200; returns the body as text.
    #[track_caller]
    pub fn get(&self, path: &str) -> String {
        let reply = self.ask("GET", path, &[], b"").expect("an answer");
        assert_eq!(reply.status, 200, "{path}: {}\n{}", reply.text(), self.log());
        reply.text()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What a server answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The header lines.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// Returns the body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns a header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Sends one request over a fresh connection.
pub fn ask(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> std::io::Result<Reply> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(DEADLINE))?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() || method != "GET" {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    // A server may answer and close before it has read all of the body.
    let sent = stream.write_all(body);
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
    let Some(end) = end else {
        sent?;
        read?;
        return Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the answer was cut"));
    };
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    let mut reply = Reply { status, head, body: answer[end + 4..].to_vec() };
    if reply.header("transfer-encoding").is_some_and(|value| value.contains("chunked")) {
        reply.body = unchunked(&reply.body)?;
    } else if let Some(length) = reply.header("content-length").and_then(|value| value.parse::<usize>().ok())
        && reply.body.len() < length
        && method != "HEAD"
    {
        return Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the body was cut"));
    }
    Ok(reply)
}

fn unchunked(mut rest: &[u8]) -> std::io::Result<Vec<u8>> {
    let cut = || std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the body was cut");
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n").ok_or_else(cut)?;
        let size = std::str::from_utf8(&rest[..end]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let size = size.ok_or_else(cut)?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Ok(body);
        }
        body.extend_from_slice(rest.get(..size).ok_or_else(cut)?);
        rest = rest.get(size + 2..).ok_or_else(cut)?;
    }
}

/// Waits for a state, with a deadline.
#[track_caller]
pub fn wait_for<T>(what: &str, mut state: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + DEADLINE;
    loop {
        if let Some(value) = state() {
            return value;
        }
        assert!(Instant::now() < until, "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
