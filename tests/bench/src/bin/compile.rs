//! `compile [lines] [check] [build]`: what a generated resource costs to compile, beside a handwritten one. Without arguments it
//! measures all three.
#![allow(clippy::print_stdout, reason = "a benchmark that prints its outcome")]

use std::{env, path::Path, process::ExitCode};

use restkit_bench::{
    Result,
    compile::{
        Side,
        measure::{Figures, lines, times},
        workspace::{SIZES, Step, Workspace},
    },
};

/// How often each step is timed.
const ROUNDS: u32 = 6;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    measure(&words).map_or_else(
        |error| {
            eprintln!("compile: {error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn measure(words: &[String]) -> Result<()> {
    let wants = |word: &str| words.is_empty() || words.iter().any(|w| w == word);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).ok_or("this package has left its workspace")?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let workspace = Workspace::create(root, &target)?;
    if wants("lines") {
        print("expanded lines", "", &lines(&workspace)?, "under 700 for restkit");
    }
    for step in [Step::Check, Step::Build] {
        if wants(step.word()) {
            let times = times(&workspace, step, ROUNDS)?;
            print(&format!("incremental cargo {}, elapsed", step.word()), " ms", &times.elapsed, "ratio at most 0.60");
            print(&format!("incremental cargo {}, processor time", step.word()), " ms", &times.cpu, "ratio at most 0.60");
        }
    }
    Ok(())
}

fn print(title: &str, unit: &str, figures: &Figures, target: &str) {
    println!("{title}");
    println!("{:<10} {:>12} {:>12} {:>12} {:>18}", "resources", SIZES[0], SIZES[1], SIZES[2], "per resource");
    for side in Side::BOTH {
        let [small, middle, large] = figures.of(side).map(|figure| format!("{figure:.0}{unit}"));
        let slope = format!("{:.1}{unit}", figures.per_resource(side));
        println!("{:<10} {small:>12} {middle:>12} {large:>12} {slope:>18}", side.word());
    }
    println!("ratio {:.2} (target: {target})\n", figures.ratio());
}
