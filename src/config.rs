//! The settings in force, read once: flag > environment > `archive.toml` > default.
//! The environment is handed in, so tests need not touch the real one.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::path::Path;

use crate::base::fault::Fault;
use crate::base::fault::Faulty;
use crate::base::limits;
use crate::base::limits::Allowance;
use crate::base::limits::PictureBounds;
use crate::model::access::Level;
use crate::model::text::Lang;

/// Where a setting came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// `archive.toml` in the home.
    File,
    /// A variable `RELIQUARY_…`.
    Environment,
    /// A flag on the command line.
    Flag,
}

impl Origin {
    /// Returns the word printed beside a setting.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Default => "default",
            Origin::File => "archive.toml",
            Origin::Environment => "environment",
            Origin::Flag => "flag",
        }
    }
}

/// How strictly children that read foreign bytes are shut in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shutter {
    /// Landlock and seccomp, or no start.
    Strict,
    /// Whatever the kernel offers; shown to staff.
    Weak,
}

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// The address the public uses, without a slash at the end; unset: the listening address.
    pub public_url: Option<String>,
    /// The archive's name in each language.
    pub names: BTreeMap<Lang, String>,
    /// Access of new assets until somebody opens them.
    pub new_asset_access: Level,
    /// How strictly children are shut in.
    pub sandbox: Shutter,
    /// Workers for heavy work; 0 for one a core.
    pub workers: usize,
    /// Bytes of disk that uploads leave free; unset: the smaller of 2 GiB and 5 %.
    pub reserve_bytes: Option<u64>,
    /// Whether listening beyond loopback without https is allowed.
    pub allow_plain_http: bool,
    /// Proxies whose word on the client's address is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether this machine itself may ask too much, like any other network.
    pub limit_loopback: bool,
    /// Minutes after which an unused session ends.
    pub session_idle_minutes: i64,
    /// Hours after which any session ends.
    pub session_hours: i64,
    /// Memory of the writer that makes the index anew, in MiB.
    pub index_heap_mib: usize,
    /// Memory for open pyramids and tiles asked for often, in MiB.
    pub tile_cache_mib: usize,
    /// Disk for pictures made on request, in MiB.
    pub picture_cache_mib: u64,
    /// Whether pictures are enlarged for programs that ask for it.
    pub enlarge_pictures: bool,
    /// Longer side of the pictures that strangers see where access is `public_reduced`, in pixels.
    pub reduced_px: u32,
    /// What is written across those pictures; empty: nothing.
    pub reduced_mark: String,
    /// Memory for rendered pages, in MiB.
    pub page_cache_mib: usize,
    /// Disk for pages of documents that were made because somebody asked, in MiB.
    pub asked_pages_mib: u64,
    /// What making a picture may take.
    pub allowance: Allowance,
    /// Where map tiles come from: an address with `{z}`, `{x}` and `{y}`, or a PMTiles file within the home; unset: the
    /// outlines alone.
    pub map_tiles: Option<String>,
    /// Who made those tiles, as it is written under the map.
    pub map_credit: String,
    /// Level of the log: `error`, `warn`, `info`, `debug` or `trace`.
    pub log: String,
    said: BTreeMap<&'static str, (String, Origin)>,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A key nobody knows.
    #[error("unknown setting \"{key}\"; did you mean \"{nearest}\"?")]
    Unknown {
        /// The key as written.
        key: String,
        /// The nearest known one.
        nearest: &'static str,
    },
    /// A value that does not fit its key.
    #[error("the setting \"{key}\" cannot be \"{value}\": {expected}")]
    Value {
        /// The key.
        key: &'static str,
        /// The value as given.
        value: String,
        /// What would fit.
        expected: &'static str,
    },
    /// The file is not TOML.
    #[error("archive.toml cannot be read: {0}")]
    File(String),
    /// Listening to the world without https.
    #[error("listening beyond this machine without https needs allow_plain_http = true, or a public_url with https")]
    PlainHttp,
}

