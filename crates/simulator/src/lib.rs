//! The AWS services a Lex failover uses, in process, in virtual time.
//!
//! A [`Simulator`] is one AWS account: a [`tower::Service`] from HTTP request to HTTP response.
//! It speaks the wire protocols of AWS, so the real SDK is its client ([`SimHttpClient`]), and
//! code that talks to it is the code that talks to AWS.
//!
//! | Service | Module |
//! |---|---|
//! | Lex V1 runtime and model building | `lex_v1` |
//! | Lex V2 runtime and models | `lex_v2` |
//! | DynamoDB, on the engine of dynoxide | `dynamodb` |
//! | Lambda, with programs of the host as function code ([`Program`]) | `lambda` |
//! | EventBridge rules | `events` |
//! | CloudWatch metrics and alarms | `cloudwatch` |
//! | EventBridge Scheduler, with universal targets | `scheduler` |
//! | S3: objects as they were put | `s3` |
//! | IAM, STS | `iam` |
//!
//! All randomness comes from one seed and all time from tokio's clock: the same calls in the same
//! order give the same bytes. What a service does not implement it refuses by name, with status
//! 501; nothing succeeds that has no effect.

mod answer;
mod clock;
mod cloudwatch;
mod connect;
mod date;
mod dialogue;
mod door;
mod dynamodb;
mod events;
mod gateway;
mod iam;
mod input;
mod lambda;
mod latency;
mod lex_v1;
mod lex_v2;
mod lock;
mod observe;
mod principal;
mod random;
mod region;
mod s3;
mod scheduler;
mod simulator;
mod sum;
mod tasks;
mod world;

pub use clock::Clock;
pub use door::SimHttpClient;
pub use lambda::{
    Environment, FunctionError, Instance, Invocation, LogBuffer, Program, builtin_package, package,
};
pub use latency::Latency;
pub use lex_v1::{LexError, LexV1};
pub use lex_v2::{LexV2, LexV2Error, Replication};
pub use lexdr_wire::BoxFuture;
pub use observe::{InvocationResult, Observation, Observer, Trigger};
pub use principal::{Credentials, Principal};
pub use simulator::{Builder, Simulator, WeakSimulator};
