//! What tests are made of: an archive in process, makers of relics and pictures, requests, goldens, a real server.
//! Refuses to mock a store: a temporary folder is fast enough.

mod archive;
mod ask;
mod golden;
mod make;
pub mod server;
mod shared;

pub use archive::Archive;
pub use archive::PUBLIC_URL;
pub use archive::Person;
pub use archive::open;
pub use ask::Answer;
pub use ask::Ask;
pub use ask::escaped;
pub use golden::goldens;
pub use make::JPEG;
pub use make::PNG;
pub use make::artefact;
pub use make::inscription;
pub use make::pdf;
pub use make::photo;
pub use make::photo_of;
pub use make::relic;
pub use make::scan;
pub use server::Cli;
pub use server::Server;
pub use server::program;
pub use shared::shared;

/// Returns the folder of the project's tests.
pub fn tests_folder() -> std::path::PathBuf {
    project_folder().join("tests")
}

/// Returns the folder of the project.
pub fn project_folder() -> std::path::PathBuf {
    std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
