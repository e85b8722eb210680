//! From the command line to an open archive: settings, lock or control socket, then the verb; serving and its end.

use std::io::IsTerminal as _;
use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::cli::Exit;
use crate::cli::args::Cli;
use crate::cli::args::Command;
use crate::cli::args::Listen;
use crate::cli::args::User;
use crate::cli::control;
use crate::cli::control::Order;
use crate::cli::exit_of;
use crate::cli::said::Said;
use crate::cli::said::Terminal;
use crate::cli::verbs;
use crate::config::Config;
use crate::config::Origin;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::Home;
use crate::model::access::Role;
use crate::model::access::Viewer;
use crate::sandbox::Sandbox;
use crate::web;

/// Longest that `demo` waits for its pictures before it serves: whoever opens it should see them.
const PICTURES_WAIT: Duration = Duration::from_secs(10);

/// Does what the command line says.
pub async fn run(mut cli: Cli) -> Exit {
    let flags = match &cli.command {
        Command::Serve(Listen { listen: Some(listen) }) | Command::Demo(Listen { listen: Some(listen) }) => {
            vec![("listen", listen.clone())]
        }
        _ => Vec::new(),
    };
    let config = match Config::read(&cli.home, &|name| std::env::var(name).ok(), &flags) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("reliquary: {error}");
            return Exit::Usage;
        }
    };
    start_log(&config, &cli);
    if let Command::Config = cli.command {
        return print_config(&config, cli.json);
    }
    let home = Home::new(&cli.home);
    if let Command::Restore { from } = &cli.command {
        return restore(from, &home, config).await;
    }
    let is_serving = matches!(cli.command, Command::Serve(_) | Command::Demo(_));
    cli.command.anchor();
    let input = piped_input(&cli.command);
    let mut terminal = Terminal::new(cli.quiet);
    let may_make = is_serving || matches!(cli.command, Command::Ingest(_) | Command::User(User::Add { .. }));
    let desk = match open(home, config, may_make).await {
        Ok(desk) => desk,
        Err(DeskError::Locked) if !is_serving => {
            let order = Order { command: cli.command, json: cli.json, input };
            return match control::hand_over(&cli.home, &order, &mut terminal).await {
                Some(0) => Exit::Done,
                Some(1) => Exit::Material,
                Some(2) => Exit::Usage,
                Some(_) => Exit::Failed,
                None => {
                    eprintln!("reliquary: another program holds this archive and does not answer");
                    Exit::Failed
                }
            };
        }
        Err(error) => return complain(&error),
    };
    let exit = match cli.command {
        Command::Demo(_) => serve(&desk, true).await,
        Command::Serve(_) => serve(&desk, false).await,
        command => {
            let terminal = Arc::new(std::sync::Mutex::new(terminal));
            let printer = Arc::clone(&terminal);
            let mut listener = move |said: Said| {
                printer.lock().unwrap_or_else(std::sync::PoisonError::into_inner).print(said);
            };
            let exit = verbs::run(&desk, command, cli.json, input, &mut listener).await;
            listener(Said::Exit(exit as u8));
            exit
        }
    };
    desk.close().await;
    exit
}

async fn open(home: Home, config: Config, may_make: bool) -> Result<Arc<Desk>, DeskError> {
    let sandbox = Sandbox::of_this_program(config.sandbox)?.allowing(config.allowance);
    Desk::open(home, config, sandbox, may_make).await
}

fn complain(error: &DeskError) -> Exit {
    eprintln!("reliquary: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        eprintln!("  because: {cause}");
        source = cause.source();
    }
    exit_of(error)
}

/// Serves until Ctrl-C or TERM; then finishes what is in hand and parks the rest.
async fn serve(desk: &Arc<Desk>, is_demo: bool) -> Exit {
    if let Err(error) = first_account(desk).await {
        return complain(&error);
    }
    let listener = match TcpListener::bind(desk.config.listen).await {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("reliquary: cannot listen on {}: {error}", desk.config.listen);
            return Exit::Failed;
        }
    };
    let Ok(address) = listener.local_addr() else { return Exit::Failed };
    let site = match web::Site::new(Arc::clone(desk), address) {
        Ok(site) => site,
        Err(error) => {
            eprintln!("reliquary: {error}");
            return Exit::Failed;
        }
    };
    desk.start();
    if is_demo && let Err(error) = demo(desk).await {
        return complain(&error);
    }
    let home = desk.home.folder().to_owned();
    // The socket is there before the address is told: whoever reads that line may give orders.
    let orders = control::bind(&home);
    let control = tokio::spawn({
        let desk = Arc::clone(desk);
        async move {
            let listening = match orders {
                Ok(orders) => control::listen(orders, desk).await,
                Err(error) => Err(error),
            };
            if let Err(error) = listening {
                tracing::warn!(error = %error, "the control socket is not available");
            }
        }
    });
    println!("listening on http://{address}");
    let served = web::serve(site, listener, stop_signal()).await;
    control.abort();
    let _ = std::fs::remove_file(home.join("control.sock"));
    match served {
        Ok(()) => Exit::Done,
        Err(error) => {
            eprintln!("reliquary: serving ended: {error}");
            Exit::Failed
        }
    }
}

