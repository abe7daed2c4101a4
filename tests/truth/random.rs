//! Scenarios drawn from a seed: short, so that a thousand fit into a test, and with times that
//! fall on no round number.

use fastrand::Rng;

/// What a fault on the wire or in the control plane may be, and how often it is drawn.
const FAULTS: [(&str, &str); 14] = [
    ("alias-deleted", ""),
    ("alias-deleted", ""),
    ("alias-deleted", ""),
    ("alias-deleted", ""),
    ("bot-deleted", ""),
    ("lex-error", "error: InternalFailure"),
    ("lex-error", "error: NotFound"),
    ("lex-error", "error: BadRequest"),
    ("lex-error", "error: LimitExceeded"),
    ("lex-refused", ""),
    ("lex-reset", ""),
    ("lex-dns", ""),
    ("lex-black-hole", ""),
    ("lex-hang", ""),
];

/// A scenario's text. The same seed gives the same text.
pub(crate) fn yaml(seed: u64) -> String {
    let mut rng = Rng::with_seed(seed);
    let one_in = |rng: &mut Rng, n: u32| rng.u32(0..n) == 0;

    // Longer than the longest check, so that no two overlap.
    let every = rng.u64(15_000..19_000);
    let method = rng
        .choice(["put_session", "send_message"])
        .unwrap_or_default();
    let threshold = |rng: &mut Rng| if one_in(rng, 8) { rng.u64(2..=3) } else { 1 };
    let (failure, recovery) = (threshold(&mut rng), threshold(&mut rng));

    let (route, caller) = (rng.u64(7_000..12_000), rng.u64(7_000..12_000));
    let order = rng.u64(40_000..300_000);
    let arrivals = if one_in(&mut rng, 3) {
        "poisson"
    } else {
        "constant"
    };
    let flow = rng.choice(["static", "dynamic"]).unwrap_or_default();
    let lex = match rng.u32(0..6) {
        0 => rng.u64(40..700),
        _ => rng.u64(5..40),
    };
    let propagation = if one_in(&mut rng, 2) {
        rng.u64(1..9_000)
    } else {
        0
    };

    let fault = |rng: &mut Rng, region: &str| {
        let (name, more) = FAULTS[rng.usize(0..FAULTS.len())];
        let comma = if more.is_empty() { "" } else { ", " };
        (name, format!("{name}: {{ region: {region}{comma}{more} }}"))
    };
    let region = match rng.u32(0..12) {
        0 => "secondary",
        1 => "both",
        _ => "primary",
    };
    let (label, first) = fault(&mut rng, region);

    // Anywhere in an interval; the undo, too. Too early for the threshold now and then.
    let inject = rng.u64(every / 4..every * 5 / 4);
    let gap = every * (failure - 1) + rng.u64(every * 4 / 5..every * 8 / 5) + propagation;
    let undo = inject + gap;
    let mut steps = vec![
        (inject, format!("inject: {{ {first} }}\n    brief: true")),
        (undo, format!("undo: {label}")),
    ];
    if region == "primary" && one_in(&mut rng, 8) {
        let (_, second) = fault(&mut rng, "secondary");
        let at = inject + rng.u64(3_000..gap);
        let until = at + rng.u64(every / 2..every * 3 / 2) + propagation;
        let second = format!("inject: {{ {second} }}\n    as: second\n    brief: true");
        steps.push((at, second));
        steps.push((until, "undo: second".to_owned()));
    }
    let last = steps.iter().map(|(at, _)| *at).max().unwrap_or_default();
    let end = last + every * recovery + 3_000 + propagation + rng.u64(0..every / 4);
    steps.push((end, "end: true".to_owned()));
    steps.sort_by_key(|(at, _)| *at);

    let mut text = format!(
        "name: random-{seed}\n\
         summary: Drawn from seed {seed}.\n\
         check: {{ every: {every}ms, method: {method}, failure-threshold: {failure}, \
         recovery-threshold: {recovery} }}\n\
         probes: {{ route: {route}ms, caller: {caller}ms, order: {order}ms, \
         arrivals: {arrivals}, flow: {flow} }}\n\
         simulator: {{ alias-propagation: {propagation}ms, lex-latency: {lex}ms }}\n\
         timeline:\n"
    );
    for (at, action) in steps {
        text += &format!("  - at: {at}ms\n    {action}\n");
    }
    text
}

#[test]
fn a_seed_gives_the_same_scenario_and_another_gives_another() {
    assert_eq!(yaml(1), yaml(1));
    assert_ne!(yaml(1), yaml(2));
}
