//! The arguments.

use std::{
    ffi::OsString,
    fmt::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{Arg, ArgAction, ArgMatches, Command as Clap, value_parser};

use super::migrate::{self, MigrateCommand};
use crate::{app::SETTINGS, auth::TokenRequest, spec::ApiInfo};

/// What the arguments ask for.
#[derive(Debug)]
pub(super) enum Command {
    Dev { program: String, address: Address },
    Serve { program: String, address: Address, migrate: bool },
    Migrate { program: String, command: MigrateCommand },
    Seed { name: Option<String> },
    Inspect(Inspection),
    Plans,
    Token(TokenRequest),
    OpenApi,
    Routes,
}

/// What `inspect` looks at, and where it writes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Inspection {
    pub(super) schemas: Vec<String>,
    pub(super) tables: Vec<String>,
    /// A file that is made; standard output without it.
    pub(super) out: Option<PathBuf>,
}

/// Where to listen, as far as the arguments say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
}

/// Reads the arguments; the first is the name of the program.
pub(super) fn parse(info: &ApiInfo, arguments: impl IntoIterator<Item = OsString>) -> Result<Command, clap::Error> {
    let mut arguments: Vec<_> = arguments.into_iter().collect();
    if arguments.is_empty() {
        arguments.push("app".into());
    }
    // As it was called, so that lines which name it can be pasted into the same shell.
    let program = arguments.first().map(|program| program.to_string_lossy().into_owned()).unwrap_or_default();
    let name = Path::new(&program).file_stem().map_or(program.clone(), |name| name.to_string_lossy().into_owned());
    let mut matches = grammar(&name, info).try_get_matches_from(arguments)?;
    let (name, mut matches) = matches.remove_subcommand().unwrap_or_default();
    Ok(match name.as_str() {
        "dev" => Command::Dev { program, address: address(&matches) },
        "serve" => Command::Serve { program, address: address(&matches), migrate: matches.get_flag("migrate") },
        "migrate" => Command::Migrate { program, command: migrate::parse(&mut matches) },
        "seed" => Command::Seed { name: matches.get_one::<String>("name").cloned() },
        "inspect" => Command::Inspect(inspection(&matches)),
        "plans" => Command::Plans,
        "token" => Command::Token(token(&matches)),
        "openapi" => Command::OpenApi,
        // A subcommand is required, and these are all.
        _ => Command::Routes,
    })
}

fn grammar(program: &str, info: &ApiInfo) -> Clap {
    let host = Arg::new("host").long("host").value_name("NAME").help("Where to listen [default: HOST, else 127.0.0.1]");
    let port = Arg::new("port")
        .long("port")
        .value_name("NUMBER")
        .value_parser(value_parser!(u16))
        .help("The port to listen on, 0 for any [default: PORT, else 8000]");
    let many = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("NAME").action(ArgAction::Append).help(help)
    };
    Clap::new(program.to_owned())
        .display_name(info.title.clone())
        .version(info.version.clone())
        .about(if info.description.is_empty() { &info.title } else { &info.description }.clone())
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Clap::new("dev")
                .about("Serves for development: makes a database and a key in this folder, prints a token")
                .args([host.clone(), port.clone()])
                .after_help(settings_help()),
        )
        .subcommand(
            Clap::new("serve")
                .about("Serves in production: needs DATABASE_URL, and JWT_SECRET or JWT_PUBLIC_KEY")
                .args([host, port])
                .arg(
                    Arg::new("migrate")
                        .long("migrate")
                        .action(ArgAction::SetTrue)
                        .help("Applies the migrations that are pending, instead of refusing to start"),
                )
                .after_help(settings_help()),
        )
        .subcommand(migrate::grammar(&settings_help()))
        .subcommand(
            Clap::new("seed")
                .about("Adds rows to begin with; without a name, lists what there is")
                .arg(Arg::new("name").value_name("NAME").help("Which rows"))
                .after_help(settings_help()),
        )
        .subcommand(
            Clap::new("inspect")
                .about("Writes structs for the tables that are in DATABASE_URL; who may use them is left to decide")
                .args([
                    many("schema", "Another schema than those of bare names; may be repeated"),
                    many("table", "Only this table or view; may be repeated"),
                ])
                .arg(
                    Arg::new("out")
                        .long("out")
                        .value_name("FILE")
                        .value_parser(value_parser!(PathBuf))
                        .help("A file to make [default: standard output]"),
                ),
        )
        .subcommand(
            Clap::new("plans")
                .about("Names the filters and orders of lists that no index of DATABASE_URL serves")
                .after_help(settings_help()),
        )
        .subcommand(
            Clap::new("token")
                .about("Prints a token, signed with JWT_SECRET or with the key that dev uses in this folder")
                .arg(
                    Arg::new("subject")
                        .long("subject")
                        .value_name("ID")
                        .required(true)
                        .help("Whose token it is: the id of a user"),
                )
                .args([
                    many("role", "A role of theirs; may be repeated"),
                    many("scope", "What the token is good for; may be repeated"),
                ])
                .arg(
                    Arg::new("expires-in")
                        .long("expires-in")
                        .value_name("SECONDS")
                        .value_parser(value_parser!(u64).range(1..=31_622_400))
                        .default_value("3600")
                        .help("How long it lasts, at most a year"),
                ),
        )
        .subcommand(Clap::new("openapi").about("Prints the OpenAPI document"))
        .subcommand(Clap::new("routes").about("Prints the endpoints: method, path, operation, policy"))
}

