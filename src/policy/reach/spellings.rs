//! How many spellings the options of a size have, each of which is stored for itself.
//!
//! Of each option one example stands for all values that are alike, and a spelling counts if the grammar itself writes it
//! as it stands: then nothing in it is without effect. So the rules of what has none are the grammar's, and not told again
//! here. Options that have nothing to do with one another are counted apart, and multiplied.

use marble_transform::{Definition, Size, Transform, Variety};

use super::super::options::Options;

/// How many there are for a size with these sides, all with `dpr` left out. Those that leave the format to the client
/// are not stored, and not counted. `linear` is what is done without a word about it.
pub(super) fn count(options: &Options, like: Size, linear: bool) -> u128 {
    let groups = Definition::groups().into_iter();
    let groups = groups.map(|group| {
        let group: Vec<_> = group
            .into_iter()
            .map(|option| Choice::new(options, option, linear))
            .collect();
        extend(&like.to_string(), 1, &group)
    });
    groups.fold(1, u128::saturating_mul)
}

/// An option, and what may be said of it besides nothing.
struct Choice {
    option: &'static Definition,
    varieties: Vec<Variety>,
}

impl Choice {
    fn new(options: &Options, option: &'static Definition, linear: bool) -> Self {
        let default = if linear { "yes" } else { "no" };
        let mut varieties = options.varieties(option);
        varieties.retain(|variety| match option.name {
            // It goes with the size: see `tally.rs`.
            "dpr" => false,
            "format" => variety.example != "auto",
            // What is done without a word is spelled without one.
            "linear" => variety.example != default,
            _ => true,
        });
        Self { option, varieties }
    }
}

/// How many spellings begin with `spelled`, which stands for `count` of them itself, and go on with `rest`.
fn extend(spelled: &str, count: u128, rest: &[Choice]) -> u128 {
    let Some((choice, rest)) = rest.split_first() else {
        return if is_canonical(spelled) { count } else { 0 };
    };
    let with = choice.varieties.iter().map(
        |Variety {
             example,
             count: of_them,
         }| {
            let spelled = format!("{spelled},{}={example}", choice.option.name);
            extend(&spelled, count.saturating_mul(*of_them), rest)
        },
    );
    with.fold(extend(spelled, count, rest), u128::saturating_add)
}

fn is_canonical(spelled: &str) -> bool {
    let read = Transform::parse(spelled, u32::MAX);
    read.is_ok_and(|read| read.to_string() == spelled)
}