impl Faulty for ConfigError {
    fn fault(&self) -> Fault {
        Fault::Invalid
    }
    fn code(&self) -> &'static str {
        "config.invalid"
    }
}

/// Longest text that is written across reduced pictures, in characters.
const REDUCED_MARK_CHARS: usize = 60;

/// Longest text that is written under the map, in characters.
const MAP_CREDIT_CHARS: usize = 200;

/// Returns true for the path of a file of tiles within the home.
pub fn is_file_of_tiles(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    path.ends_with(".pmtiles")
        && !path.contains('{')
        && parts.all(|part| matches!(part, std::path::Component::Normal(_)))
}

/// Returns true for an address that can be asked for tiles and named in a content policy.
fn is_of_tiles(address: &str) -> bool {
    let is_there = |part: &str| address.matches(part).count() == 1;
    let is_reached = address.starts_with("https://") || (address.starts_with('/') && !address.starts_with("//"));
    is_reached
        && address.len() <= 500
        && ["{z}", "{x}", "{y}"].into_iter().all(is_there)
        && address.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>;,\\".contains(&byte))
}

/// Every key with its default, in the order they are printed.
const KEYS: &[(&str, &str)] = &[
    ("listen", "127.0.0.1:8080"),
    ("public_url", ""),
    ("name.vi", "Di tích Đà Nẵng"),
    ("name.en", "Da Nang relics"),
    ("name.id", "Situs warisan Da Nang"),
    ("new_asset_access", "staff"),
    ("sandbox", "strict"),
    ("workers", "0"),
    ("reserve_bytes", ""),
    ("allow_plain_http", "false"),
    ("trusted_proxies", ""),
    ("limit_loopback", "false"),
    ("session_idle_minutes", "60"),
    ("session_hours", "12"),
    ("index_heap_mib", "200"),
    ("tile_cache_mib", "64"),
    ("picture_cache_mib", "512"),
    ("enlarge_pictures", "false"),
    ("reduced_px", "1024"),
    ("reduced_mark", ""),
    ("page_cache_mib", "32"),
    ("asked_pages_mib", "2048"),
    ("picture_megapixels", "250"),
    ("picture_side_px", "60000"),
    ("child_memory_mib", "1536"),
    ("child_cpu_s", "60"),
    ("map_tiles", ""),
    ("map_credit", ""),
    ("log", "info"),
];

