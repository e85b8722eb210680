//! One child process a job: the only place where decoders and document parsers run.
//! The child limits itself before it reads a byte; the parent bounds time and output.

mod child;
mod inspect;
mod parent;
mod price;
mod shut;

pub use child::main;
pub use inspect::Inspection;
pub use inspect::PageSizes;
pub use parent::Sandbox;
pub use parent::SandboxError;
pub use parent::Wanted;
