//! The tables of `docs/scale.md`, as Markdown.

use crate::bill::Bill;
use crate::expected;
use crate::month::{Counts, Month};
use crate::number::{bytes, dollars, number, whole};
use crate::popularity::ranks;
use crate::prices::Prices;
use crate::rates::Rates;
use crate::sampled;
use crate::scenario::Scenario;
use crate::systems::System;
use crate::table::Table;

/// Requests a month of the tables.
const SITES: [f64; 6] = [1e5, 1e6, 1e7, 1e8, 1e9, 1e10];

/// Of the table of variations.
const VARIED: f64 = 1e8;

/// How many sites are looked at between one power of ten and the next, where a curve is searched for its bends.
const STEPS: i32 = 20;

/// All tables.
///
/// # Errors
///
/// If a price is missing, or the scenario cannot be drawn.
pub fn tables(scenario: &Scenario, prices: &Prices) -> Result<Vec<Table>, String> {
    let sites = sites(scenario);
    Ok(vec![
        traffic(scenario, scenario.month),
        traffic(scenario, 1),
        money(scenario, prices, scenario.month, "USD", Bill::total)?,
        money(scenario, prices, 1, "USD", Bill::total)?,
        money(
            scenario,
            prices,
            scenario.month,
            "USD, without delivery and originals",
            Bill::derived,
        )?,
        cheapest(scenario, prices, &sites)?,
        bends(scenario, &sites),
        rates(scenario),
        variations(scenario, prices)?,
        agreement(scenario)?,
        price_list(prices),
    ])
}

/// What happens behind the visitors.
fn traffic(scenario: &Scenario, number_of_month: u32) -> Table {
    let mut table = Table::new(
        &format!("Marble, month {number_of_month}"),
        [
            "requests",
            "pictures",
            "by the CDN",
            "calls of Marble",
            "CPU, hours",
            "GET",
            "PUT",
            "DELETE",
            "derivatives",
            "they take",
            "sent",
        ],
    );
    for requests in SITES {
        let month = expected::month(scenario, requests, number_of_month);
        let usage = System::Marble.usage(scenario, &month);
        let hits = 1.0 - month.sum(|it| it.misses) / requests;
        table.rows.push(vec![
            number(requests),
            number(month.pictures),
            format!("{:.1} %", 100.0 * hits),
            number(usage.calls),
            number(usage.cpu_seconds / 3_600.0),
            number(usage.gets),
            number(usage.puts),
            number(usage.deletes),
            number(month.sum(|it| it.stored)),
            bytes(usage.derivative_bytes),
            bytes(usage.sent_bytes),
        ]);
    }
    table
}

/// Each system, by the size of the site.
fn money(
    scenario: &Scenario,
    prices: &Prices,
    number_of_month: u32,
    what: &str,
    part: impl Fn(&Bill) -> f64,
) -> Result<Table, String> {
    let columns = System::ALL.iter().map(|system| system.name());
    let mut table = Table::new(
        &format!("{what}, month {number_of_month}"),
        ["requests"].into_iter().chain(columns),
    );
    for requests in SITES {
        let month = expected::month(scenario, requests, number_of_month);
        let mut row = vec![number(requests)];
        for system in System::ALL {
            row.push(dollars(part(&Bill::of(system, scenario, prices, &month)?)));
        }
        table.rows.push(row);
    }
    Ok(table)
}

/// A month of each site from the smallest to the largest of the tables, in small steps.
fn sites(scenario: &Scenario) -> Vec<(f64, Month)> {
    let steps = 5 * STEPS..=10 * STEPS;
    let sites = steps.map(|step| {
        let requests = 10_f64.powf(f64::from(step) / f64::from(STEPS));
        (
            requests,
            expected::month(scenario, requests, scenario.month),
        )
    });
    sites.collect()
}

