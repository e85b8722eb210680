//! Every limit on what a stranger can send (RELIABILITY §3), in one place.
//! Checked before the first expensive byte.

/// Largest file that is taken in, in bytes.
pub const FILE_BYTES: u64 = 4 << 30;
/// Largest piece of a resumable upload, in bytes.
pub const CHUNK_BYTES: u64 = 64 << 20;
/// Uploads one account may have under way at once.
pub const UPLOADS_AT_ONCE: usize = 4;
/// Days an unfinished upload is kept.
pub const UPLOAD_DAYS: i64 = 7;
/// Seconds after which a sender that says nothing is given up.
pub const BODY_IDLE_S: u64 = 30;
/// Most files of one request.
pub const FILES: usize = 1_000;
/// Largest body of any other request, in bytes.
pub const BODY_BYTES: usize = 1 << 20;
/// Most marked parts of one asset.
pub const REGIONS: usize = 200;
/// Longest label of one, in characters.
pub const REGION_LABEL_CHARS: usize = 200;
/// Largest body of the sign-in form, in bytes.
pub const LOGIN_BYTES: usize = 16 << 10;

/// Most pixels of one picture.
pub const PIXELS: u64 = 250_000_000;
/// Longest side of a picture, in pixels.
pub const SIDE_PX: u32 = 60_000;
/// How large a picture may be; the settings raise it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureBounds {
    /// Most pixels.
    pub pixels: u64,
    /// Longest side, in pixels.
    pub side_px: u32,
}

impl Default for PictureBounds {
    fn default() -> PictureBounds {
        PictureBounds { pixels: PIXELS, side_px: SIDE_PX }
    }
}

/// What making a picture may take; the settings raise it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How large the picture may be.
    pub picture: PictureBounds,
    /// Address space of one child, in bytes.
    pub memory_bytes: u64,
    /// Processor time of one child, in seconds; half as much again may pass on the clock.
    pub cpu_s: u64,
}

impl Default for Allowance {
    fn default() -> Allowance {
        Allowance { picture: PictureBounds::default(), memory_bytes: CHILD_MEMORY_BYTES, cpu_s: CHILD_CPU_S }
    }
}

/// Longest side that the settings can allow, in pixels.
pub const SIDE_PX_EVER: u32 = 1_000_000;
/// Largest picture that is decoded whole, uncompressed, in bytes; those read row by row may be larger.
pub const PICTURE_BYTES: u64 = 1 << 30;
/// Largest colour profile, in bytes.
pub const ICC_BYTES: usize = 4 << 20;
/// Largest EXIF plus XMP, in bytes.
pub const METADATA_BYTES: usize = 1 << 20;
/// Most pages or frames of one file.
pub const PAGES: u32 = 5_000;
/// Largest rendered page of a document, in pixels.
pub const PAGE_PIXELS: u64 = 40_000_000;
/// Most pictures within a drawing; together they have no more pixels than a page.
pub const INLAYS: u64 = 200;
/// Most drawings within a drawing; each is painted on a sheet of the full size.
pub const INNER_DRAWINGS: u64 = 20;
/// Longest side of a rendered page that is not a scan, in pixels.
pub const PAGE_SIDE_PX: u32 = 3_000;
/// Most words of one page that are given places.
pub const PAGE_WORDS: usize = 20_000;
/// Pages of a file with many that are made when it is taken in; the others are made when they are asked for.
pub const PAGES_AT_INGEST: u32 = 50;

/// Most entries of a zip batch.
pub const ZIP_ENTRIES: usize = 10_000;
/// Most bytes that come out of a zip batch.
pub const ZIP_OUT_BYTES: u64 = 20 << 30;
/// Largest ratio of an entry's size to its compressed size.
pub const ZIP_RATIO: u64 = 200;
/// Most text that comes out of all documents of a zip batch, in bytes.
pub const ZIP_TEXT_BYTES: usize = 256 << 20;
/// Most parts of an office file.
pub const OFFICE_PARTS: usize = 2_000;
/// Largest part of an office file, in bytes.
pub const OFFICE_PART_BYTES: u64 = 100 << 20;
/// Deepest nesting of an XML document.
pub const XML_DEPTH: usize = 256;
/// Most attributes of one XML element.
pub const XML_ATTRIBUTES: usize = 256;
/// Most text kept of one document for search, in bytes.
pub const TEXT_BYTES: usize = 16 << 20;

