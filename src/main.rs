//! Opens the one door that the command line names.

fn main() -> std::process::ExitCode {
    reliquary::cli::main()
}
