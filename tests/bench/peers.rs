//! Those we are measured against: nginx on static files, and IIPImage behind it, as Debian packages them. Started here on
//! free ports, killed when dropped.

use std::net::TcpListener;
use std::net::TcpStream;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

use crate::client::cpu_of;

const IIPSRV: &str = "/usr/lib/iipimage-server/iipsrv.fcgi";

/// A peer: all of its processes.
pub struct Peer {
    children: Vec<Child>,
    /// Its address.
    pub address: String,
}

/// Returns true when the peers and what makes their pictures are installed.
pub fn are_here() -> bool {
    let has =
        |program: &str| Command::new(program).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    Path::new(IIPSRV).exists() && has("nginx") && has("vips")
}

impl Peer {
    /// Starts nginx on a folder.
    pub fn nginx(folder: &Path, files: &Path) -> Peer {
        let address = free();
        let server = format!("location / {{ root {}; }}", files.display());
        let nginx = nginx(folder, &address, "", &server);
        Peer { children: vec![nginx], address }.ready()
    }

    /// Starts two processes of IIPImage with a cache of so many MB, behind nginx.
    pub fn iipimage(folder: &Path, pictures: &Path, cache_mb: u32) -> Peer {
        let (address, backs) = (free(), [free(), free()]);
        let mut children: Vec<Child> = backs
            .iter()
            .map(|back| {
                Command::new(IIPSRV)
                    .args(["--bind", back])
                    .env("FILESYSTEM_PREFIX", format!("{}/", pictures.display()))
                    .env("MAX_IMAGE_CACHE_SIZE", cache_mb.to_string())
                    .env("JPEG_QUALITY", "80")
                    .env("VERBOSITY", "0")
                    .env("LOGFILE", folder.join("iip.log"))
                    .stdin(Stdio::null())
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .spawn()
                    .expect("IIPImage starts")
            })
            .collect();
        backs.iter().for_each(|back| wait_for(back));
        let upstream = format!("upstream iip {{ server {}; server {}; }}", backs[0], backs[1]);
        let server = "location /iiif/ { rewrite ^/iiif/(.*)$ /$1 break; fastcgi_pass iip; \
             fastcgi_param QUERY_STRING IIIF=$uri; fastcgi_param REQUEST_METHOD GET; \
             fastcgi_param HTTP_HOST $http_host; fastcgi_param REQUEST_URI $request_uri; }";
        children.push(nginx(folder, &address, &upstream, server));
        Peer { children, address }.ready()
    }

    /// Returns the processor time all of its processes have used.
    pub fn cpu(&self) -> Duration {
        self.children.iter().flat_map(|child| family(child.id())).map(cpu_of).sum()
    }

    fn ready(self) -> Peer {
        wait_for(&self.address);
        self
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        for child in &mut self.children {
            // TERM, so that nginx takes its workers with it.
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }
}

fn nginx(folder: &Path, address: &str, upstream: &str, server: &str) -> Child {
    std::fs::create_dir_all(folder).expect("a folder");
    let text = format!(
        "user root; daemon off; worker_processes 2; pid {0}/pid; error_log {0}/error.log; events {{ worker_connections 256; }} \
         http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; \
         types {{ image/jpeg jpg; }} client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f; \
         uwsgi_temp_path {0}/u; scgi_temp_path {0}/s; {upstream} server {{ listen {address}; {server} }} }}",
        folder.display()
    );
    let settings: PathBuf = folder.join("nginx.conf");
    std::fs::write(&settings, text).expect("written");
    Command::new("nginx")
        .arg("-c")
        .arg(&settings)
        .arg("-p")
        .arg(folder)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("nginx starts")
}

/// Returns a process and its children.
fn family(pid: u32) -> Vec<u32> {
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    std::iter::once(pid).chain(children.split_whitespace().filter_map(|child| child.parse().ok())).collect()
}

fn free() -> String {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").to_string()
}

fn wait_for(address: &str) {
    let until = std::time::Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(address).is_err() {
        assert!(std::time::Instant::now() < until, "{address} does not listen");
        std::thread::sleep(Duration::from_millis(20));
    }
}
