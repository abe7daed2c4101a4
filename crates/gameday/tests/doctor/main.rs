//! What the doctor sees: an account that is well, one thing broken at a time, and a deployment that
//! nobody has described yet.

#[expect(dead_code, reason = "the tests of crashes use the rest")]
#[path = "../crash/account.rs"]
mod account;
mod broken;
mod discover;
mod door;
mod examine;
#[path = "../shared/journals.rs"]
mod journals;
mod patient;
mod permissions;
