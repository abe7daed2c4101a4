//! The simulator behind HTTP: one AWS account on a loopback port, for any SDK and the AWS CLI.
//!
//! A [`Serve`] is a [`lexdr_simulator::Simulator`] on the wall clock, the fault layer in front of
//! it, and an HTTP server in front of that. One port serves all services and regions. Which of
//! them a request is for is read, in this order, from
//!
//! 1. a path prefix, which is taken off: `/us-east-1/runtime.lex/…`, or `/runtime.lex/…` with the
//!    region of the signature;
//! 2. the host: `runtime.lex.us-east-1.amazonaws.com`, or the same before `.localhost`;
//! 3. the credential scope of the signature. All four Lex APIs sign with one name, so there the
//!    path decides; a path prefix leaves no doubt ([`endpoint_variables`] sets one for each API).
//!
//! Nobody is turned away for want of credentials. Signatures are not verified; a request that is
//! unsigned, or signed with a key that the account does not know, acts as the account's operator,
//! who may do everything. The keys that a function's code gets act as the function's role.
//!
//! A new account has the bot OrderFlowers of both generations of Lex in us-east-1 and us-west-2. The
//! ids of those of Lex V2 are the same in every run; `ListBots` tells them.
//!
//! With a [`Deployment`] it can have the whole system under test instead ([`State::System`]), and
//! the system runs: the rule invokes the check by the clock on the wall, whose calls meet the same
//! faults as everybody's. The check has run once when the server begins to answer, so the route is
//! known. For game days there are beside it the table `lexdr-journals` in eu-west-1, the role
//! `lexdr-switch`, with which EventBridge Scheduler may undo, and the alarm `lexdr-callers` in
//! us-east-1.
//!
//! Beside AWS there is an API of its own:
//!
//! | | |
//! |---|---|
//! | `GET /_lexdr/health` | that it runs |
//! | `GET /_lexdr/faults` | the rules in force, and how often each fired |
//! | `POST /_lexdr/faults` | adds rules: `{"id", "matches", "when", "effect"}`, or a fault as scenario files name it: `{"fault": {"lex-error": {…}}}`; `"ttl": "30s"` removes them by themselves; times count from now |
//! | `DELETE /_lexdr/faults/ID`, `DELETE /_lexdr/faults` | removes one, or all |
//! | `GET /_lexdr/events` | one line of JSON for each request to the port, as long as the connection lasts |
//! | `POST /_lexdr/reset` | empties the account; `?state=order-flowers` deploys the bots again, `?state=system` the system |
//!
//! It answers programs, not web pages: a request that a browser makes for a page from elsewhere
//! gets 403.

mod account;
mod admin;
mod chunked;
mod contents;
mod door;
mod endpoints;
mod events;
mod files;
mod front;
mod options;
mod serve;

pub use endpoints::endpoint_variables;
pub use options::{Code, Deployment, Functions, Options, State, Timing};
pub use serve::{Serve, StartError};