async fn stop_signal() {
    let Ok(mut term) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else { return };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}

/// Makes the sample and one account a role; running it again keeps what is there.
async fn demo(desk: &Arc<Desk>) -> Result<(), DeskError> {
    eprintln!("making the sample archive …");
    let relics = desk.make_sample(&mut |code| tracing::debug!(relic.code = code, "sample")).await?;
    desk.wait_for_pictures(PICTURES_WAIT).await?;
    eprintln!("the sample archive holds {relics} relics");
    if !desk.has_no_account().await? {
        println!("accounts are kept as they were; `reliquary user password NAME` makes a new password");
        return Ok(());
    }
    println!("{:<12} {:<12} password", "account", "role");
    for role in Role::ALL {
        let is_admin = role == Role::Approver;
        let password = desk.add_account(&Viewer::Operator, role.name(), role, is_admin, None).await?;
        println!("{:<12} {:<12} {password}", role.name(), role.name());
    }
    Ok(())
}

/// `RELIQUARY_ADMIN_USER` and `RELIQUARY_ADMIN_PASSWORD` make the first account where there is none.
async fn first_account(desk: &Arc<Desk>) -> Result<(), DeskError> {
    let (Ok(name), Ok(password)) = (std::env::var("RELIQUARY_ADMIN_USER"), std::env::var("RELIQUARY_ADMIN_PASSWORD"))
    else {
        return Ok(());
    };
    if desk.has_no_account().await? {
        desk.add_account(&Viewer::Operator, &name, Role::Approver, true, Some(password)).await?;
        eprintln!("made the account {name}");
    }
    Ok(())
}

async fn restore(from: &std::path::Path, home: &Home, config: Config) -> Exit {
    let mut told = 0;
    match crate::desk::restore(from, home, &mut |n| told = n) {
        Ok(objects) => {
            eprintln!("copied {objects} objects; making anew what is derived …");
            match open(home.clone(), config, false).await {
                Ok(desk) => {
                    if let Err(error) = desk.rebuild(crate::desk::What::All, &mut |_, _| {}).await {
                        return complain(&error);
                    }
                    if let Err(error) = desk.work_off(&mut |_| {}).await {
                        return complain(&error);
                    }
                    desk.close().await;
                    println!("restored {objects} objects");
                    Exit::Done
                }
                Err(error) => complain(&error),
            }
        }
        Err(error) => complain(&error),
    }
}

fn print_config(config: &Config, as_json: bool) -> Exit {
    let lines = config.lines();
    if as_json {
        let map: serde_json::Map<String, serde_json::Value> = lines
            .into_iter()
            .map(|(key, value, origin)| {
                (key.to_owned(), serde_json::json!({ "value": value, "origin": origin.name() }))
            })
            .collect();
        println!("{:#}", serde_json::Value::Object(map));
        return Exit::Done;
    }
    for (key, value, origin) in lines {
        let shown = if value.is_empty() { "(not set)" } else { &value };
        println!("{key:<22} {shown:<28} {}", if origin == Origin::Default { "default" } else { origin.name() });
    }
    Exit::Done
}

/// A password may be piped in.
fn piped_input(command: &Command) -> Option<String> {
    let wants = matches!(command, Command::User(User::Add { .. } | User::Password { .. }));
    if !wants || std::io::stdin().is_terminal() {
        return None;
    }
    let mut text = String::new();
    std::io::stdin().take(1024).read_to_string(&mut text).ok()?;
    let line = text.lines().next().unwrap_or_default().to_owned();
    (!line.is_empty()).then_some(line)
}

fn start_log(config: &Config, cli: &Cli) {
    let level = match (cli.quiet, cli.verbose) {
        (true, _) => "error",
        (_, 1) => "debug",
        (_, 2..) => "trace",
        _ => config.log.as_str(),
    };
    let level: tracing::Level = level.parse().unwrap_or(tracing::Level::INFO);
    let _ = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .try_init();
}