fn settings_help() -> String {
    let mut help = "Settings, as environment variables:\n".to_owned();
    let width = SETTINGS.iter().map(|setting| setting.name.len()).max().unwrap_or(0);
    for setting in SETTINGS {
        let default = if setting.default.is_empty() { String::new() } else { format!(" [default: {}]", setting.default) };
        // Writing to a String cannot fail.
        let _ = writeln!(help, "  {:width$}  {}: {}{default}", setting.name, setting.value, setting.purpose);
    }
    help
}

fn address(matches: &ArgMatches) -> Address {
    Address { host: matches.get_one::<String>("host").cloned(), port: matches.get_one::<u16>("port").copied() }
}

fn inspection(matches: &ArgMatches) -> Inspection {
    let words = |name: &str| matches.get_many::<String>(name).into_iter().flatten().cloned().collect();
    Inspection { schemas: words("schema"), tables: words("table"), out: matches.get_one::<PathBuf>("out").cloned() }
}

fn token(matches: &ArgMatches) -> TokenRequest {
    let words = |name: &str| matches.get_many::<String>(name).into_iter().flatten().cloned().collect::<Vec<_>>();
    let subject = matches.get_one::<String>("subject").cloned().unwrap_or_default();
    let seconds = matches.get_one::<u64>("expires-in").copied().unwrap_or(3600);
    let request = TokenRequest::new(subject).expires_in(Duration::from_secs(seconds));
    let request = words("role").into_iter().fold(request, TokenRequest::role);
    words("scope").into_iter().fold(request, TokenRequest::scope)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::auth::{JwtSettings, Verifier, sign};

    fn parsed(arguments: &str) -> Result<Command, clap::Error> {
        parse(&ApiInfo::new("Todo", "1.2.3"), arguments.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_grammar_is_sound() {
        grammar("todo", &ApiInfo::new("Todo", "1.2.3")).debug_assert();
    }

    #[test]
    fn every_command_is_known() {
        for (arguments, expected) in [
            ("/usr/bin/todo dev", "Dev { program: \"/usr/bin/todo\", address: Address { host: None, port: None } }"),
            (
                "todo dev --port 9 --host ::1",
                "Dev { program: \"todo\", address: Address { host: Some(\"::1\"), port: Some(9) } }",
            ),
            (
                "todo serve --port=0 --migrate",
                "Serve { program: \"todo\", address: Address { host: None, port: Some(0) }, migrate: true }",
            ),
            ("todo migrate", "Migrate { program: \"todo\", command: Up { to: None, out_of_order: false } }"),
            ("todo migrate up --to 7", "Migrate { program: \"todo\", command: Up { to: Some(7), out_of_order: false } }"),
            ("todo migrate down", "Migrate { program: \"todo\", command: Down { back: Steps(1), yes: false } }"),
            ("todo migrate down --to 0 --yes", "Migrate { program: \"todo\", command: Down { back: To(0), yes: true } }"),
            ("todo migrate redo --steps 2", "Migrate { program: \"todo\", command: Redo { steps: 2, yes: false } }"),
            ("todo migrate status", "Migrate { program: \"todo\", command: Status }"),
            ("todo migrate sql --dialect sqlite", "Migrate { program: \"todo\", command: Sql { dialect: Some(Sqlite) } }"),
            ("todo migrate baseline --to 3", "Migrate { program: \"todo\", command: Baseline { to: Some(3) } }"),
            ("todo migrate check", "Migrate { program: \"todo\", command: Check }"),
            ("todo migrate lint", "Migrate { program: \"todo\", command: Lint }"),
            (
                "todo migrate new a --dialect sqlite --empty --allow-data-loss --backfill t.c=1 --dir m",
                "Migrate { program: \"todo\", command: New(NewMigration { name: \"a\", dialects: [Sqlite], empty: true, \
                 allow_data_loss: true, expand: false, contract: false, fills: [\"t.c=1\"], folder: Some(\"m\") }) }",
            ),
            ("todo seed", "Seed { name: None }"),
            ("todo seed demo", "Seed { name: Some(\"demo\") }"),
            ("todo inspect", "Inspect(Inspection { schemas: [], tables: [], out: None })"),
            (
                "todo inspect --schema crm --schema hr --table people --out src/people.rs",
                "Inspect(Inspection { schemas: [\"crm\", \"hr\"], tables: [\"people\"], out: Some(\"src/people.rs\") })",
            ),
            ("todo plans", "Plans"),
            ("todo openapi", "OpenApi"),
            ("todo routes", "Routes"),
        ] {
            assert_eq!(format!("{:?}", parsed(arguments).unwrap()), expected);
        }
    }

    #[test]
    fn a_token_is_what_the_arguments_say() {
        let command = parsed("todo token --subject 1 --role admin --role editor --scope a --scope b --expires-in 60").unwrap();
        let Command::Token(request) = command else { panic!("{command:?}") };
        let settings = JwtSettings { secret: Some("0123456789abcdef0123456789abcdef".into()), ..JwtSettings::default() };
        let token = sign(&settings, &request).unwrap();
        assert!(!token.contains(settings.secret.as_ref().unwrap().expose_secret()));
        let headers = [(http::header::AUTHORIZATION, http::HeaderValue::try_from(format!("Bearer {token}")).unwrap())];
        let caller = Verifier::new(&settings).unwrap().authenticate(&headers.into_iter().collect()).unwrap();
        assert_eq!(caller.subject(), Some("1"));
        assert!(["admin", "editor"].iter().all(|role| caller.has_role(role)));
        assert!(["a", "b"].iter().all(|scope| caller.has_scope(scope)));
    }

    #[test]
    fn wrong_arguments_are_errors_of_usage() {
        for arguments in [
            "",
            "todo",
            "todo frob",
            "todo dev --port 65536",
            "todo dev --port -1",
            "todo dev extra",
            "todo token",
            "todo token --subject",
            "todo token --subject 1 --expires-in 0",
            "todo token --subject 1 --expires-in soon",
            "todo openapi --port 1",
            "todo migrate sideways",
            "todo migrate down --steps 1 --to 2",
            "todo migrate down --steps 0",
            "todo migrate sql --dialect mysql",
            "todo migrate up --to x",
        ] {
            let error = parsed(arguments).unwrap_err();
            assert!(error.use_stderr(), "{arguments:?}: {error}");
        }
        for arguments in ["todo --help", "todo --version", "todo dev --help", "todo help token"] {
            assert!(!parsed(arguments).unwrap_err().use_stderr(), "{arguments:?}");
        }
    }

    #[test]
    fn the_help_of_serve_names_every_setting() {
        let help = parsed("todo serve --help").unwrap_err().to_string();
        for setting in SETTINGS {
            assert!(help.contains(setting.name), "{} is missing:\n{help}", setting.name);
        }
    }
}
