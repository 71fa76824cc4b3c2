//! Lines and times.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use super::{
    Side,
    workspace::{App, SIZES, Step, Workspace},
};
use crate::{Result, statistics::median};

/// A figure for each app.
#[derive(Clone, Debug)]
pub struct Figures {
    by_hand: [f64; 3],
    generated: [f64; 3],
}

impl Figures {
    fn new(mut figure: impl FnMut(App) -> Result<f64>) -> Result<Self> {
        let mut this = Self { by_hand: [0.0; 3], generated: [0.0; 3] };
        for (index, size) in SIZES.into_iter().enumerate() {
            this.by_hand[index] = figure(App { side: Side::ByHand, size })?;
            this.generated[index] = figure(App { side: Side::Generated, size })?;
        }
        Ok(this)
    }

    /// The figures of one side, by size.
    pub const fn of(&self, side: Side) -> [f64; 3] {
        match side {
            Side::ByHand => self.by_hand,
            Side::Generated => self.generated,
        }
    }

    /// What one resource more adds: the difference between the greatest and the smallest app, so that what an app costs without
    /// any resource drops out.
    pub fn per_resource(&self, side: Side) -> f64 {
        let [small, _, large] = self.of(side);
        (large - small) / (SIZES[2] - SIZES[0]) as f64
    }

    /// What a resource adds with restkit, relative to what it adds by hand.
    pub fn ratio(&self) -> f64 {
        self.per_resource(Side::Generated) / self.per_resource(Side::ByHand)
    }
}

/// Counts the lines of the apps after all macros, formatted, blank ones left out.
///
/// # Errors
/// When an app does not compile.
pub fn lines(workspace: &Workspace) -> Result<Figures> {
    Figures::new(|app| Ok(workspace.expanded(app)?.lines().filter(|line| !line.trim().is_empty()).count() as f64))
}

/// Times of a step, in milliseconds.
#[derive(Clone, Debug)]
pub struct Times {
    /// From start to end.
    pub elapsed: Figures,
    /// Of all processors.
    pub cpu: Figures,
}

/// Measures an incremental step in all apps `rounds` times: each round edits the first resource of each app and runs Cargo once,
/// and every second round goes through the apps backwards.
///
/// # Errors
/// When an app does not compile.
pub fn times(workspace: &Workspace, step: Step, rounds: u32) -> Result<Times> {
    let apps: Vec<App> = App::all().collect();
    // The dependencies, and a first state to be incremental from.
    for &app in &apps {
        workspace.run(app, step)?;
    }
    let mut samples: HashMap<(usize, &str), Samples> = HashMap::new();
    for round in 1..=rounds {
        let mut order = apps.clone();
        if round % 2 == 0 {
            order.reverse();
        }
        for app in order {
            workspace.edit(app, round)?;
            let (start, before) = (Instant::now(), children_cpu_time()?);
            workspace.run(app, step)?;
            let (elapsed, cpu) = (start.elapsed(), children_cpu_time()? - before);
            let all = samples.entry((app.size, app.side.word())).or_default();
            all.elapsed.push(elapsed.as_secs_f64() * 1e3);
            all.cpu.push(cpu.as_secs_f64() * 1e3);
        }
    }
    let pick = |part: fn(&Samples) -> &Vec<f64>| {
        Figures::new(|app| Ok(samples.get(&(app.size, app.side.word())).map_or(f64::NAN, |samples| median(part(samples)))))
    };
    Ok(Times { elapsed: pick(|samples| &samples.elapsed)?, cpu: pick(|samples| &samples.cpu)? })
}

/// What the rounds of one app took, in milliseconds.
#[derive(Default)]
struct Samples {
    elapsed: Vec<f64>,
    cpu: Vec<f64>,
}

/// User and system time of all child processes that have ended, theirs included.
fn children_cpu_time() -> Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // As `cpu_time` in the HTTP benchmark, two fields further on.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks =
        |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok()).ok_or("an unknown form of /proc/stat");
    Ok(Duration::from_millis((ticks(13)? + ticks(14)?) * 10))
}