/// Most relics of one package.
pub const PACKAGE_RELICS: usize = 500;
/// Days a package is kept for those who ordered it.
pub const PACKAGE_DAYS: i64 = 3;

/// Longest query, in characters.
pub const QUERY_CHARS: usize = 256;
/// Most syllables of a query.
pub const QUERY_SYLLABLES: usize = 48;
/// Deepest hit a list may page to.
pub const DEPTH: usize = 10_000;
/// Most hits of one answer of the API.
pub const PAGE_ITEMS: usize = 200;
/// Most facets a stranger may combine.
pub const FACETS: usize = 4;
/// Most festivals that are listed.
pub const FESTIVALS: usize = 2_000;
/// Longest a search may take, in milliseconds.
pub const SEARCH_MS: u64 = 2_000;

/// Searches one network may ask in a minute, while more than half the permits are taken.
pub const SEARCHES_A_MINUTE: u32 = 300;
/// Stored pictures and tiles one network may ask in a minute, while more than half the permits are taken.
pub const TILES_A_MINUTE: u32 = 12_000;
/// Pictures made to order one network may ask in a minute, while more than half the permits are taken.
pub const MADE_A_MINUTE: u32 = 600;
/// Packages one network may ask in a minute, while more than half the permits are taken.
pub const PACKAGES_A_MINUTE: u32 = 30;
/// Networks that are counted at once.
pub const NETWORKS: usize = 10_000;

/// Longest side of a picture made on request, in pixels.
pub const IIIF_SIDE_PX: u32 = 4_096;
/// Most pixels of a picture made on request.
pub const IIIF_AREA_PX: u64 = 4_096 * 4_096;
/// Least that the longer side of a reduced picture may be set to, in pixels: what lists show.
pub const REDUCED_LEAST_PX: u32 = 512;
/// Longest a request waits for a picture to be made, in seconds.
pub const IIIF_WAIT_S: u64 = 5;
/// Requests served at once.
pub const REQUESTS: usize = 256;
/// Connections held at once.
pub const CONNECTIONS: usize = 1_024;
/// Longest request address, in bytes.
pub const URL_BYTES: usize = 8 << 10;
/// Largest header block, in bytes.
pub const HEADER_BYTES: usize = 16 << 10;

/// Address space of a child that reads foreign bytes, in bytes.
pub const CHILD_MEMORY_BYTES: u64 = 1536 << 20;
/// Memory that all children making pictures share, in bytes; one that needs more is alone.
pub const CHILDREN_MEMORY_BYTES: u64 = 1024 << 20;
/// Memory that all children looking at files share, in bytes.
pub const INSPECTING_MEMORY_BYTES: u64 = 512 << 20;
/// Largest file that a child reads whole, in bytes; of larger ones only the head is looked at.
pub const CHILD_FILE_BYTES: u64 = 512 << 20;
/// Processor time of a child at ingest, in seconds.
pub const CHILD_CPU_S: u64 = 60;
/// Processor time of a child that paints a page or a drawing at ingest, in seconds.
pub const PAINTING_CPU_S: u64 = 8;
/// Wall-clock time of a child at ingest, in seconds.
pub const CHILD_WALL_S: u64 = 90;
/// Processor time of a child that makes a page somebody waits for, in seconds.
pub const PAGE_CPU_S: u64 = 5;
/// Wall-clock time of a child that makes a page somebody waits for, in seconds.
pub const PAGE_WALL_S: u64 = 10;
/// Longest that an asker waits for a page, in milliseconds.
pub const PAGE_WAIT_MS: u64 = 5_000;
/// Most pages being made or waiting for it at once, beyond which askers are turned away.
pub const PAGES_AT_ONCE: usize = 16;
/// Most bytes of the words of one page with their places.
pub const PAGE_TEXT_BYTES: u64 = 4 << 20;
/// Most bytes a child may answer with.
pub const CHILD_OUT_BYTES: u64 = 1 << 30;