/// Which system is the cheapest, from where to where: of all, and of those behind CloudFront.
fn cheapest(scenario: &Scenario, prices: &Prices, sites: &[(f64, Month)]) -> Result<Table, String> {
    let mut table = Table::new(
        &format!("The cheapest, month {}", scenario.month),
        ["among", "system", "from requests", "to requests"],
    );
    let behind_cloudfront = [
        System::Marble,
        System::MarbleFunction,
        System::LambdaOriginal,
        System::Imgproxy,
    ];
    for (among, systems) in [
        ("all", &System::ALL[..]),
        ("those behind CloudFront", &behind_cloudfront),
    ] {
        let mut runs: Vec<(System, f64, f64)> = Vec::new();
        for (requests, month) in sites {
            let mut best = (f64::INFINITY, System::Marble);
            for system in systems {
                let total = Bill::of(*system, scenario, prices, month)?.total();
                if total < best.0 {
                    best = (total, *system);
                }
            }
            match runs.last_mut() {
                Some((system, _, to)) if *system == best.1 => *to = *requests,
                _ => runs.push((best.1, *requests, *requests)),
            }
        }
        for (system, from, to) in runs {
            table.rows.push(vec![
                among.to_owned(),
                system.name().to_owned(),
                number(from),
                number(to),
            ]);
        }
    }
    Ok(table)
}

/// Whether something is so of a site, by its requests and its month.
type IsSo<'a> = &'a dyn Fn(f64, &Month) -> bool;

