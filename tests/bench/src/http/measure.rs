//! The two measurements: processor time under load, and instructions on a fixed input.

use std::{net::SocketAddr, path::Path, time::Duration};

use super::{
    Settings, Side, client,
    fixture::Fixture,
    operations::{OPERATIONS, Operation, token},
    server::{Run, Server},
};
use crate::{
    Result,
    statistics::{median, span},
};

/// How the time is measured.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Connections of the client.
    pub connections: usize,
    /// Pairs of rounds for each operation; their order turns round from pair to pair.
    pub pairs: usize,
    /// How long a round should last.
    pub round: Duration,
    /// Requests of a counted run.
    pub counted: u64,
}

/// What one side cost per request.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Processor time of the server, in microseconds.
    pub micros: f64,
    /// Answers per second.
    pub rate: f64,
}

/// The outcome for one operation.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The operation.
    pub operation: Operation,
    /// The handwritten server's cost, in the middle of all rounds.
    pub by_hand: Cost,
    /// The generated server's.
    pub generated: Cost,
    /// restkit's processor time relative to by hand, in the middle of all pairs of rounds.
    pub ratio: f64,
    /// The least and the greatest of the ratios.
    pub span: (f64, f64),
}

/// Measures the processor time of operations on one database, both servers running side by side.
///
/// # Errors
/// When a server does not come up or answers what it should not.
pub async fn time(fixture: &Fixture, plan: Plan, operations: &[Operation]) -> Result<Vec<Outcome>> {
    let settings = Settings::on(fixture.url());
    let token = token(&settings)?;
    let by_hand = Server::start(Side::ByHand, &settings, Run::Plain)?;
    let generated = Server::start(Side::Generated, &settings, Run::Plain)?;
    super::agreement::check(by_hand.address, generated.address, &token).await?;
    let mut outcomes = Vec::new();
    for &operation in operations {
        let calibration = 2_000;
        let mut count = u64::MAX;
        for server in [&by_hand, &generated] {
            load(server.address, plan.connections, calibration, operation, &token).await?;
            let elapsed = load(server.address, plan.connections, calibration, operation, &token).await?;
            count = count.min((plan.round.as_secs_f64() / elapsed.as_secs_f64() * calibration as f64) as u64);
        }
        let (mut hand, mut ours, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for pair in 0..plan.pairs {
            // A B, B A, A B …: what drifts hits both alike.
            let first_by_hand = pair % 2 == 0;
            let mut costs = [None, None];
            for turn in 0..2 {
                let is_by_hand = first_by_hand == (turn == 0);
                let server = if is_by_hand { &by_hand } else { &generated };
                let before = server.cpu_time()?;
                let elapsed = load(server.address, plan.connections, count, operation, &token).await?;
                let used = server.cpu_time()? - before;
                let cost = Cost { micros: used.as_secs_f64() * 1e6 / count as f64, rate: count as f64 / elapsed.as_secs_f64() };
                costs[usize::from(!is_by_hand)] = Some(cost);
                fixture.trim().await?;
            }
            if let [Some(by_hand), Some(generated)] = costs {
                ratios.push(generated.micros / by_hand.micros);
                hand.push(by_hand);
                ours.push(generated);
            }
        }
        outcomes.push(Outcome {
            operation,
            by_hand: middle(&hand),
            generated: middle(&ours),
            ratio: median(&ratios),
            span: span(&ratios),
        });
    }
    by_hand.stop()?;
    generated.stop()?;
    Ok(outcomes)
}

fn middle(costs: &[Cost]) -> Cost {
    let of = |part: fn(&Cost) -> f64| median(&costs.iter().map(part).collect::<Vec<_>>());
    Cost { micros: of(|cost| cost.micros), rate: of(|cost| cost.rate) }
}

async fn load(address: SocketAddr, connections: usize, count: u64, operation: Operation, token: &str) -> Result<Duration> {
    let token = token.to_owned();
    client::load(address, connections, count, operation.status, move |n, request| operation.write(n, &token, request)).await
}

/// Instructions per request of one operation.
#[derive(Clone, Copy, Debug)]
pub struct Instructions {
    /// The operation.
    pub operation: Operation,
    /// Of the handwritten server.
    pub by_hand: f64,
    /// Of the generated one.
    pub generated: f64,
}

/// Whether valgrind is installed.
pub fn can_count() -> bool {
    let version = std::process::Command::new("valgrind").arg("--version").output();
    version.is_ok_and(|output| output.status.success())
}

/// Counts the instructions in user space of operations on one database.
///
/// Each server runs once with a fixed warm-up only and once for each operation with the same warm-up and a fixed number of
/// requests after it, over one connection, on one thread, with one connection to the database. The difference is what the
/// requests cost; what starting up costs drops out.
///
/// # Errors
/// When a server does not come up or answers what it should not.
pub async fn count(fixture: &Fixture, plan: Plan, operations: &[Operation], directory: &Path) -> Result<Vec<Instructions>> {
    let settings = Settings { connections: 1, ..Settings::on(fixture.url()) };
    let token = token(&settings)?;
    let mut totals = Vec::new();
    for side in [Side::ByHand, Side::Generated] {
        let base = counted_run(side, &settings, fixture, &token, None, directory).await?;
        let mut costs = Vec::new();
        for &operation in operations {
            let total = counted_run(side, &settings, fixture, &token, Some((operation, plan.counted)), directory).await?;
            costs.push(total.saturating_sub(base) as f64 / plan.counted as f64);
        }
        totals.push(costs);
    }
    let rows = operations.iter().zip(&totals[0]).zip(&totals[1]);
    Ok(rows.map(|((&operation, &by_hand), &generated)| Instructions { operation, by_hand, generated }).collect())
}

/// All instructions of one run of a server.
async fn counted_run(
    side: Side,
    settings: &Settings,
    fixture: &Fixture,
    token: &str,
    measured: Option<(Operation, u64)>,
    directory: &Path,
) -> Result<u64> {
    /// Requests of each operation before the measured ones: enough for every cache to be full.
    const WARM_UP: u64 = 50;
    let name = measured.map_or("warm-up", |(operation, _)| operation.name).replace([',', ' '], "-");
    let output = directory.join(format!("callgrind.{:?}.{}.{name}", fixture.backend, side.word()).to_lowercase());
    let server = Server::start(side, settings, Run::Counted(&output))?;
    for operation in OPERATIONS {
        load(server.address, 1, WARM_UP, operation, token).await?;
    }
    if let Some((operation, count)) = measured {
        load(server.address, 1, count, operation, token).await?;
    }
    server.stop()?;
    fixture.trim().await?;
    let report = std::fs::read_to_string(&output)?;
    let total = report.lines().find_map(|line| line.strip_prefix("summary:").or_else(|| line.strip_prefix("totals:")));
    Ok(total.ok_or("callgrind wrote no total")?.trim().parse()?)
}