impl Config {
    /// Reads the settings. `flags` are (key, value) pairs; `environment` gives the value of a variable.
    pub fn read(
        home: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
        flags: &[(&'static str, String)],
    ) -> Result<Config, ConfigError> {
        let mut said: BTreeMap<&'static str, (String, Origin)> =
            KEYS.iter().map(|(key, default)| (*key, ((*default).to_owned(), Origin::Default))).collect();
        for (key, value) in file_values(&home.join("archive.toml"))? {
            let known = known(&key)?;
            said.insert(known, (value, Origin::File));
        }
        for (key, _) in KEYS {
            let variable = format!("RELIQUARY_{}", key.replace('.', "_").to_uppercase());
            if let Some(value) = environment(&variable) {
                said.insert(key, (value, Origin::Environment));
            }
        }
        for (key, value) in flags {
            said.insert(key, (value.clone(), Origin::Flag));
        }
        Config::from_said(said)
    }

    /// Returns every setting in force: key, value, origin.
    pub fn lines(&self) -> Vec<(&'static str, String, Origin)> {
        KEYS.iter()
            .filter_map(|(key, _)| self.said.get(key).map(|(value, origin)| (*key, value.clone(), *origin)))
            .collect()
    }

    /// Returns the archive's name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        self.names.get(&lang).map_or("Reliquary", String::as_str)
    }

    /// Returns how many heavy jobs run at once.
    pub fn width(&self) -> usize {
        if self.workers > 0 {
            return self.workers;
        }
        std::thread::available_parallelism().map_or(2, usize::from)
    }

    fn from_said(said: BTreeMap<&'static str, (String, Origin)>) -> Result<Config, ConfigError> {
        let text = |key: &'static str| said.get(key).map(|(value, _)| value.trim().to_owned()).unwrap_or_default();
        let bad = |key: &'static str, expected: &'static str| ConfigError::Value { key, value: text(key), expected };
        let number = |key: &'static str| text(key).parse::<u64>().map_err(|_| bad(key, "a whole number is expected"));
        let yes_or_no = |key: &'static str| match text(key).as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(bad(key, "true or false is expected")),
        };
        let filled = |key: &'static str| Some(text(key)).filter(|value| !value.is_empty());
        let config = Config {
            listen: text("listen")
                .parse()
                .map_err(|_| bad("listen", "an address such as 127.0.0.1:8080 is expected"))?,
            public_url: filled("public_url").map(|url| url.trim_end_matches('/').to_owned()),
            names: Lang::ALL
                .into_iter()
                .zip(["name.vi", "name.en", "name.id"])
                .map(|(lang, key)| (lang, text(key)))
                .collect(),
            new_asset_access: match text("new_asset_access").as_str() {
                "public" => Level::Public,
                "public_reduced" => Level::PublicReduced,
                "registered" => Level::Registered,
                "staff" => Level::Staff,
                _ => return Err(bad("new_asset_access", "public, public_reduced, registered or staff is expected")),
            },
            sandbox: match text("sandbox").as_str() {
                "strict" => Shutter::Strict,
                "weak" => Shutter::Weak,
                _ => return Err(bad("sandbox", "strict or weak is expected")),
            },
            workers: number("workers")? as usize,
            reserve_bytes: filled("reserve_bytes").map(|_| number("reserve_bytes")).transpose()?,
            allow_plain_http: yes_or_no("allow_plain_http")?,
            trusted_proxies: text("trusted_proxies")
                .split([',', ' '])
                .filter(|part| !part.is_empty())
                .map(|part| {
                    part.parse().map_err(|_| bad("trusted_proxies", "addresses separated by commas are expected"))
                })
                .collect::<Result<_, _>>()?,
            limit_loopback: yes_or_no("limit_loopback")?,
            session_idle_minutes: number("session_idle_minutes")? as i64,
            session_hours: number("session_hours")? as i64,
            index_heap_mib: number("index_heap_mib")?.clamp(15, 4_000) as usize,
            tile_cache_mib: number("tile_cache_mib")? as usize,
            picture_cache_mib: number("picture_cache_mib")?,
            enlarge_pictures: yes_or_no("enlarge_pictures")?,
            reduced_px: number("reduced_px")?
                .clamp(u64::from(limits::REDUCED_LEAST_PX), u64::from(limits::IIIF_SIDE_PX))
                as u32,
            reduced_mark: text("reduced_mark").chars().take(REDUCED_MARK_CHARS).collect(),
            page_cache_mib: number("page_cache_mib")? as usize,
            asked_pages_mib: number("asked_pages_mib")?.clamp(1, 1 << 30),
            allowance: Allowance {
                picture: PictureBounds {
                    pixels: number("picture_megapixels")?.max(1).saturating_mul(1_000_000),
                    side_px: u32::try_from(number("picture_side_px")?)
                        .ok()
                        .filter(|side| (1..=limits::SIDE_PX_EVER).contains(side))
                        .ok_or_else(|| bad("picture_side_px", "a number from 1 to 1000000 is expected"))?,
                },
                memory_bytes: number("child_memory_mib")?.clamp(256, 1 << 20) << 20,
                cpu_s: number("child_cpu_s")?.clamp(1, 86_400),
            },
            map_tiles: filled("map_tiles")
                .map(|address| match is_of_tiles(&address) || is_file_of_tiles(&address) {
                    true => Ok(address),
                    false => Err(bad(
                        "map_tiles",
                        "https://… or /… with {z}, {x} and {y}, or a file within the home that ends in .pmtiles, is expected",
                    )),
                })
                .transpose()?,
            map_credit: text("map_credit").chars().take(MAP_CREDIT_CHARS).collect(),
            log: text("log"),
            said: said.clone(),
        };
        config.refuse_plain_http()?;
        Ok(config)
    }

