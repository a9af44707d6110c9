//! One way to fail at one step, and what comes of it.

use host_test::store::s3::Fault;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::bench::Step::Look;
use super::bench::{Bench, STEPS, Step};

/// How many cases of all tables run at once: the pool of instances is limited.
pub(super) static AT_ONCE: Semaphore = Semaphore::const_new(12);

/// One way to fail, and what comes of it.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) step: Step,
    pub(super) fault: Fault,
    /// How many requests of the step fail; the next ones work.
    pub(super) times: usize,
    pub(super) timeout_ms: u32,
    pub(super) status: u16,
    /// Empty for 307.
    pub(super) code: &'static str,
    /// How many requests the step makes.
    pub(super) tries: usize,
    /// The derivative is in the bucket afterwards.
    pub(super) stored: bool,
    /// What the log says.
    pub(super) log: &'static str,
}

/// Every request of a step fails.
pub(super) fn fails(step: Step, fault: Fault, status: u16, code: &'static str) -> Case {
    Case {
        step,
        fault,
        times: usize::MAX,
        timeout_ms: 10_000,
        status,
        code,
        tries: 1,
        stored: false,
        log: "s3-store: ",
    }
}

/// The first requests of a step fail, and the client does not notice.
pub(super) fn passes(step: Step, times: usize, fault: Fault) -> Case {
    Case {
        times,
        tries: times + 1,
        stored: true,
        log: "",
        ..fails(step, fault, 307, "")
    }
}

impl Case {
    pub(super) fn tries(self, tries: usize) -> Self {
        Self { tries, ..self }
    }

    pub(super) fn timeout_ms(self, timeout_ms: u32) -> Self {
        Self { timeout_ms, ..self }
    }

    pub(super) fn stored(self, stored: bool) -> Self {
        Self { stored, ..self }
    }

    pub(super) fn log(self, log: &'static str) -> Self {
        Self { log, ..self }
    }

    pub(super) async fn check(self) {
        let _permit = AT_ONCE.acquire().await.unwrap();
        let bench = Bench::start().await;
        let timeout = self.timeout_ms.to_string();
        let host = bench.host.clone().env("S3_TIMEOUT_MS", &timeout);
        bench.fail(self.step, self.times, self.fault.clone());
        let answer = host.get("/9x9/a.jpg").await;
        let answer = answer.unwrap_or_else(|error| panic!("{self:?}: {error:?}"));
        assert_eq!(answer.status, self.status, "{self:?}: {answer:?}");
        let tries = if self.step == Look && self.status != 307 {
            [bench.look_tries(), 0, 0]
        } else {
            bench.tries()
        };
        assert_eq!(tries, self.all_tries(), "{self:?}: {answer:?}");
        assert!(answer.log.contains(self.log), "{self:?}: {}", answer.log);
        if self.code.is_empty() {
            assert!(answer.body.is_empty(), "{self:?}: {answer:?}");
        } else {
            let found: Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(found, body(self.code), "{self:?}");
        }
        let retry_after = answer.headers.contains_key("retry-after");
        assert_eq!(retry_after, self.status == 503, "{self:?}: {answer:?}");
        bench.check_derivative(self.stored, &format!("{self:?}"));
    }

    /// The requests of each step: those before the failing one work, those after it follow only where it does.
    pub(super) fn all_tries(&self) -> [usize; 3] {
        STEPS.map(|step| {
            if step == self.step {
                self.tries
            } else {
                usize::from(step < self.step || self.status == 307)
            }
        })
    }
}

/// The answer's body: nothing of the store's own words is in it.
pub(super) fn body(code: &str) -> Value {
    let message = match code {
        "original-not-found" => "Not Found: Original image not found",
        "store-denied" | "store-invalid" | "store-refused" => {
            "Bad Gateway: Store did not accept the request"
        }
        "store-throttled" => "Service Unavailable: Store is busy",
        "store-timed-out" => "Gateway Timeout: Store is too slow",
        "store-unavailable" => "Service Unavailable: Store is down",
        _ => panic!("no message for {code}"),
    };
    json!({"message": message, "code": code})
}

/// All cases, even if the first one fails.
pub(super) async fn check(cases: impl IntoIterator<Item = Case>) {
    let mut running: JoinSet<()> = cases.into_iter().map(Case::check).collect();
    let mut failed = 0;
    while let Some(ended) = running.join_next().await {
        failed += usize::from(ended.is_err());
    }
    assert_eq!(failed, 0, "failed cases; each is told above");
}
