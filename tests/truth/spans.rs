//! Stretches of time.

/// From the first instant to the one at which it is over.
pub(crate) type Span = (i64, i64);

/// When a part was not there that comes (`true`) and goes.
pub(crate) fn absences(changes: &[(i64, bool)]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut gone: Option<i64> = None;
    for (at, there) in changes {
        match (gone, there) {
            (None, false) => gone = Some(*at),
            (Some(from), true) => {
                spans.push((from, *at));
                gone = None;
            }
            _ => {}
        }
    }
    spans.extend(gone.map(|from| (from, i64::MAX)));
    spans
}

/// The same time in spans that lie apart, in order.
pub(crate) fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for (from, to) in spans {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}
