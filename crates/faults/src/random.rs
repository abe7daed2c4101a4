//! Seeded numbers: same seed and same order of questions, same answers, on every machine.

/// The increment and the finalizer of SplitMix64 (Steele, Lea, Flood 2014).
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A number that belongs to `label` and `nth` under `seed`. FNV-1a spreads the label.
pub(crate) fn derive(seed: u64, label: &str, nth: u64) -> u64 {
    let hash = label.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mix(mix(mix(seed.wrapping_add(GAMMA)) ^ hash).wrapping_add(nth.wrapping_mul(GAMMA)))
}

/// A generator of its own for `label`, so that what others draw does not shift it.
pub(crate) fn stream(seed: u64, label: &str, nth: u64) -> fastrand::Rng {
    fastrand::Rng::with_seed(derive(seed, label, nth))
}

/// A request id in the shape of a version 4 UUID.
pub(crate) fn request_id(seed: u64, nth: u64) -> String {
    let (high, low) = (
        derive(seed, "request id, high", nth),
        derive(seed, "request id, low", nth),
    );
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff,
    )
}
