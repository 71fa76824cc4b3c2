//! The workspace of generated apps, and Cargo in it.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{Side, by_hand, generated, model};
use crate::Result;

/// How many resources the apps have.
pub const SIZES: [usize; 3] = [1, 10, 50];

/// As in this repository's own workspace: what is timed is the app, not the debug information of its dependencies.
const MANIFEST: &str = r#"
[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
debug = false
"#;

/// An app of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct App {
    /// How it is written.
    pub side: Side,
    /// How many resources it has.
    pub size: usize,
}

/// The workspace on the disk.
#[derive(Debug)]
pub struct Workspace {
    directory: PathBuf,
    target: PathBuf,
}

/// What Cargo is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `cargo check`.
    Check,
    /// `cargo build`.
    Build,
}

impl Step {
    /// Its name on Cargo's command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Build => "build",
        }
    }
}

impl App {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        SIZES.into_iter().flat_map(|size| Side::BOTH.map(|side| Self { side, size }))
    }

    fn package(self) -> String {
        format!("{}-{}", self.side.word(), self.size)
    }
}

impl Workspace {
    /// Writes the apps into `apps` below `target`, for the restkit whose workspace is at `root`.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn create(root: &Path, target: &Path) -> Result<Self> {
        let this = Self { directory: target.join("compile").join("apps"), target: target.join("compile").join("build") };
        let members = App::all().map(|app| format!("{:?}", app.package())).collect::<Vec<_>>().join(", ");
        fs::create_dir_all(&this.directory)?;
        fs::write(
            this.directory.join("Cargo.toml"),
            format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n{MANIFEST}"),
        )?;
        // The very versions that restkit is built with; Cargo takes out what the apps do not use.
        fs::copy(root.join("Cargo.lock"), this.directory.join("Cargo.lock"))?;
        let wrapper = this.wrapper();
        fs::write(&wrapper, "#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec \"$@\"\n")?;
        fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755))?;
        for app in App::all() {
            this.write(app, root)?;
        }
        Ok(this)
    }

    /// Lets rustc, which is stable, print what it has expanded. Only for the apps: their dependencies would be built anew.
    fn wrapper(&self) -> PathBuf {
        self.directory.join("rustc-with-unstable-options")
    }

    fn write(&self, app: App, root: &Path) -> Result<()> {
        let source = self.directory.join(app.package()).join("src");
        fs::create_dir_all(&source)?;
        let resources = model::resources(app.size);
        let (dependencies, main) = match app.side {
            Side::ByHand => (by_hand::DEPENDENCIES.to_owned(), by_hand::main(&resources)),
            Side::Generated => (generated::dependencies(&root.display().to_string()), generated::main(&resources)),
        };
        let package =
            format!("[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n", app.package());
        fs::write(source.with_file_name("Cargo.toml"), package + &dependencies)?;
        fs::write(source.join("main.rs"), main)?;
        if app.side == Side::ByHand {
            fs::write(source.join("common.rs"), by_hand::common())?;
        }
        for resource in &resources {
            fs::write(source.join(format!("{}.rs", resource.module)), module(app.side, resource, 0))?;
        }
        Ok(())
    }

    /// Changes the first resource of an app: the bound of a rule, and every second time the number of a line.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn edit(&self, app: App, edit: u32) -> Result<()> {
        let resource = model::resources(1).remove(0);
        let file = self.directory.join(app.package()).join("src").join(format!("{}.rs", resource.module));
        Ok(fs::write(file, module(app.side, &resource, edit))?)
    }

    /// Runs Cargo on an app.
    ///
    /// # Errors
    /// When it fails; what it said is the error.
    pub fn run(&self, app: App, step: Step) -> Result<()> {
        self.cargo(&[step.word(), "--quiet", "--offline", "--package", &app.package()], false).map(drop)
    }

    /// The app as rustc sees it after all macros, formatted.
    ///
    /// # Errors
    /// When it does not compile, or what comes out cannot be parsed.
    pub fn expanded(&self, app: App) -> Result<String> {
        let words =
            ["rustc", "--quiet", "--offline", "--profile=check", "--package", &app.package(), "--", "-Zunpretty=expanded"];
        let text = String::from_utf8(self.cargo(&words, true)?)?;
        Ok(prettyplease::unparse(&syn::parse_file(&text)?))
    }

    fn cargo(&self, words: &[&str], unstable: bool) -> Result<Vec<u8>> {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(words).current_dir(&self.directory).env("CARGO_TARGET_DIR", &self.target).stdin(Stdio::null());
        // What `cargo run` tells the process that it starts must not reach another Cargo.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || matches!(&*name, "CARGO" | "RUSTFLAGS") {
                cargo.env_remove(name);
            }
        }
        if unstable {
            cargo.env("RUSTC_WORKSPACE_WRAPPER", self.wrapper());
        }
        let output = cargo.output()?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(format!("cargo {}:\n{}", words.join(" "), String::from_utf8_lossy(&output.stderr)).into())
    }
}

fn module(side: Side, resource: &model::Resource, edit: u32) -> String {
    match side {
        Side::ByHand => by_hand::resource(resource, edit),
        Side::Generated => generated::resource(resource, edit),
    }
}