    fn refuse_plain_http(&self) -> Result<(), ConfigError> {
        let https = self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
        if self.listen.ip().is_loopback() || https || self.allow_plain_http {
            Ok(())
        } else {
            Err(ConfigError::PlainHttp)
        }
    }
}

fn file_values(path: &Path) -> Result<Vec<(String, String)>, ConfigError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(ConfigError::File(error.to_string())),
    };
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| ConfigError::File(error.to_string()))?;
    let mut values = Vec::new();
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => {
                values.extend(inner.into_iter().map(|(name, value)| (format!("{key}.{name}"), plain(&value))));
            }
            other => values.push((key, plain(&other))),
        }
    }
    Ok(values)
}

fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn known(key: &str) -> Result<&'static str, ConfigError> {
    if let Some((known, _)) = KEYS.iter().find(|(known, _)| *known == key) {
        return Ok(known);
    }
    let nearest = KEYS.iter().map(|(known, _)| *known).min_by_key(|known| distance(known, key)).unwrap_or("listen");
    Err(ConfigError::Unknown { key: key.to_owned(), nearest })
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (row[j] + 1).min(row[j + 1] + 1).min(corner + usize::from(x != *y));
            corner = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn a_flag_beats_the_environment_and_says_so() {
        let environment = |name: &str| (name == "RELIQUARY_WORKERS").then(|| "3".to_owned());
        let flags = [("listen", "127.0.0.1:0".to_owned())];
        let config = Config::read(Path::new("."), &environment, &flags).expect("good settings");
        assert_eq!((config.workers, config.listen.port()), (3, 0));
        assert!(config.lines().contains(&("workers", "3".to_owned(), Origin::Environment)));
    }

    #[test]
    fn an_unknown_key_names_the_nearest_known_one() {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::write(home.path().join("archive.toml"), "publik_url = \"x\"\n").expect("written");
        let error = Config::read(home.path(), &nothing, &[]).expect_err("refused");
        assert_eq!(error.to_string(), "unknown setting \"publik_url\"; did you mean \"public_url\"?");
    }

    #[test]
    fn tiles_come_from_an_address_that_names_their_place() {
        let read = |address: &str| Config::read(Path::new("."), &nothing, &[("map_tiles", address.to_owned())]);
        let good = "https://tiles.example.vn/{z}/{x}/{y}.png?key=1";
        assert_eq!(read(good).expect("good settings").map_tiles.as_deref(), Some(good));
        assert!(read("/tiles/{z}/{x}/{y}.png").is_ok());
        assert!(read("map/danang.pmtiles").is_ok());
        for bad in [
            "/etc/a.pmtiles",
            "../a.pmtiles",
            "a.mbtiles",
            "https://a.vn/{z}/{x}.png",
            "http://a.vn/{z}/{x}/{y}",
            "//a.vn/{z}/{x}/{y}",
            "https://a.vn;/{z}/{x}/{y}",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_world_is_not_served_without_https_by_accident() {
        let flags = [("listen", "0.0.0.0:80".to_owned())];
        assert!(matches!(Config::read(Path::new("."), &nothing, &flags), Err(ConfigError::PlainHttp)));
    }

    #[test]
    fn the_settings_laid_beside_the_sample_are_the_defaults_each_with_a_word_about_it() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("archive");
        let mut said = file_values(&folder.join("archive.toml")).expect("the file is TOML");
        said.sort();
        let mut keys: Vec<(String, String)> =
            KEYS.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        keys.sort();
        assert_eq!(said, keys);
        Config::read(&folder, &nothing, &[]).expect("good settings");
        let text = std::fs::read_to_string(folder.join("archive.toml")).expect("read");
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains(" = ")) {
            let is_named = ["vi", "en", "id"].iter().any(|lang| line.starts_with(lang));
            assert!(is_named || lines[at - 1].starts_with("# "), "{line}");
        }
    }
}
