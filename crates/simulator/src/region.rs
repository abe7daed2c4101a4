//! One region of the account.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::cloudwatch::CloudWatch;
use crate::connect::Connect;
use crate::dynamodb::DynamoDb;
use crate::events::Events;
use crate::lambda::Lambda;
use crate::latency::{Latency, Pace};
use crate::lex_v2::{LexV2, Replication};
use crate::scheduler::Scheduler;
use crate::{Clock, LexV1};

/// What all regions have in common.
pub(crate) struct Settings {
    pub(crate) account: String,
    pub(crate) clock: Clock,
    pub(crate) seed: u64,
    pub(crate) latency: Latency,
    pub(crate) alias_propagation: Duration,
    pub(crate) iam_propagation: Duration,
    pub(crate) settling: Duration,
    pub(crate) instant_bots: Arc<AtomicBool>,
    pub(crate) replication: Replication,
}

/// The services of one region.
pub(crate) struct Region {
    pub(crate) name: String,
    pub(crate) pace: Pace,
    pub(crate) lex_v1: LexV1,
    pub(crate) lex_v2: LexV2,
    pub(crate) dynamodb: DynamoDb,
    pub(crate) lambda: Lambda,
    pub(crate) events: Events,
    pub(crate) cloudwatch: CloudWatch,
    pub(crate) connect: Connect,
    pub(crate) scheduler: Scheduler,
}

impl Region {
    pub(crate) fn new(name: &str, settings: &Settings) -> Self {
        let Settings {
            account,
            clock,
            seed,
            latency,
            alias_propagation,
            settling,
            instant_bots,
            replication,
            ..
        } = settings;
        let lex_v2 = LexV2::replicating(name, account, *clock, *alias_propagation, replication);
        Self {
            name: name.to_owned(),
            pace: Pace::new(latency, *seed, name),
            lex_v1: LexV1::new(name, *clock, *alias_propagation),
            lex_v2: lex_v2.instant_while(Arc::clone(instant_bots)),
            dynamodb: DynamoDb::new(name, account, *clock, *seed),
            lambda: Lambda::new(name, account, *settling),
            events: Events::new(name, account),
            cloudwatch: CloudWatch::new(name, account, *clock),
            connect: Connect::new(name, account, *settling),
            scheduler: Scheduler::new(name, account, *seed),
        }
    }
}
