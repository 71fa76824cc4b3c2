//! The key that signs tokens in development: random, one for each folder, readable by its owner only.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::Path,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretString;

use crate::{app::StartError, auth::MIN_SECRET_BYTES};

const FOLDER: &str = ".restkit";
const FILE: &str = "dev-key";

/// The key of this folder, made when there is none.
pub(super) fn read_or_make(folder: &Path) -> Result<SecretString, StartError> {
    let folder = folder.join(FOLDER);
    let path = folder.join(FILE);
    let failed = |source| StartError::File { path: path.display().to_string(), source };
    match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        read => return check(read.map_err(failed)?).map_err(failed),
    }
    make_folder(&folder).map_err(failed)?;
    let mut bytes = [0_u8; MIN_SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| failed(error.into()))?;
    let key = URL_SAFE_NO_PAD.encode(bytes);
    match write_new(&path, &key) {
        Ok(()) => Ok(key.into()),
        // Another process was faster: its key is the one.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            check(fs::read_to_string(&path).map_err(failed)?).map_err(failed)
        }
        Err(error) => Err(failed(error)),
    }
}

fn check(key: String) -> std::io::Result<SecretString> {
    let key = key.trim();
    if key.len() < MIN_SECRET_BYTES {
        return Err(std::io::Error::new(ErrorKind::InvalidData, "it is too short to be a key; remove it, and a new one is made"));
    }
    Ok(key.into())
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    // So that the key is not committed by accident.
    fs::write(folder.join(".gitignore"), "*\n")
}

/// Writes aside and links into place, so that nobody ever reads half a key and a key that is there is never replaced.
fn write_new(path: &Path, key: &str) -> std::io::Result<()> {
    let aside = path.with_extension(getrandom::u64().map_err(std::io::Error::from)?.to_string());
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let linked = options.open(&aside)?.write_all(key.as_bytes()).and_then(|()| fs::hard_link(&aside, path));
    fs::remove_file(&aside)?;
    linked
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_kept_to_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let key = read_or_make(folder.path()).unwrap();
        assert!(key.expose_secret().len() >= MIN_SECRET_BYTES);
        assert_eq!(read_or_make(folder.path()).unwrap().expose_secret(), key.expose_secret());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(".restkit/dev-key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let names: Vec<_> = fs::read_dir(folder.path().join(FOLDER)).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }

    #[test]
    fn each_folder_has_a_key_of_its_own() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert_ne!(read_or_make(one.path()).unwrap().expose_secret(), read_or_make(other.path()).unwrap().expose_secret());
    }

    #[test]
    fn of_two_at_once_one_makes_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let keys: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| read_or_make(folder.path()).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap().expose_secret().to_owned()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    }

    #[test]
    fn a_damaged_key_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        read_or_make(folder.path()).unwrap();
        fs::write(folder.path().join(".restkit/dev-key"), "short").unwrap();
        assert!(read_or_make(folder.path()).unwrap_err().report().contains("too short"));
    }
}
