//! Where the endpoint is, if there is one.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use lexdr_runner::Packages;

/// Names the endpoint.
const ENDPOINT: &str = "LEXDR_LOCALSTACK_ENDPOINT";

/// Names one that enforces IAM.
const WITH_IAM: &str = "LEXDR_LOCALSTACK_IAM_ENDPOINT";

/// The name by which functions there reach this machine, if they do not run on it.
const REACHED_AS: &str = "LEXDR_REACHED_AS";

/// An endpoint, and what to deploy to it.
pub(crate) struct Place {
    pub(crate) endpoint: String,
    pub(crate) packages: Packages,
    pub(crate) reached_as: Option<String>,
}

/// The endpoint to test against; says why if there is none.
pub(crate) fn place() -> Option<Place> {
    named(ENDPOINT)
}

/// The same for tests of permissions.
pub(crate) fn place_with_iam() -> Option<Place> {
    named(WITH_IAM)
}

fn named(variable: &str) -> Option<Place> {
    let Some(endpoint) = set(variable) else {
        eprintln!(
            "SKIPPED: {variable} is not set; `bash .ci/localstack` installs an endpoint and runs \
             these tests, or start LocalStack and set it to http://127.0.0.1:4566"
        );
        return None;
    };
    let packages = packages().join("health-check.zip");
    assert!(
        packages.exists(),
        "{variable} is set, but there is no {}: run `cargo xtask package`",
        packages.display()
    );
    let read = |name: &str| fs::read(packages.with_file_name(name)).expect("a readable package");
    Some(Place {
        endpoint,
        packages: Packages {
            health_check: read("health-check.zip"),
            get_region: read("get-region.zip"),
        },
        reached_as: set(REACHED_AS),
    })
}

fn set(variable: &str) -> Option<String> {
    env::var(variable).ok().filter(|value| !value.is_empty())
}

fn packages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/lambda")
}
