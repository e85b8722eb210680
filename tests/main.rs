//! The one root of the one test binary: each further one would link the whole program again.

// What cannot fail in a test fails the test.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where it stopped")]

mod e2e;
mod http;
mod map;
mod seams;
mod support;
