//! `with-postgres command arguments…`: runs a command while a private PostgreSQL cluster is up, its URL in `DATABASE_URL`.

use std::{
    env,
    process::{Command, ExitCode},
};

use restkit_tests::postgres::{Cluster, Way};

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let Some(program) = arguments.next() else {
        eprintln!("usage: with-postgres command arguments…");
        return ExitCode::from(2);
    };
    let cluster = match Cluster::start_with(Way::of_process()) {
        Ok(cluster) => cluster,
        Err(error) => {
            eprintln!("with-postgres: {error}");
            return ExitCode::FAILURE;
        }
    };
    match Command::new(&program).args(arguments).env("DATABASE_URL", cluster.app_url("postgres")).status() {
        // A command that a signal ended has no code.
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("with-postgres: {}: {error}", program.display());
            ExitCode::FAILURE
        }
    }
}
