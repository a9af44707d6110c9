//! Makes the presets of an original that was written, before anybody asks for them: from one fetch and one decode.

use std::rc::Rc;

use marble_log::{Severity, quoted};
use marble_picture::{Encoded, Progress, Source, process_all};
use marble_transform::Output;

use crate::accept::Accept;
use crate::config::Config;
use crate::derivative::{Derivative, MadeOf, recheck};
use crate::error::Error;
use crate::log::{Call, Record};
use crate::original::Original;
use crate::plan::Plan;
use crate::policy::Preset;
use crate::request::{Request, Words};
use crate::store::{self, Pending, Place};
use crate::timings::{Deadline, Waits};

/// Makes and stores every preset of the original of this name, which is its key without `SOURCE_PREFIX`, and says how many
/// were stored. What cannot be made now is left to whoever asks for it, who is told why; here it is a line in the log.
pub fn warm(name: &str, config: &Config, record: &mut Record) -> usize {
    let presets = config.policy.presets.iter();
    let folders = presets.flat_map(Preset::folders);
    let plans: Vec<_> = folders
        .filter_map(|folder| plan(folder, name, config))
        .collect();
    let Some(first) = plans.first() else {
        return 0;
    };
    let watermark = plans.iter().find_map(|plan| plan.watermark.as_deref());
    let watermark = watermark.map(|key| store::get(Place::Originals, key));
    let original = store::get(Place::Originals, &first.keys.original);
    let Some(mut original) = found(Call::Original, original, record) else {
        return 0;
    };
    let mut watermark = watermark.and_then(|pending| found(Call::Watermark, pending, record));
    let tag = |original: &Original| original.etag().map(str::to_owned);
    let tags = (tag(&original), watermark.as_ref().and_then(tag));
    let transforms: Vec<_> = plans.iter().map(|plan| plan.transform).collect();
    let mut patience = Patience(record.timings.deadline());
    let mut stored = Vec::new();
    let mut each = |index: usize, result: Result<Encoded, marble_picture::Error>| {
        let Some(plan) = plans.get(index) else {
            return;
        };
        let made_of = MadeOf {
            original: tags.0.as_deref(),
            watermark: tags.1.as_deref().filter(|_| plan.watermark.is_some()),
        };
        match result.map_err(Error::from).and_then(|encoded| {
            let encoded = Rc::new(encoded);
            Derivative::new(plan, &plan.keys, made_of, true, &encoded).store(record)
        }) {
            Ok(()) => stored.push(plan.keys.derivative.clone()),
            Err(error) => {
                let key = quoted(&plan.keys.derivative);
                record.tell(Severity::Warn, &format!("not made ahead: {key}: {error}"));
            }
        }
    };
    let drawn = watermark.as_mut().map(|it| -> &mut dyn Source { it });
    process_all(
        &mut original,
        drawn,
        &transforms,
        &config.limits,
        &mut patience,
        &mut each,
    );
    if let (false, Some(etag)) = (stored.is_empty(), &tags.0) {
        recheck(&first.keys.original, etag, &stored, record);
    }
    record.timings.end("warm");
    stored.len()
}

/// What is done for a preset. An AVIF or a JPEG XL that nobody asked for is left out: they take longest, and not every
/// original fits.
fn plan(folder: String, name: &str, config: &Config) -> Option<Plan> {
    let request = Request {
        transform: folder,
        original: name.to_owned(),
        alternatives: Vec::new(),
        accept: Accept::default(),
        words: Words::Own,
    };
    let negotiable = request.transform.contains(',');
    let plan = Plan::new(&request, config).ok()?;
    let is_slow = matches!(plan.transform.format, Some(Output::Avif | Output::Jxl));
    let unasked = negotiable && is_slow;
    (!unasked).then_some(plan)
}

fn found(call: Call, pending: Pending, record: &mut Record) -> Option<Original> {
    let found = pending.wait(Waits::new(record.timings.clock()));
    record.answered(call, &found, store::found);
    let deadline = record.timings.deadline();
    let object = found.ok().flatten();
    object.map(|object| Original::new(object, deadline))
}

/// Of many results nothing is told but when they take too long.
struct Patience(Deadline);

impl Progress for Patience {
    fn is_late(&self) -> bool {
        self.0.is_over()
    }
}
