//! The rules of a region's default event bus, and their ticking.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::SystemTime;

use bytes::Bytes;
use indexmap::IndexMap;
use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::schedule::Schedule;
use crate::lock::locked;
use crate::observe::Observation;
use crate::region::Region;
use crate::tasks::AbortOnDrop;
use crate::world::World;
use crate::{Clock, date, lambda};

/// Who invokes a function for a rule.
const EVENTS: &str = "events.amazonaws.com";

/// EventBridge in one region.
pub(crate) struct Events {
    region: String,
    account: String,
    rules: Mutex<BTreeMap<String, Rule>>,
}

/// A rule.
pub(crate) struct Rule {
    pub(crate) arn: String,
    pub(crate) expression: String,
    pub(crate) schedule: Schedule,
    pub(crate) description: Option<String>,
    pub(crate) role_arn: Option<String>,
    /// By id, as they were put.
    pub(crate) targets: IndexMap<String, Map<String, Value>>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) failed_invocations: u64,
    /// Ticks while the rule is enabled.
    pub(crate) ticker: Option<AbortOnDrop>,
}

impl Events {
    pub(crate) fn new(region: &str, account: &str) -> Self {
        Self {
            region: region.to_owned(),
            account: account.to_owned(),
            rules: Mutex::default(),
        }
    }

    pub(crate) fn rules(&self) -> MutexGuard<'_, BTreeMap<String, Rule>> {
        locked(&self.rules)
    }

    pub(crate) fn arn(&self, rule: &str) -> String {
        format!(
            "arn:aws:events:{}:{}:rule/{rule}",
            self.region, self.account
        )
    }

    /// Runs `act` on a rule.
    pub(crate) fn with<T>(
        &self,
        name: &str,
        act: impl FnOnce(&mut Rule) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let mut rules = self.rules();
        let rule = rules.get_mut(name).ok_or_else(|| {
            let message = format!("Rule {name} does not exist on EventBus default.");
            ServiceError::new("ResourceNotFoundException", 400, message)
        })?;
        act(rule)
    }

    pub(crate) fn failed_invocations(&self, rule: &str) -> Option<u64> {
        self.rules().get(rule).map(|rule| rule.failed_invocations)
    }
}

impl Rule {
    pub(crate) fn state(&self) -> &'static str {
        if self.ticker.is_some() {
            "ENABLED"
        } else {
            "DISABLED"
        }
    }

    /// Starts to tick, from now on.
    pub(crate) fn start(&mut self, world: &Arc<World>, region: &Region, name: &str) {
        let ticking = tick(
            Arc::downgrade(world),
            world.clock,
            region.name.clone(),
            name.to_owned(),
            self.schedule.clone(),
        );
        self.ticker = Some(AbortOnDrop(world.tasks.spawn(ticking)));
    }
}

async fn tick(world: Weak<World>, clock: Clock, region: String, rule: String, schedule: Schedule) {
    let since = clock.now();
    let mut last = since;
    while let Some(next) = schedule.next(since, last) {
        tokio::time::sleep_until(clock.instant_of(next)).await;
        let Some(world) = world.upgrade() else {
            return;
        };
        if let Some(region) = world.region(&region) {
            fire(&world, region, &rule, next);
        }
        last = next;
    }
}

/// Hands an event to each target of a rule.
fn fire(world: &Arc<World>, region: &Region, name: &str, tick: SystemTime) {
    let (arn, targets) = {
        let rules = region.events.rules();
        let Some(rule) = rules.get(name) else {
            return;
        };
        (rule.arn.clone(), rule.targets.clone())
    };
    let count = |metric| region.cloudwatch.counted_of_rule(name, metric);
    count("TriggeredRules");
    for (id, target) in &targets {
        count("Invocations");
        let payload = match target.get("Input").and_then(Value::as_str) {
            Some(input) => Bytes::from(input.to_owned()),
            None => scheduled_event(world, region, &arn, tick),
        };
        let function = target
            .get("Arn")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match admit(world, region, function, &arn) {
            Ok(function) => {
                let request_id = world.ids.uuid();
                lambda::enqueue(world, &region.name, &function, payload, request_id);
            }
            Err(reason) => {
                count("FailedInvocations");
                if let Some(rule) = region.events.rules().get_mut(name) {
                    rule.failed_invocations += 1;
                }
                world.observe(&Observation::TargetFailed {
                    region: &region.name,
                    rule: name,
                    target: id,
                    reason: &reason,
                    at_ms: world.clock.now_ms(),
                });
            }
        }
    }
}

/// The function that a target names, if the rule may invoke it.
fn admit(world: &World, region: &Region, target: &str, rule: &str) -> Result<String, String> {
    let lambda = &region.lambda;
    let name = lambda.name(target).map_err(|error| error.message)?;
    let functions = lambda.functions();
    let function = functions
        .get(name)
        .ok_or_else(|| lambda.not_found(name).message)?;
    if function
        .policy
        .allows(EVENTS, rule, &world.settings.account)
    {
        return Ok(name.to_owned());
    }
    Err(format!(
        "the resource policy of {name} does not let {EVENTS} invoke it for {rule}"
    ))
}

/// What a scheduled rule sends to a target without an input of its own.
fn scheduled_event(world: &World, region: &Region, rule: &str, tick: SystemTime) -> Bytes {
    let since = tick
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let event = json!({
        "version": "0",
        "id": world.ids.uuid(),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": world.settings.account,
        "time": date::iso_seconds(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
        "region": region.name,
        "resources": [rule],
        "detail": {},
    });
    event.to_string().into()
}
