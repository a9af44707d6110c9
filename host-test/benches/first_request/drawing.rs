//! Waterfalls as SVG, one below the other on one scale.

use std::fmt::Write;

use crate::waterfall::{Lane, Waterfall};

/// All in pixels.
const LEFT: f64 = 230.0;
const WIDTH: f64 = 560.0;
const RIGHT: f64 = 30.0;
const LANE: f64 = 24.0;
const BAR: f64 = 14.0;
const TITLE: f64 = 44.0;
const AXIS: f64 = 48.0;

/// Milliseconds between two lines of the grid.
const GRID: f64 = 25.0;

const WAITING: &str = "#bbb";
const RECEIVING: &str = "#069";
const BROKEN_OFF: &str = "#c60";

/// Of stages that compute; the others wait for the store.
const COMPUTING: [(&str, &str); 4] = [
    ("decode", "#396"),
    ("encode", "#636"),
    ("frames", "#396"),
    ("resize", "#963"),
];

/// From a time to a place.
struct Scale {
    end: f64,
}

pub(crate) fn svg(panels: &[(String, Waterfall)]) -> String {
    let latest = panels.iter().map(|(_, it)| it.end()).fold(GRID, f64::max);
    let scale = Scale {
        end: (latest / GRID).ceil() * GRID,
    };
    let width = LEFT + WIDTH + RIGHT;
    let height: f64 = panels.iter().map(|(_, it)| panel_height(it)).sum();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    let mut top = 0.0;
    for (title, waterfall) in panels {
        _ = writeln!(svg, "<g transform=\"translate({LEFT} {})\">", top + TITLE);
        draw(title, waterfall, &scale, &mut svg);
        svg += "</g>\n";
        top += panel_height(waterfall);
    }
    svg + "</svg>\n"
}

/// A lane for each request and one for the stages.
fn lanes_height(waterfall: &Waterfall) -> f64 {
    waterfall.lanes.iter().map(|_| LANE).sum::<f64>() + LANE
}

fn panel_height(waterfall: &Waterfall) -> f64 {
    TITLE + lanes_height(waterfall) + AXIS
}

fn draw(title: &str, waterfall: &Waterfall, scale: &Scale, svg: &mut String) {
    let height = lanes_height(waterfall);
    _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"-18\" text-anchor=\"end\" font-size=\"14\">{title}</text>\
         <text x=\"0\" y=\"-18\" fill=\"#666\">waiting \
         <tspan fill=\"{RECEIVING}\">receiving</tspan> \
         <tspan fill=\"{BROKEN_OFF}\">broken off</tspan></text>",
        -12.0
    );
    let mut at = 0.0;
    while at <= scale.end {
        let x = scale.place(at);
        _ = writeln!(
            svg,
            "<path d=\"M{x:.1} 0V{height}\" stroke=\"#ddd\"/>\
             <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{at}</text>",
            height + 16.0
        );
        at += GRID;
    }
    _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">milliseconds</text>",
        WIDTH / 2.0,
        height + 34.0
    );
    let mut top = 0.0;
    for lane in &waterfall.lanes {
        draw_lane(lane, top, scale, svg);
        top += LANE;
    }
    draw_stages(waterfall, top, scale, svg);
}

fn draw_lane(lane: &Lane, top: f64, scale: &Scale, svg: &mut String) {
    name(&escape(&lane.name), top, svg);
    let ends = [lane.first_byte, lane.closed];
    let waited = ends.into_iter().fold(f64::NAN, f64::min);
    let middle = top + LANE / 2.0;
    _ = writeln!(
        svg,
        "<path d=\"M{:.1} {middle}H{:.1}\" stroke=\"{WAITING}\" stroke-width=\"3\"/>",
        scale.place(lane.sent),
        scale.place(waited)
    );
    // Where nothing came, there is nothing to draw.
    if lane.first_byte.is_finite() {
        bar(
            (lane.first_byte, lane.last_byte),
            RECEIVING,
            top,
            scale,
            svg,
        );
    }
    if lane.closed.is_finite() {
        _ = writeln!(
            svg,
            "<path d=\"M{:.1} {}v{LANE}\" stroke=\"{BROKEN_OFF}\" stroke-width=\"3\"/>",
            scale.place(lane.closed),
            top
        );
    }
}

fn draw_stages(waterfall: &Waterfall, top: f64, scale: &Scale, svg: &mut String) {
    name("stages of Server-Timing", top, svg);
    let mut from = 0.0;
    for (stage, duration) in &waterfall.stages {
        let to = from + duration;
        let computing = COMPUTING.iter().find(|it| it.0 == stage);
        let color = computing.map_or("#999", |it| it.1);
        bar((from, to), color, top, scale, svg);
        let (left, right) = (scale.place(from), scale.place(to));
        if right - left > 40.0 {
            _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#fff\">{}</text>",
                f64::midpoint(left, right),
                top + LANE / 2.0 + 4.0,
                escape(stage)
            );
        }
        from = to;
    }
    let x = scale.place(waterfall.answered);
    _ = writeln!(
        svg,
        "<path d=\"M{x:.1} 0V{}\" stroke=\"#000\"/>\
         <text x=\"{:.1}\" y=\"-4\" text-anchor=\"middle\">{:.0} ms</text>",
        top + LANE,
        x,
        waterfall.answered
    );
}

fn name(text: &str, top: f64, svg: &mut String) {
    let y = top + LANE / 2.0 + 4.0;
    _ = writeln!(
        svg,
        "<text x=\"-12\" y=\"{y}\" text-anchor=\"end\">{text}</text>"
    );
}

/// At least a pixel wide, so that it is seen, and with a gap to the next one.
fn bar((from, to): (f64, f64), color: &str, top: f64, scale: &Scale, svg: &mut String) {
    let (left, right) = (scale.place(from), scale.place(to));
    _ = writeln!(
        svg,
        "<rect x=\"{left:.1}\" y=\"{}\" width=\"{:.1}\" height=\"{BAR}\" fill=\"{color}\"/>",
        top + (LANE - BAR) / 2.0,
        (right - left - 1.0).max(1.0)
    );
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

impl Scale {
    fn place(&self, milliseconds: f64) -> f64 {
        (milliseconds / self.end * WIDTH).clamp(0.0, WIDTH)
    }
}
