//! Scores over bytes, a line an encoder, a panel a size and metric.

use std::fmt::Write;

use crate::encoders::BASE;
use crate::report::{Report, Row};
use crate::scores::METRICS;

/// Of a panel, in pixels.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 260.0;
const MARGIN: f64 = 56.0;

/// Bytes at both ends, as parts of those of the base.
const BYTES: (f64, f64) = (0.25, 2.0);

/// Scores at both ends, and the step of the grid.
const SCORES: [(f64, f64, f64); 2] = [(40.0, 90.0, 10.0), (-3.5, -0.5, 0.5)];

pub(crate) fn svg(report: &Report) -> String {
    let columns = METRICS.len();
    let (across, down) = (WIDTH + 2.0 * MARGIN, HEIGHT + 2.0 * MARGIN);
    let place = |index: usize| f64::from(u32::try_from(index).unwrap_or_default());
    let width = place(columns) * across;
    let height = place(report.sizes.len()) * down + 60.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (row, ((wide, high), rows)) in report.sizes.iter().enumerate() {
        for (metric, name) in METRICS.iter().enumerate() {
            let (left, top) = (place(metric) * across + MARGIN, place(row) * down + MARGIN);
            let title = format!("{name}, {wide}x{high}");
            panel(rows, metric, &title, (left, top), &mut svg);
        }
    }
    let names = report.sizes.first().map_or(&[][..], |(_, rows)| rows);
    for (index, row) in names.iter().enumerate() {
        let left = MARGIN + place(index % 5) * (width - MARGIN) / 5.0;
        let top = height - 52.0 + place(index / 5) * 22.0;
        _ = writeln!(
            svg,
            "<path d=\"M{left:.0} {top:.0}h24\" stroke=\"{}\" stroke-width=\"2\"/>\
             <text x=\"{:.0}\" y=\"{:.0}\">{}</text>",
            row.encoder.color,
            left + 30.0,
            top + 4.0,
            row.encoder.name
        );
    }
    svg + "</svg>\n"
}

fn panel(rows: &[Row], metric: usize, title: &str, (left, top): (f64, f64), svg: &mut String) {
    let (low, high, step) = SCORES[metric];
    let x = |bytes: f64| (bytes / BYTES.0).ln() / (BYTES.1 / BYTES.0).ln() * WIDTH;
    let y = |score: f64| HEIGHT - (score - low) / (high - low) * HEIGHT;
    _ = writeln!(
        svg,
        "<svg x=\"{0}\" y=\"{1}\" width=\"{2}\" height=\"{3}\" viewBox=\"-{MARGIN} -{MARGIN} {2} {3}\">",
        left - MARGIN,
        top - MARGIN,
        WIDTH + 2.0 * MARGIN,
        HEIGHT + 2.0 * MARGIN
    );
    for bytes in [0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0] {
        let at = x(bytes);
        _ = writeln!(
            svg,
            "<path d=\"M{at:.1} 0V{HEIGHT}\" stroke=\"#ddd\"/>\
             <text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{bytes}</text>",
            HEIGHT + 16.0
        );
    }
    let mut score = low;
    while score <= high {
        let at = y(score);
        let shown = score.abs();
        _ = writeln!(
            svg,
            "<path d=\"M0 {at:.1}H{WIDTH}\" stroke=\"#ddd\"/>\
             <text x=\"-6\" y=\"{:.1}\" text-anchor=\"end\">{shown}</text>",
            at + 4.0
        );
        score += step;
    }
    for row in rows {
        let points = row.line(&rows[BASE.0], metric);
        let points = points.iter().filter(|(bytes, score)| {
            (BYTES.0..=BYTES.1).contains(bytes) && (low..=high).contains(score)
        });
        let points: Vec<_> = points
            .map(|(bytes, score)| format!("{:.1} {:.1}", x(*bytes), y(*score)))
            .collect();
        _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>",
            points.join(" "),
            row.encoder.color
        );
    }
    _ = writeln!(
        svg,
        "<text x=\"{0}\" y=\"-14\" text-anchor=\"middle\" font-size=\"14\">{title}</text>\
         <text x=\"{0}\" y=\"{1}\" text-anchor=\"middle\">bytes, sharp's JPEG of quality {2} = 1</text></svg>",
        WIDTH / 2.0,
        HEIGHT + 36.0,
        BASE.1
    );
}
