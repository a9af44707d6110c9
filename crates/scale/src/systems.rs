//! The ways to the same pictures, and what each uses in a month.

use crate::month::Month;
use crate::scenario::{Call, Scenario};

/// A way to the pictures.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum System {
    /// Marble in containers that are always on, the bucket behind CloudFront.
    Marble,
    /// The same behind a CDN that sends for nothing: what it fetches from S3 costs the more.
    MarbleOtherCdn,
    /// Marble as a function that is paid by its time, behind CloudFront.
    MarbleFunction,
    /// serverless-image-resizing on Node.js: API Gateway, Lambda, sharp; the bucket behind CloudFront.
    LambdaOriginal,
    /// imgproxy in containers behind CloudFront: it keeps nothing, and each place of the CDN asks it.
    Imgproxy,
    /// Transformations of Cloudflare Images, with the originals in R2.
    CloudflareImages,
}

impl System {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 6] = [
        Self::Marble,
        Self::MarbleFunction,
        Self::MarbleOtherCdn,
        Self::LambdaOriginal,
        Self::Imgproxy,
        Self::CloudflareImages,
    ];

    /// As the tables and the plot call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Marble => "Marble, containers",
            Self::MarbleFunction => "Marble, function",
            Self::MarbleOtherCdn => "Marble, free CDN",
            Self::LambdaOriginal => "Lambda original",
            Self::Imgproxy => "imgproxy",
            Self::CloudflareImages => "Cloudflare Images",
        }
    }

    /// What a month takes.
    #[must_use]
    pub fn usage(self, scenario: &Scenario, month: &Month) -> Usage {
        let calls = &scenario.calls;
        match self {
            Self::Marble => with_cloudfront(in_containers(
                kept_in_the_bucket(scenario, month, &calls.marble),
                scenario,
            )),
            Self::MarbleFunction => with_cloudfront(as_a_function(
                kept_in_the_bucket(scenario, month, &calls.marble),
                scenario,
                month.weighed(&scenario.sizes, |it| it.made, |size| size.marble_wait),
            )),
            Self::MarbleOtherCdn => {
                let usage = kept_in_the_bucket(scenario, month, &calls.marble);
                let fetched = month.weighed(&scenario.sizes, |it| it.misses, |size| size.bytes);
                Usage {
                    bytes_out: fetched,
                    ..in_containers(usage, scenario)
                }
            }
            Self::LambdaOriginal => {
                let usage = kept_in_the_bucket(scenario, month, &calls.lambda_original);
                let waited = month.weighed(&scenario.sizes, |it| it.made, |size| size.lambda_wait);
                let cpu = month.weighed(&scenario.sizes, |it| it.made, |size| size.sharp_cpu);
                let usage = as_a_function(usage, scenario, waited);
                with_cloudfront(Usage {
                    gateway_calls: usage.calls,
                    cpu_seconds: cpu / 1_000.0,
                    ..usage
                })
            }
            Self::Imgproxy => {
                let made = month.sum(|it| it.misses);
                let cpu = month.weighed(&scenario.sizes, |it| it.misses, |size| size.sharp_cpu);
                with_cloudfront(in_containers(
                    Usage {
                        calls: made,
                        cpu_seconds: cpu / 1_000.0,
                        gets: made * calls.imgproxy.gets,
                        puts: made * calls.imgproxy.puts,
                        deletes: made * calls.imgproxy.deletes,
                        ..visited(scenario, month)
                    },
                    scenario,
                ))
            }
            Self::CloudflareImages => {
                let billed = month.sum(|it| it.billed);
                let usage = visited(scenario, month);
                Usage {
                    calls: billed,
                    transformations: billed,
                    // The original, once for each.
                    r2_gets: billed,
                    r2_bytes: usage.original_bytes,
                    original_bytes: 0.0,
                    ..usage
                }
            }
        }
    }
}

/// What a month takes, in requests, seconds and bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// How often code runs that makes a picture, or is billed as if.
    pub calls: f64,
    /// Of CPU, for all calls.
    pub cpu_seconds: f64,
    /// Memory times time of functions.
    pub gigabyte_seconds: f64,
    /// Calls through API Gateway.
    pub gateway_calls: f64,
    /// Containers, each on for the whole month.
    pub tasks: f64,
    /// Their CPUs, times hours.
    pub cpu_hours: f64,
    /// Their memory, times hours.
    pub memory_hours: f64,
    /// Of a load balancer.
    pub balancer_hours: f64,
    /// GET and HEAD to the store, those by the bucket's website among them.
    pub gets: f64,
    /// PUT.
    pub puts: f64,
    /// DELETE, which costs nothing.
    pub deletes: f64,
    /// Of derivatives that are kept.
    pub derivative_bytes: f64,
    /// Of originals.
    pub original_bytes: f64,
    /// Requests that visitors send.
    pub visits: f64,
    /// Bytes that visitors get.
    pub sent_bytes: f64,
    /// Requests that CloudFront charges for.
    pub cdn_requests: f64,
    /// Bytes that it charges for.
    pub cdn_bytes: f64,
    /// Bytes from S3 to the CDN of somebody else.
    pub bytes_out: f64,
    /// Unique transformations.
    pub transformations: f64,
    /// Reads of R2.
    pub r2_gets: f64,
    /// Bytes in R2.
    pub r2_bytes: f64,
}

/// What is the same for everybody.
fn visited(scenario: &Scenario, month: &Month) -> Usage {
    Usage {
        visits: month.sum(|it| it.visits),
        sent_bytes: month.weighed(&scenario.sizes, |it| it.visits, |size| size.bytes),
        original_bytes: month.pictures * scenario.pictures.bytes,
        ..Usage::default()
    }
}

