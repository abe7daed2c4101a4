//! The last route known of each key, for as long as the execution environment is warm.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::get_region::Route;

/// Most keys remembered. A deployment has one, or one per instance of Connect.
const MOST_KEYS: usize = 64;

#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<BTreeMap<String, Route>>);

impl Memory {
    pub(crate) fn get(&self, key: &str) -> Option<Route> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(key)
            .cloned()
    }

    pub(crate) fn put(&self, key: &str, route: &Route) {
        let mut routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if routes.len() < MOST_KEYS || routes.contains_key(key) {
            routes.insert(key.to_owned(), route.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_route_of_a_key_is_kept_and_the_keys_are_bounded() {
        let to = |region: &str| Route {
            region: region.to_owned(),
            bot_alias_arn: None,
        };
        let memory = Memory::default();
        for key in 0..100 {
            memory.put(&key.to_string(), &to("us-east-1"));
        }
        memory.put("0", &to("us-west-2"));
        memory.put("99", &to("us-west-2"));
        assert_eq!(memory.get("0"), Some(to("us-west-2")));
        assert_eq!(memory.get("99"), None);
    }
}
