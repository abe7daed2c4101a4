//! A GetRegion that is right unless told otherwise.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use lexdr_get_region::Request;
use lexdr_route::{DynamoDbRoutes, ERR, RouteStore, is_region_name};
use lexdr_runner::{BoxFuture, Event, FunctionError, Handler, Lambda, Start};
use serde_json::json;
use tokio::time::Instant;

use super::defects::Region as Defect;

/// What a read of the table may take. A caller waits on the line meanwhile.
const TABLE: Duration = Duration::from_secs(2);

const HOME: &str = "us-east-1";
const OTHER: &str = "us-west-2";

/// The code of a GetRegion with this defect, or with none.
pub(super) fn mutant(defect: Option<Defect>) -> Arc<dyn Lambda> {
    Arc::new(Program(defect))
}

struct Program(Option<Defect>);

impl Lambda for Program {
    fn start(&self, start: Start) -> Result<Box<dyn Handler>, FunctionError> {
        let table = start.variables.get("TABLE_NAME").cloned();
        let aws = start.aws.with_default_partition(start.quota);
        Ok(Box::new(GetRegion {
            defect: self.0,
            store: DynamoDbRoutes::new(&aws, table.unwrap_or_default()),
            known: BTreeMap::new(),
        }))
    }
}

struct GetRegion {
    defect: Option<Defect>,
    store: DynamoDbRoutes,
    /// The last answer for each key, and when it was read.
    known: BTreeMap<String, (Instant, String)>,
}

impl Handler for GetRegion {
    fn handle(&mut self, event: Event) -> BoxFuture<'_, Result<Vec<u8>, FunctionError>> {
        Box::pin(async move {
            let request = Request::parse(&event.payload);
            let key = request.region.unwrap_or_else(|| HOME.to_owned());
            if self.is(Defect::Slow) {
                tokio::time::sleep(Duration::from_secs(9)).await;
            }
            let route = self.route(&key).await?;
            let answer = match self.defect {
                Some(Defect::WrongMember) => json!({ "statusCode": 200, "region": route }),
                Some(Defect::NestedAnswer) => {
                    json!({ "statusCode": 200, "body": { "primaryCode": route } })
                }
                _ => json!({ "statusCode": 200, "primaryCode": route }),
            };
            Ok(answer.to_string().into_bytes())
        })
    }
}

impl GetRegion {
    fn is(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    async fn route(&mut self, key: &str) -> Result<String, FunctionError> {
        match self.defect {
            Some(Defect::AlwaysTheDefault) => return Ok(HOME.to_owned()),
            Some(Defect::AlwaysTheSecondary) => return Ok(OTHER.to_owned()),
            _ => {}
        }
        if let Some((since, route)) = self.known.get(key)
            && (self.is(Defect::CachesForEver)
                || self.is(Defect::CachesTooLong) && since.elapsed() < Duration::from_secs(300))
        {
            return Ok(route.clone());
        }
        let read = match self.defect {
            Some(Defect::WrongKey) => OTHER,
            _ => key,
        };
        let limit = match self.defect {
            Some(Defect::TableHasNoTimeout) => Duration::from_secs(3_600),
            _ => TABLE,
        };
        let item = self.store.read(read, limit).await;
        let item = match item {
            Err(error) if self.is(Defect::NoFallback) => {
                return Err(FunctionError::new("ClientError", error.to_string()));
            }
            item => item.unwrap_or_default(),
        };
        let junk_is_fine = self.is(Defect::PassesJunkOn);
        let route = item
            .and_then(|item| item.lex_region)
            .filter(|route| junk_is_fine || route == ERR || is_region_name(route));
        match route {
            Some(route) => {
                let now = (Instant::now(), route.clone());
                self.known.insert(key.to_owned(), now);
                Ok(route)
            }
            None if self.is(Defect::NoFallback) => Err(FunctionError::new("KeyError", "'Item'")),
            None if self.is(Defect::ErrWithoutTheTable) => Ok(ERR.to_owned()),
            None => Ok(self
                .known
                .get(key)
                .map_or_else(|| HOME.to_owned(), |(_, route)| route.clone())),
        }
    }
}
