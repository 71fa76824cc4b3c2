//! Where PostgreSQL is installed, and who may run it.

use std::{env, fs, path::PathBuf, process::Command};

/// The directory of `initdb`, `pg_ctl` and `postgres`: by PATH, by `pg_config`, then the newest below /usr/lib/postgresql.
pub(super) fn find() -> Option<PathBuf> {
    let by_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    by_path.into_iter().chain(by_pg_config()).chain(by_version()).find_map(|dir| {
        // A link on PATH leads to the directory where all of them are.
        let dir = fs::canonicalize(dir.join("initdb")).ok()?.parent()?.to_owned();
        (dir.join("pg_ctl").is_file() && dir.join("postgres").is_file()).then_some(dir)
    })
}

fn by_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}

fn by_version() -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir("/usr/lib/postgresql") else { return Vec::new() };
    let mut versions: Vec<(u32, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, dir)| dir).collect()
}

/// PgBouncer: by PATH, then where Debian has it, which is not on everybody's PATH.
pub(super) fn find_bouncer() -> Option<PathBuf> {
    let by_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    by_path.into_iter().chain([PathBuf::from("/usr/sbin")]).map(|dir| dir.join("pgbouncer")).find(|file| file.is_file())
}

/// User and group for a server that root starts: `postgres`, else `nobody`.
pub(super) fn unprivileged_user() -> (u32, u32) {
    const NOBODY: u32 = 65_534;
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let find = |name: &str| {
        let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == name)?;
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    };
    find("postgres").or_else(|| find("nobody")).unwrap_or((NOBODY, NOBODY))
}