/// Each derivative is made once. Whoever is first asks the bucket's website twice: it sends them to the maker, and the
/// maker back.
fn kept_in_the_bucket(scenario: &Scenario, month: &Month, call: &Call) -> Usage {
    let made = month.sum(|it| it.made);
    let usage = visited(scenario, month);
    let cpu = month.weighed(&scenario.sizes, |it| it.made, |size| size.marble_cpu);
    Usage {
        calls: made,
        cpu_seconds: cpu / 1_000.0,
        gets: month.sum(|it| it.misses) + made + made * call.gets,
        puts: made * call.puts,
        deletes: made * call.deletes,
        derivative_bytes: month.weighed(&scenario.sizes, |it| it.stored, |size| size.bytes),
        visits: usage.visits + made,
        ..usage
    }
}

fn with_cloudfront(usage: Usage) -> Usage {
    Usage {
        cdn_requests: usage.visits,
        cdn_bytes: usage.sent_bytes,
        ..usage
    }
}

/// As many as the busiest time needs, and a load balancer in front of them.
fn in_containers(usage: Usage, scenario: &Scenario) -> Usage {
    let tasks = &scenario.tasks;
    let hours = scenario.seconds_a_month / 3_600.0;
    let busiest = usage.cpu_seconds / scenario.seconds_a_month * scenario.peak;
    let count = (busiest / tasks.busy / tasks.cpus).ceil().max(tasks.fewest);
    Usage {
        tasks: count,
        cpu_hours: count * tasks.cpus * hours,
        memory_hours: count * tasks.gigabytes * hours,
        balancer_hours: hours,
        ..usage
    }
}

fn as_a_function(usage: Usage, scenario: &Scenario, waited: f64) -> Usage {
    Usage {
        gigabyte_seconds: waited / 1_000.0 * scenario.function.gigabytes,
        ..usage
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month::Counts;

    /// A month by hand: 300x300 and nothing else.
    fn month() -> (Scenario, Month) {
        let scenario = Scenario::shipped().unwrap();
        let mut sizes = vec![Counts::default(); 3];
        sizes[0] = Counts {
            visits: 1_000_000.0,
            misses: 40_000.0,
            made: 10_000.0,
            billed: 25_000.0,
            stored: 30_000.0,
        };
        let pictures = 20_000.0;
        (scenario, Month { pictures, sizes })
    }

    fn near(found: f64, expected: f64) {
        let off = (found - expected).abs();
        assert!(
            off <= 1e-9 * expected.abs(),
            "{found} instead of {expected}"
        );
    }

    #[test]
    fn marble_makes_each_derivative_once() {
        let (scenario, month) = month();
        let usage = System::Marble.usage(&scenario, &month);
        near(usage.calls, 10_000.0);
        near(usage.cpu_seconds, 249.0);
        // 40,000 that the CDN asks for, 10,000 that it asks for again, and two by each call.
        near(usage.gets, 70_000.0);
        near(usage.puts, 20_000.0);
        near(usage.deletes, 10_000.0);
        near(usage.derivative_bytes, 30_000.0 * 24_491.0);
        near(usage.original_bytes, 20_000.0 * 3_023_771.0);
        near(usage.cdn_requests, 1_010_000.0);
        near(usage.cdn_bytes, 1_000_000.0 * 24_491.0);
        near(usage.tasks, 2.0);
        near(usage.cpu_hours, 2.0 * 720.0);
        near(usage.memory_hours, 2.0 * 2.0 * 720.0);
        near(
            usage.bytes_out + usage.gigabyte_seconds + usage.gateway_calls,
            0.0,
        );
    }

    #[test]
    fn a_function_is_paid_by_its_time() {
        let (scenario, month) = month();
        let usage = System::MarbleFunction.usage(&scenario, &month);
        near(usage.gigabyte_seconds, 10_000.0 * 0.1055 * 1.5);
        near(usage.tasks + usage.gateway_calls, 0.0);
        let usage = System::LambdaOriginal.usage(&scenario, &month);
        near(usage.gigabyte_seconds, 10_000.0 * 0.1423 * 1.5);
        near(usage.gateway_calls, 10_000.0);
        near(usage.gets, 60_000.0);
        near(usage.puts, 10_000.0);
    }

    #[test]
    fn another_cdn_fetches_from_s3_what_it_misses() {
        let (scenario, month) = month();
        let usage = System::MarbleOtherCdn.usage(&scenario, &month);
        near(usage.bytes_out, 40_000.0 * 24_491.0);
        near(usage.cdn_bytes + usage.cdn_requests, 0.0);
    }

    #[test]
    fn imgproxy_makes_what_a_place_misses() {
        let (scenario, month) = month();
        let usage = System::Imgproxy.usage(&scenario, &month);
        near(usage.calls, 40_000.0);
        near(usage.cpu_seconds, 40_000.0 * 0.0296);
        near(usage.gets, 40_000.0);
        near(usage.puts + usage.derivative_bytes, 0.0);
    }

    #[test]
    fn a_service_bills_unique_transformations() {
        let (scenario, month) = month();
        let usage = System::CloudflareImages.usage(&scenario, &month);
        near(usage.transformations, 25_000.0);
        near(usage.r2_bytes, 20_000.0 * 3_023_771.0);
        near(
            usage.original_bytes + usage.cdn_bytes + usage.cdn_requests,
            0.0,
        );
    }

    #[test]
    fn the_busiest_time_says_how_many_containers() {
        let (scenario, mut month) = month();
        // 2.592 million seconds of CPU in as many seconds: one core, three at the busiest time, and 0.6 of one in each.
        month.sizes[0].made = 2_592_000.0 / 0.0249;
        let usage = System::Marble.usage(&scenario, &month);
        near(usage.tasks, 5.0);
    }
}
