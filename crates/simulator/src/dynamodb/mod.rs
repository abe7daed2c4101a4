//! DynamoDB on the engine of dynoxide, one database for each region.

mod answers;
mod changes;
mod operations;
mod reads;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use dynoxide::storage_backend::Clock as EngineClock;
use dynoxide::{Database, DynoxideError};
use lexdr_wire::{Call, Request, Response, Service, ServiceError};
use serde_json::{Value, json};

use crate::Clock;
use crate::input::json_text;
use crate::lock::locked;
use crate::observe::Observation;
use crate::region::Region;
use crate::world::World;
use answers::Tables;
use reads::Reads;

/// DynamoDB in one region.
pub(crate) struct DynamoDb {
    /// Or why the engine would not start.
    database: Result<Database, String>,
    tables: Mutex<Tables>,
    reads: Mutex<Reads>,
}

/// The simulator's clock, as the engine reads it.
struct Now(Clock);

impl EngineClock for Now {
    fn now_unix_secs(&self) -> u64 {
        self.0.now_ms().unsigned_abs() / 1000
    }

    fn now_unix_secs_f64(&self) -> f64 {
        self.0.now_ms() as f64 / 1000.0
    }
}

impl DynamoDb {
    pub(crate) fn new(region: &str, account: &str, clock: Clock, seed: u64) -> Self {
        Self {
            database: Database::memory_with_clock(Arc::new(Now(clock)))
                .map_err(|error| error.to_string()),
            tables: Mutex::new(Tables::new(region, account, clock, seed)),
            reads: Mutex::default(),
        }
    }

    fn database(&self) -> Result<&Database, ServiceError> {
        self.database.as_ref().map_err(|error| {
            let message = format!("the storage engine did not start: {error}");
            ServiceError::new("InternalServerError", 500, message)
        })
    }

    /// An item as it stands now.
    pub(crate) fn item(&self, table: &str, key: &Value) -> Option<Value> {
        let body = json!({ "TableName": table, "Key": key, "ConsistentRead": true }).to_string();
        let database = self.database().ok()?;
        let mut answer = operations::run(database, "GetItem", body.as_bytes())?.ok()?;
        answer.get_mut("Item").map(Value::take)
    }
}

/// Answers a call of DynamoDB.
pub(crate) fn handle(
    world: &World,
    region: &Region,
    call: &Call,
    request: &Request,
    request_id: &str,
) -> Response {
    const JSON: &str = "application/x-amz-json-1.0";
    // Held to the end: what is remembered is what the engine said between two changes.
    let mut reads = locked(&region.dynamodb.reads);
    if let Some(known) = reads.known(&call.operation, request.body()) {
        return json_text(200, JSON, request_id, known);
    }
    match answer(world, region, &call.operation, request.body()) {
        Ok(body) => {
            let body = Bytes::from(body.to_string());
            reads.answered(&call.operation, request.body(), &body);
            json_text(200, JSON, request_id, body)
        }
        Err(Failure::Service(error)) => error.into_response(Service::DynamoDb, request_id),
        Err(Failure::Engine(error)) => {
            let body = sorted(serde_json::from_str(&error.to_json()).unwrap_or_else(
                |_| json!({ "__type": error.error_type(), "message": error.to_string() }),
            ));
            json_text(error.status_code(), JSON, request_id, body.to_string())
        }
    }
}

enum Failure {
    Service(ServiceError),
    Engine(DynoxideError),
}

fn answer(world: &World, region: &Region, operation: &str, body: &[u8]) -> Result<Value, Failure> {
    let dynamodb = &region.dynamodb;
    let database = dynamodb.database().map_err(Failure::Service)?;
    let mut tables = locked(&dynamodb.tables);
    let body = tables.inbound(operation, body);
    let watched = world
        .is_observed()
        .then(|| changes::watch(database, operation, &body));
    let answer = operations::run(database, operation, &body)
        .ok_or_else(|| {
            Failure::Service(ServiceError::not_implemented(Service::DynamoDb, operation))
        })?
        .map_err(Failure::Engine)?;
    let answer = tables.outbound(operation, answer);
    drop(tables);
    if let Some(watch) = watched {
        let at_ms = world.clock.now_ms();
        for (table, key) in watch.changes(database, &answer) {
            world.observe(&Observation::ItemChanged {
                region: &region.name,
                table: &table,
                key: &key,
                item: region.dynamodb.item(&table, &key).as_ref(),
                at_ms,
            });
        }
    }
    Ok(sorted(answer))
}

/// The engine keeps attributes in hash maps, whose order is different in every run.
fn sorted(mut value: Value) -> Value {
    value.sort_all_objects();
    value
}
