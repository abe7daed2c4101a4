//! What regions send one another: bots on their way to the region that has their replica.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::models::Parcel;
use crate::lock::locked;

/// The way between the regions of an account. Clones are the same way.
#[derive(Debug, Clone, Default)]
pub struct Replication(Arc<Mutex<BTreeMap<String, Vec<Parcel>>>>);

impl Replication {
    /// Sends a parcel to a region.
    pub(super) fn send(&self, region: &str, parcel: Parcel) {
        let mut ways = locked(&self.0);
        ways.entry(region.to_owned()).or_default().push(parcel);
    }

    /// What has arrived in a region, in the order of its arrival.
    pub(super) fn arrived(&self, region: &str, now_ms: i64) -> Vec<Parcel> {
        let mut ways = locked(&self.0);
        let Some(parcels) = ways.get_mut(region) else {
            return Vec::new();
        };
        let (mut arrived, left) = std::mem::take(parcels)
            .into_iter()
            .partition::<Vec<_>, _>(|parcel| parcel.from_ms <= now_ms);
        *parcels = left;
        arrived.sort_by_key(|parcel| parcel.from_ms);
        arrived
    }
}
