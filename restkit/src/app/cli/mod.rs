//! The command line of an app.

mod adopt;
mod command;
mod dev;
mod dev_key;
mod guide;
mod inspect;
mod logging;
mod migrate;
mod output;
mod plans;
mod seed;
mod serve;
mod server;
mod signals;
mod token;

use std::{ffi::OsString, process::ExitCode};

use super::{App, Config, Environment, StartError};
use command::Command;

/// Runs the command that the arguments of the process name; settings come from its environment.
///
/// | command | what it does |
/// | --- | --- |
/// | `dev` | creates and migrates a SQLite file in the current folder (or `DATABASE_URL`), serves on 127.0.0.1:8000, prints a token |
/// | `serve` | serves; refuses to start while a setting or a table is missing or a migration is pending (`--migrate` applies it) |
/// | `migrate` | applies pending migrations; `status`, `down`, `redo`, `sql` and others. Without migrations, creates the tables that are missing |
/// | `seed` | adds rows to begin with |
/// | `inspect` | writes annotated structs for the tables that a database has; who may use them is left to decide |
/// | `plans` | names the filters and orders of lists that no index of the database serves |
/// | `token` | prints a token, signed with the key that `dev` uses in the same folder |
/// | `openapi` | prints the OpenAPI document |
/// | `routes` | prints the endpoints with their policies |
///
/// `<command> --help` tells the rest; the settings are [`SETTINGS`](super::SETTINGS). Ends with 0, with 1 after a failure, with 2 when the arguments are
/// wrong. SIGTERM and Ctrl-C let the requests in flight end; a second signal does not.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use restkit::app::App;
///
/// fn main() -> ExitCode {
///     restkit::run(App::new("Todo", "1.0.0"))
/// }
/// ```
pub fn run(app: App) -> ExitCode {
    run_with(app, std::env::args_os(), &Environment::of_process())
}

fn run_with(app: App, arguments: impl IntoIterator<Item = OsString>, environment: &Environment) -> ExitCode {
    let command = match command::parse(app.info(), arguments) {
        Ok(command) => command,
        Err(error) => {
            // Help and version are told by an error too, which knows where it belongs.
            return match error.print() {
                Ok(()) if !error.use_stderr() => ExitCode::SUCCESS,
                Err(_) if !error.use_stderr() => ExitCode::FAILURE,
                _ => ExitCode::from(2),
            };
        }
    };
    match execute(app, command, environment) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn execute(app: App, command: Command, environment: &Environment) -> Result<(), StartError> {
    app.check()?;
    match command {
        Command::Dev { program, address } => dev::dev(app, &program, Config::read(environment)?, address),
        Command::Serve { program, address, migrate } => {
            serve::serve(app, &program, &Config::require(environment)?, address, migrate)
        }
        Command::Migrate { program, command } => migrate::migrate(&app, &program, &Config::read(environment)?, command),
        Command::Seed { name } => seed::seed(&app, &Config::read(environment)?, name.as_deref()),
        Command::Inspect(inspection) => adopt::inspect(&Config::read(environment)?, &inspection),
        Command::Plans => plans::plans(&app, &Config::read(environment)?),
        Command::Token(request) => token::token(&Config::read(environment)?, &request),
        Command::OpenApi => inspect::openapi(&app),
        Command::Routes => inspect::routes(&app),
    }
}
