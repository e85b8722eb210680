//! The built program as it is run: a real folder, real sockets, real signals. No sleeps for luck: a state is waited for.

mod control;
#[cfg(feature = "crash")]
mod crash;
mod data;
mod full;
mod hostile;
mod kill;
mod package;
mod sample;
mod sender;
mod shutdown;
mod walk;
