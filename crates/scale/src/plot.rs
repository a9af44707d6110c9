//! The curves of `docs/scale.svg`: dollars for a million requests, with and without what the CDN charges, and how often
//! code runs. Both axes are logarithmic.

use std::fmt::Write;

use crate::bill::Bill;
use crate::expected;
use crate::prices::Prices;
use crate::scenario::Scenario;
use crate::systems::System;

/// Side of a panel, in pixels.
const SIDE: f64 = 300.0;
const MARGIN: f64 = 64.0;
/// For the names below the panels.
const LEGEND: f64 = 40.0;

/// Powers of ten at both ends of the axis of the requests.
const REQUESTS: (i32, i32) = (5, 10);
/// Points between one power of ten and the next.
const POINTS: i32 = 8;

struct Panel {
    title: &'static str,
    unit: &'static str,
    /// Powers of ten at both ends of the upright axis.
    decades: (i32, i32),
    curves: Vec<Curve>,
}

struct Curve {
    system: System,
    points: Vec<(f64, f64)>,
}

/// Colours that are told apart by those who see few, and dashes for those who see none.
fn stroke(system: System) -> (&'static str, &'static str) {
    match system {
        System::Marble => ("#0072b2", "none"),
        System::MarbleFunction => ("#56b4e9", "6 3"),
        System::MarbleOtherCdn => ("#009e73", "2 3"),
        System::LambdaOriginal => ("#e69f00", "8 3 2 3"),
        System::Imgproxy => ("#d55e00", "4 2"),
        System::CloudflareImages => ("#000000", "10 4"),
    }
}

/// The drawing.
///
/// # Errors
///
/// If a price is missing.
pub fn svg(scenario: &Scenario, prices: &Prices) -> Result<String, String> {
    let panels = [
        Panel {
            title: "All of it",
            unit: "USD for a million requests",
            decades: (-1, 3),
            curves: curves(scenario, &System::ALL, |system, month, requests| {
                Ok(Bill::of(system, scenario, prices, month)?.total() / requests * 1e6)
            })?,
        },
        Panel {
            title: "Without delivery and originals",
            unit: "USD for a million requests",
            decades: (-2, 4),
            curves: curves(scenario, &System::ALL, |system, month, requests| {
                Ok(Bill::of(system, scenario, prices, month)?.derived() / requests * 1e6)
            })?,
        },
        Panel {
            title: "Pictures that are made, or billed",
            unit: "for a million requests",
            decades: (2, 6),
            curves: curves(
                scenario,
                &[System::Marble, System::Imgproxy, System::CloudflareImages],
                |system, month, requests| Ok(system.usage(scenario, month).calls / requests * 1e6),
            )?,
        },
    ];
    let width = 3.0 * (SIDE + 1.5 * MARGIN);
    let height = SIDE + 2.0 * MARGIN + LEGEND;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>What a million requests cost, by the size of the site, in month {}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n",
        scenario.month
    );
    for (panel, index) in panels.iter().zip([0.0, 1.0, 2.0]) {
        panel.draw(index * (SIDE + 1.5 * MARGIN) + MARGIN, MARGIN, &mut svg);
    }
    legend(height - LEGEND, width, &mut svg);
    Ok(svg + "</svg>\n")
}

fn curves(
    scenario: &Scenario,
    systems: &[System],
    value: impl Fn(System, &crate::month::Month, f64) -> Result<f64, String>,
) -> Result<Vec<Curve>, String> {
    let (first, last) = REQUESTS;
    let mut curves: Vec<_> = systems
        .iter()
        .map(|system| Curve {
            system: *system,
            points: Vec::new(),
        })
        .collect();
    for step in first * POINTS..=last * POINTS {
        let requests = 10_f64.powf(f64::from(step) / f64::from(POINTS));
        let month = expected::month(scenario, requests, scenario.month);
        for curve in &mut curves {
            curve
                .points
                .push((requests, value(curve.system, &month, requests)?));
        }
    }
    Ok(curves)
}

/// Where a value lies on an axis of this many powers of ten, in pixels.
fn at(value: f64, (first, last): (i32, i32)) -> f64 {
    let (first, last) = (f64::from(first), f64::from(last));
    ((value.log10() - first) / (last - first) * SIDE).clamp(0.0, SIDE)
}

impl Panel {
    fn draw(&self, left: f64, top: f64, svg: &mut String) {
        _ = writeln!(svg, "<g transform=\"translate({left} {top})\">");
        for power in self.decades.0..=self.decades.1 {
            let value = 10_f64.powi(power);
            let y = SIDE - at(value, self.decades);
            _ = writeln!(
                svg,
                "<path d=\"M0 {y:.1}H{SIDE}\" stroke=\"#ddd\"/>\
                 <text x=\"-6\" y=\"{:.1}\" text-anchor=\"end\">{value}</text>",
                y + 4.0
            );
        }
        for power in REQUESTS.0..=REQUESTS.1 {
            let x = at(10_f64.powi(power), REQUESTS);
            _ = writeln!(
                svg,
                "<path d=\"M{x:.1} 0V{SIDE}\" stroke=\"#ddd\"/>\
                 <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">10<tspan dy=\"-5\" font-size=\"9\">{power}</tspan></text>",
                SIDE + 17.0
            );
        }
        for curve in &self.curves {
            curve.draw(self.decades, svg);
        }
        let (title, unit) = (self.title, self.unit);
        _ = writeln!(
            svg,
            "<text x=\"{0}\" y=\"-28\" text-anchor=\"middle\" font-size=\"14\">{title}</text>\
             <text x=\"{0}\" y=\"-10\" text-anchor=\"middle\">{unit}</text>\
             <text x=\"{0}\" y=\"{1}\" text-anchor=\"middle\">requests a month</text>\n</g>",
            SIDE / 2.0,
            SIDE + 36.0
        );
    }
}

impl Curve {
    fn draw(&self, decades: (i32, i32), svg: &mut String) {
        let (color, dashes) = stroke(self.system);
        let mut path = String::new();
        for (index, (x, y)) in self.points.iter().enumerate() {
            let letter = if index == 0 { 'M' } else { 'L' };
            _ = write!(
                path,
                "{letter}{:.1} {:.1}",
                at(*x, REQUESTS),
                SIDE - at(*y, decades)
            );
        }
        _ = writeln!(
            svg,
            "<path d=\"{path}\" stroke=\"{color}\" stroke-dasharray=\"{dashes}\" stroke-width=\"2\" fill=\"none\"/>"
        );
    }
}

fn legend(top: f64, width: f64, svg: &mut String) {
    let step = (width - MARGIN) / 6.0;
    for (system, index) in System::ALL.iter().zip([0.0, 1.0, 2.0, 3.0, 4.0, 5.0]) {
        let (color, dashes) = stroke(*system);
        let left = MARGIN + index * step;
        _ = writeln!(
            svg,
            "<path d=\"M{left:.1} {0}h34\" stroke=\"{color}\" stroke-dasharray=\"{dashes}\" stroke-width=\"2\"/>\
             <text x=\"{1:.1}\" y=\"{2}\">{3}</text>",
            top + 16.0,
            left + 42.0,
            top + 20.0,
            system.name()
        );
    }
}