/// From which site on something is so.
fn bends(scenario: &Scenario, sites: &[(f64, Month)]) -> Table {
    let mut table = Table::new("Where it bends", ["what", "from requests"]);
    let tasks = &scenario.tasks;
    let needs_more =
        |system: System, month: &Month| system.usage(scenario, month).tasks > tasks.fewest;
    let first = |requests: f64| Rates::of_the_first_minute(scenario, requests);
    let full = |requests: f64, _: &Month| {
        let ranks = ranks(scenario.catalogue(requests), scenario.pictures.zipf);
        expected::kept(scenario, &ranks, requests) < scenario.forgotten_after()
    };
    let rows: [(&str, IsSo<'_>); 7] = [
        (
            "the busiest time needs a third container of imgproxy",
            &|_, month| needs_more(System::Imgproxy, month),
        ),
        (
            "the first minute needs a third container of Marble",
            &|requests, _| first(requests).cores > tasks.busy * tasks.cpus * tasks.fewest,
        ),
        (
            "the busiest time needs a third container of Marble",
            &|_, month| needs_more(System::Marble, month),
        ),
        ("a place of the CDN is full before it forgets", &full),
        ("the catalogue grows no more", &|requests, _| {
            requests > scenario.pictures.visits * scenario.pictures.most
        }),
        (
            "the first minute writes more leases than one prefix takes",
            &|requests, _| first(requests).leases > scenario.prefix.writes,
        ),
        (
            "the first minute reads more of one size than one prefix takes",
            &|requests, _| first(requests).reads > scenario.prefix.reads,
        ),
    ];
    for (what, is_so) in rows {
        let from = sites
            .iter()
            .find(|(requests, month)| is_so(*requests, month));
        let from = from.map_or_else(|| "never".to_owned(), |(requests, _)| number(*requests));
        table.rows.push(vec![what.to_owned(), from]);
    }
    table
}

/// Requests a second at the busiest time, and in the first minute of a site.
fn rates(scenario: &Scenario) -> Table {
    let mut table = Table::new(
        "A second",
        [
            "requests",
            "when",
            "calls of Marble",
            "cores",
            "reads of one size",
            "writes of one size",
            "writes of leases",
        ],
    );
    for requests in SITES {
        let month = expected::month(scenario, requests, scenario.month);
        for (when, rates) in [
            (
                format!("month {}", scenario.month),
                Rates::of_a_month(scenario, &month),
            ),
            (
                "first minute".to_owned(),
                Rates::of_the_first_minute(scenario, requests),
            ),
        ] {
            table.rows.push(vec![
                number(requests),
                when,
                number(rates.calls),
                number(rates.cores),
                number(rates.reads),
                number(rates.writes),
                number(rates.leases),
            ]);
        }
    }
    table
}

/// What is different in a scenario.
type Change = fn(&mut Scenario);

/// One assumption changed at a time.
fn variations(scenario: &Scenario, prices: &Prices) -> Result<Table, String> {
    let systems = [
        System::Marble,
        System::LambdaOriginal,
        System::Imgproxy,
        System::CloudflareImages,
    ];
    let names = systems
        .iter()
        .map(|system| format!("{}, USD", system.name()));
    let first = [
        "what is different",
        "by the CDN",
        "calls of Marble",
        "of imgproxy",
    ];
    let first = first.map(str::to_owned);
    let mut table = Table::new(
        &format!("{} requests, month {}", number(VARIED), scenario.month),
        first.into_iter().chain(names),
    );
    let changes: [(&str, Change); 13] = [
        ("nothing", |_| {}),
        ("10,000 pictures", |it| it.pictures.visits = VARIED / 1e4),
        ("100,000,000 pictures", |it| {
            it.pictures.visits = VARIED / 1e8;
            it.pictures.most = 1e8;
        }),
        ("one size", |it| {
            it.sizes.truncate(1);
            if let Some(size) = it.sizes.first_mut() {
                size.share = 1.0;
            }
        }),
        ("10 widths beside each size", |it| it.pictures.variants = 10),
        ("100 widths beside each size", |it| {
            it.pictures.variants = 100;
        }),
        ("zipf 0.7", |it| it.pictures.zipf = 0.7),
        ("zipf 1.1", |it| it.pictures.zipf = 1.1),
        ("no picture is replaced", |it| it.pictures.replaced = 0.0),
        ("half of them each month", |it| it.pictures.replaced = 0.5),
        ("one place (a shield)", |it| it.cdn.places = 1),
        ("200 places", |it| it.cdn.places = 200),
        ("10 GB in each place", |it| it.cdn.bytes = 1e10),
    ];
    for (what, change) in changes {
        let mut varied = scenario.clone();
        change(&mut varied);
        let month = expected::month(&varied, VARIED, varied.month);
        let hits = 1.0 - month.sum(|it| it.misses) / VARIED;
        let mut row = vec![
            what.to_owned(),
            format!("{:.1} %", 100.0 * hits),
            number(month.sum(|it| it.made)),
            number(month.sum(|it| it.misses)),
        ];
        for system in systems {
            row.push(dollars(Bill::of(system, &varied, prices, &month)?.total()));
        }
        table.rows.push(row);
    }
    Ok(table)
}

/// What was drawn beside what was to be expected.
fn agreement(scenario: &Scenario) -> Result<Table, String> {
    let mut table = Table::new(
        "Drawn, and expected",
        [
            "requests",
            "month",
            "the CDN missed",
            "made",
            "billed",
            "stored",
        ],
    );
    for (requests, last) in [(100_000, scenario.month), (1_000_000, 3)] {
        let months = sampled::months(scenario, requests, last)?;
        for (number_of_month, drawn) in [(1, months.first()), (last, months.last())] {
            let expected = expected::month(scenario, f64::from(requests), number_of_month);
            let drawn = drawn.ok_or("no month")?;
            let both = |count: fn(&Counts) -> f64| {
                format!(
                    "{}, {}",
                    number(drawn.sum(count)),
                    number(expected.sum(count))
                )
            };
            table.rows.push(vec![
                number(f64::from(requests)),
                number_of_month.to_string(),
                both(|it| it.misses),
                both(|it| it.made),
                both(|it| it.billed),
                both(|it| it.stored),
            ]);
        }
    }
    Ok(table)
}

/// What everything is priced by.
fn price_list(prices: &Prices) -> Table {
    let mut table = Table::new(
        "Prices",
        [
            "for each",
            "USD, and above so many",
            "quoted by",
            "dated",
            "read",
        ],
    );
    for (_, price) in prices.iter() {
        let tiers = price.tiers.iter().map(|tier| {
            if tier.above > 0.0 {
                format!("{} above {}", tier.usd, whole(tier.above))
            } else {
                tier.usd.to_string()
            }
        });
        let host = price.source.trim_start_matches("https://").split('/');
        let host: Vec<_> = host.collect();
        let shown = match host.as_slice() {
            ["github.com", owner, name, ..] => format!("{owner}/{name}"),
            [host, ..] => (*host).to_owned(),
            [] => String::new(),
        };
        table.rows.push(vec![
            price.unit.clone(),
            tiers.collect::<Vec<_>>().join(", "),
            format!("[{shown}]({})", price.source),
            price.dated.clone().unwrap_or_else(|| "–".to_owned()),
            price.read.clone(),
        ]);
    }
    table
}
