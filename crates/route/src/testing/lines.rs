//! What was logged.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::Sink;

/// Collects what is logged.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// A sink that ends here.
    #[must_use]
    pub fn sink(&self) -> Sink {
        Sink::new(self.clone())
    }

    /// All of it.
    #[must_use]
    pub fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Its lines, each of which must be JSON.
    ///
    /// # Panics
    /// If one is not.
    #[must_use]
    pub fn json(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).expect("every line is JSON");
        self.text().lines().map(parse).collect()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
