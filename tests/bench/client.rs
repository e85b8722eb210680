//! A client over one keep-alive connection, and the server's processor time around it.

use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

/// A serving program. Killed when dropped.
pub struct Server {
    child: Child,
    /// Its address.
    pub address: String,
}

impl Server {
    /// Starts `serve` on a home.
    pub fn start(home: &Path) -> Server {
        let mut child = Command::new(crate::program())
            .arg("--home")
            .arg(home)
            .args(["-q", "serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("it says where it listens");
        let address = line.trim().trim_start_matches("listening on http://").to_owned();
        Server { child, address }
    }

    /// Returns the processor time it has used.
    pub fn cpu(&self) -> Duration {
        cpu_of(self.child.id())
    }

    /// Returns its process number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Returns a figure of its memory in MiB, such as `VmRSS` or `VmHWM`.
    pub fn memory_mib(&self, what: &str) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the process is there");
        let line = status.lines().find(|line| line.starts_with(what)).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0) / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the processor time a process has used.
pub fn cpu_of(pid: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("the process is there");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// Sends GETs over so many connections at once, each its share of them; every one must answer 200. Returns the bytes read.
pub fn send(address: &str, paths: &[String], connections: usize) -> usize {
    let one = |first: usize| {
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_nodelay(true).expect("a socket");
        let mut writer = stream.try_clone().expect("a socket");
        let mut reader = BufReader::with_capacity(64 << 10, stream);
        let own = paths.iter().skip(first).step_by(connections);
        own.map(|path| {
            let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n");
            writer.write_all(request.as_bytes()).expect("sent");
            answer(&mut reader, path)
        })
        .sum::<usize>()
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..connections).map(|first| scope.spawn(move || one(first))).collect();
        workers.into_iter().map(|worker| worker.join().expect("a worker")).sum()
    })
}

/// What a series of requests cost.
pub struct Cost {
    /// Server CPU a request, in milliseconds.
    pub cpu_ms: f64,
    /// Wall time a request, in milliseconds.
    pub wall_ms: f64,
    /// Bytes an answer, without headers.
    pub bytes: usize,
}

/// Sends GETs one after another over one connection; every one must answer 200.
pub fn measure(server: &Server, paths: &[String]) -> Cost {
    let stream = TcpStream::connect(&server.address).expect("a connection");
    stream.set_nodelay(true).expect("a socket");
    let mut writer = stream.try_clone().expect("a socket");
    let mut reader = BufReader::new(stream);
    let (before, started, mut bytes) = (server.cpu(), Instant::now(), 0);
    for path in paths {
        write!(writer, "GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", server.address).expect("sent");
        bytes += answer(&mut reader, path);
    }
    let each = 1000.0 / paths.len() as f64;
    Cost {
        cpu_ms: (server.cpu() - before).as_secs_f64() * each,
        wall_ms: started.elapsed().as_secs_f64() * each,
        bytes: bytes / paths.len(),
    }
}

fn answer(reader: &mut BufReader<TcpStream>, path: &str) -> usize {
    let mut line = String::new();
    let (mut length, mut is_chunked, mut is_first) = (0, false, true);
    loop {
        line.clear();
        reader.read_line(&mut line).expect("a header");
        if is_first {
            assert!(line.starts_with("HTTP/1.1 200"), "{path}: {line}");
            is_first = false;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a number");
        }
        is_chunked |= lower.starts_with("transfer-encoding:") && lower.contains("chunked");
        if line == "\r\n" {
            break;
        }
    }
    if !is_chunked {
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("the body");
        return length;
    }
    let mut all = 0;
    loop {
        line.clear();
        reader.read_line(&mut line).expect("a size");
        let size = usize::from_str_radix(line.trim(), 16).expect("a size");
        let mut piece = vec![0; size + 2];
        reader.read_exact(&mut piece).expect("a piece");
        all += size;
        if size == 0 {
            return all;
        }
    }
}

/// Returns the processor time of a process with all of its children, those that ended too.
pub fn cpu_of_all(pid: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = (11..15).filter_map(|at| fields.get(at)?.parse::<u64>().ok()).sum();
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    let living = children.split_whitespace().filter_map(|child| child.parse().ok()).map(cpu_of_all).sum::<Duration>();
    Duration::from_millis(ticks * 10) + living
}
