//! The arguments of `migrate`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command as Clap, value_parser};

use super::new::NewMigration;
use crate::{db::Dialect, migrate::Back};

/// What `migrate` is asked for.
#[derive(Debug)]
pub(in crate::app::cli) enum MigrateCommand {
    Up { to: Option<i64>, out_of_order: bool },
    Down { back: Back, yes: bool },
    Redo { steps: usize, yes: bool },
    Status,
    Sql { dialect: Option<Dialect> },
    Baseline { to: Option<i64> },
    New(NewMigration),
    Check,
    Lint,
}

/// The grammar, below the program.
pub(in crate::app::cli) fn grammar(settings_help: &str) -> Clap {
    let to = |help: &'static str| Arg::new("to").long("to").value_name("VERSION").value_parser(value_parser!(i64)).help(help);
    let yes = || Arg::new("yes").long("yes").action(ArgAction::SetTrue).help("Does not ask first");
    let steps = |help: &'static str| {
        let steps = Arg::new("steps").long("steps").value_name("NUMBER");
        steps.value_parser(value_parser!(u16).range(1..)).help(help)
    };
    let out_of_order = || {
        let allow = Arg::new("out-of-order").long("out-of-order").action(ArgAction::SetTrue);
        allow.help("Also applies migrations that are older than some that were applied")
    };
    let database = |command: Clap| command.after_help(settings_help.to_owned());
    let command = Clap::new("migrate")
        .about("Changes the tables: applies the migrations that are pending, or one of the commands below")
        .arg(out_of_order())
        .args_conflicts_with_subcommands(true);
    database(command)
        .subcommand(database(
            Clap::new("up")
                .about("Applies the migrations that are pending; the same as `migrate` alone")
                .args([to("Applies none that is newer"), out_of_order()]),
        ))
        .subcommand(database(Clap::new("down").about("Undoes the migration that was applied last").args([
            steps("Undoes as many [default: 1]").conflicts_with("to"),
            to("Undoes all that are newer; 0 for all"),
            yes(),
        ])))
        .subcommand(database(
            Clap::new("redo")
                .about("Undoes the migration that was applied last, and applies it again")
                .args([steps("Does so with as many [default: 1]"), yes()]),
        ))
        .subcommand(
            Clap::new("new")
                .about("Writes what leads from the last migration to the structs; asks no database")
                .arg(Arg::new("name").value_name("NAME").required(true).help("What it does, as in add_due_date"))
                .args([
                    dialect("Writes it for this database only; may be repeated").action(ArgAction::Append),
                    Arg::new("empty").long("empty").action(ArgAction::SetTrue).help("Writes files to be filled in by hand"),
                    Arg::new("allow-data-loss")
                        .long("allow-data-loss")
                        .action(ArgAction::SetTrue)
                        .help("Also takes away tables and columns with their values"),
                    Arg::new("expand")
                        .long("expand")
                        .action(ArgAction::SetTrue)
                        .conflicts_with_all(["contract", "empty"])
                        .help("On PostgreSQL, writes only what the old program can go on with, before the new one is deployed"),
                    Arg::new("contract")
                        .long("contract")
                        .action(ArgAction::SetTrue)
                        .conflicts_with("empty")
                        .help("On PostgreSQL, writes the rest, once no old program runs"),
                    Arg::new("backfill")
                        .long("backfill")
                        .value_name("TABLE.COLUMN=SQL")
                        .action(ArgAction::Append)
                        .help("What rows that exist hold in a column that needs a value; may be repeated"),
                    Arg::new("dir")
                        .long("dir")
                        .value_name("FOLDER")
                        .value_parser(value_parser!(PathBuf))
                        .help("The folder of the migrations [default: that of the source code]"),
                ]),
        )
        .subcommand(database(
            Clap::new("check")
                .about("Fails when structs, migrations and schema.json disagree, and with DATABASE_URL when the database does"),
        ))
        .subcommand(Clap::new("lint").about("Says what the migrations do to those who use a PostgreSQL database meanwhile"))
        .subcommand(database(Clap::new("status").about("Lists the migrations: applied, pending, changed, missing, out of order")))
        .subcommand(database(
            Clap::new("sql")
                .about("Prints what `up` would run; without DATABASE_URL, all of it")
                .arg(dialect("Prints all migrations for this database, and asks none")),
        ))
        .subcommand(database(
            Clap::new("baseline")
                .about("Notes the migrations as applied without running them, for a database that had their tables before")
                .arg(to("Notes none that is newer")),
        ))
}

fn dialect(help: &'static str) -> Arg {
    Arg::new("dialect").long("dialect").value_name("NAME").value_parser(["postgres", "sqlite"]).help(help)
}

/// Reads what was matched.
pub(in crate::app::cli) fn parse(matches: &mut ArgMatches) -> MigrateCommand {
    // `migrate` alone is `migrate up`.
    let Some((name, matches)) = matches.remove_subcommand() else {
        return MigrateCommand::Up { to: None, out_of_order: matches.get_flag("out-of-order") };
    };
    let to = |matches: &ArgMatches| matches.get_one::<i64>("to").copied();
    let steps = |matches: &ArgMatches| matches.get_one::<u16>("steps").copied().map_or(1, usize::from);
    match name.as_str() {
        "up" => MigrateCommand::Up { to: to(&matches), out_of_order: matches.get_flag("out-of-order") },
        "down" => {
            let back = to(&matches).map_or_else(|| Back::Steps(steps(&matches)), Back::To);
            MigrateCommand::Down { back, yes: matches.get_flag("yes") }
        }
        "redo" => MigrateCommand::Redo { steps: steps(&matches), yes: matches.get_flag("yes") },
        "sql" => MigrateCommand::Sql { dialect: dialect_of(&matches) },
        "new" => MigrateCommand::New(NewMigration {
            name: matches.get_one::<String>("name").cloned().unwrap_or_default(),
            dialects: matches.get_many::<String>("dialect").into_iter().flatten().map(|name| named(name)).collect(),
            empty: matches.get_flag("empty"),
            allow_data_loss: matches.get_flag("allow-data-loss"),
            expand: matches.get_flag("expand"),
            contract: matches.get_flag("contract"),
            fills: matches.get_many::<String>("backfill").into_iter().flatten().cloned().collect(),
            folder: matches.get_one::<PathBuf>("dir").cloned(),
        }),
        "check" => MigrateCommand::Check,
        "lint" => MigrateCommand::Lint,
        "baseline" => MigrateCommand::Baseline { to: to(&matches) },
        // A subcommand that is not known does not get here, and these are all.
        _ => MigrateCommand::Status,
    }
}

fn dialect_of(matches: &ArgMatches) -> Option<Dialect> {
    matches.get_one::<String>("dialect").map(|name| named(name))
}

fn named(name: &str) -> Dialect {
    if name == "sqlite" { Dialect::Sqlite } else { Dialect::Postgres }
}
