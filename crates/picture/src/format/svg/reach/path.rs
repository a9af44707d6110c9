//! The data of paths (SVG 2, 9.3).

use super::next_number;

type Point = [f64; 2];

/// What draws a path, and how far away it was.
#[derive(Default)]
struct Pen {
    place: Point,
    /// Where the part of the path began.
    begin: Point,
    /// What the next smooth curve mirrors, if it is of the same kind.
    cubic: Point,
    quadratic: Point,
    farthest: f64,
}

/// Where the farthest point of a path lies, if it has curves.
pub(super) fn reach(data: &str) -> f64 {
    if !data.contains(['c', 'C', 's', 'S', 'q', 'Q', 't', 'T', 'a', 'A']) {
        return 0.0;
    }
    let mut pen = Pen::default();
    let mut rest = data;
    while let Some((letter, arguments)) = next_command(&mut rest) {
        let mut arguments = arguments;
        if letter.eq_ignore_ascii_case(&'z') {
            pen.close();
        }
        while let Some(given) = next_arguments(letter, &mut arguments) {
            pen.draw(letter, given);
        }
    }
    pen.farthest
}

/// A letter, and what stands behind it up to the next.
fn next_command<'a>(rest: &mut &'a str) -> Option<(char, &'a str)> {
    let is_command = |it: char| it.is_ascii_alphabetic() && !matches!(it, 'e' | 'E');
    let mut command = rest.get(rest.find(is_command)?..)?.chars();
    let letter = command.next()?;
    let behind = command.as_str();
    let end = behind.find(is_command).unwrap_or(behind.len());
    *rest = behind.get(end..)?;
    Some((letter, behind.get(..end)?))
}

/// As many numbers as the command takes at a time, the last ones at the end.
fn next_arguments(letter: char, rest: &mut &str) -> Option<[f64; 7]> {
    let count = match letter.to_ascii_lowercase() {
        'z' => return None,
        'h' | 'v' => 1,
        's' | 'q' => 4,
        'c' => 6,
        'a' => 7,
        _ => 2,
    };
    let mut given = [0.0; 7];
    for (index, number) in given.iter_mut().rev().take(count).rev().enumerate() {
        // Two flags of an arc need no space.
        *number = if count == 7 && (index == 3 || index == 4) {
            next_flag(rest)?
        } else {
            next_number(rest)?
        };
    }
    Some(given)
}

fn next_flag(rest: &mut &str) -> Option<f64> {
    let text = rest.trim_start_matches(|it: char| it == ',' || it.is_ascii_whitespace());
    let mut flags = text.chars();
    let flag = flags.next().filter(|flag| matches!(flag, '0' | '1'))?;
    *rest = flags.as_str();
    Some(if flag == '1' { 1.0 } else { 0.0 })
}

impl Pen {
    fn close(&mut self) {
        self.place = self.begin;
        self.cubic = self.begin;
        self.quadratic = self.begin;
    }

    fn draw(&mut self, letter: char, given: [f64; 7]) {
        let [x, y] = if letter.is_ascii_lowercase() {
            self.place
        } else {
            [0.0; 2]
        };
        let [.., control_x, control_y, end_x, end_y] = given;
        let largest = given.iter().map(|number| number.abs());
        let largest = largest.fold(0.0, f64::max) + away([x, y]);
        let kind = letter.to_ascii_lowercase();
        let end = match kind {
            'h' => [x + end_y, self.place[1]],
            'v' => [self.place[0], y + end_y],
            _ => [x + end_x, y + end_y],
        };
        let control = [x + control_x, y + control_y];
        let mirrored = match kind {
            's' => mirrored(self.cubic, self.place),
            't' => mirrored(self.quadratic, self.place),
            _ => self.place,
        };
        let reached = match kind {
            'a' | 'c' | 'q' | 's' => largest.max(away(mirrored)),
            't' => away(mirrored),
            _ => 0.0,
        };
        self.farthest = self.farthest.max(reached).max(away(end));
        self.quadratic = match kind {
            'q' => control,
            't' => mirrored,
            _ => end,
        };
        self.cubic = match kind {
            'c' | 's' => control,
            _ => end,
        };
        self.place = end;
        if kind == 'm' {
            self.begin = end;
        }
    }
}

/// A control point seen from the other side of the point behind it.
fn mirrored(control: Point, place: Point) -> Point {
    [2.0 * place[0] - control[0], 2.0 * place[1] - control[1]]
}

fn away([x, y]: Point) -> f64 {
    x.abs().max(y.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_paths_to_their_farthest_point() {
        for (data, expected) in [
            ("M1e9 0L5 5", 0.0),
            ("M10-20C1 2 3 4 5 60", 60.0),
            ("m5 5c1 1 2 2 30 30c1 1 2 2 30 30", 65.0),
            ("M0 0h100v-200q1 1 2 2", 202.0),
            ("M0 0q9 9 0 0t0 0t0 0", 9.0),
            ("M0 0Q90 0 60 0T0 0T60 0T0 0", 150.0),
            ("M0 0Q-90 0 60 0T0 0T60 0", 210.0),
            ("M1 1A9 9 0 0150 60", 60.0),
            ("M1 1a9 9 0 01.5.6", 10.0),
            ("M7 7h90zq1 1 1 1", 97.0),
            ("M0 0C0 0 0 0 1e7.5 0", 1e7),
        ] {
            let found = reach(data);
            assert!((found - expected).abs() < 1.5, "{data}: {found}");
        }
    }
}
