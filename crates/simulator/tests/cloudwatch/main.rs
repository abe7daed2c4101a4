//! CloudWatch, and SimulatePrincipalPolicy of IAM, held against the real SDK clients.

#[path = "../simulator/support.rs"]
#[expect(dead_code, reason = "written for the tests of the other services too")]
mod support;

mod alarms;
mod door;
mod lambda;
mod metrics;
mod own;
mod permissions;
