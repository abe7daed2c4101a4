//! What calls of DynamoDB demand: a batch or transaction demands the single-item action on each
//! of its tables.

use std::borrow::Cow;
use std::collections::BTreeMap;

use lexdr_wire::Call;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Demand, partiql};

/// The members of a request that name tables; the items are passed over unread.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Named<'b> {
    #[serde(borrow)]
    table_name: Option<Cow<'b, str>>,
    #[serde(borrow)]
    index_name: Option<Cow<'b, str>>,
    #[serde(borrow)]
    stream_arn: Option<Cow<'b, str>>,
    #[serde(borrow)]
    resource_arn: Option<Cow<'b, str>>,
    #[serde(borrow)]
    statement: Option<Cow<'b, str>>,
    statements: Option<Vec<Statement>>,
    transact_statements: Option<Vec<Statement>>,
    request_items: Option<BTreeMap<String, IgnoredAny>>,
    transact_items: Option<Vec<BTreeMap<String, Option<Table>>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    statement: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Table {
    table_name: String,
}

pub(super) fn demands(account: &str, call: &Call, body: &[u8]) -> Vec<Demand> {
    let place = Place {
        account,
        region: &call.region,
    };
    let operation = call.operation.as_str();
    let simple = |resource: String| vec![Demand::new(action(operation), resource)];
    let Ok(named) = serde_json::from_slice::<Named<'_>>(body) else {
        // What cannot be read, only who may use all tables may try.
        return simple(place.table("*"));
    };
    let table = named.table_name.as_deref().unwrap_or_default();
    match operation {
        "ListTables" | "ListStreams" => simple("*".to_owned()),
        // A shard iterator is opaque: of the stream it is only known that it is one.
        "GetRecords" => simple(place.table("*/stream/*")),
        "DescribeStream" | "GetShardIterator" => {
            simple(named.stream_arn.unwrap_or_default().into_owned())
        }
        "TagResource" | "UntagResource" | "ListTagsOfResource" => {
            simple(named.resource_arn.unwrap_or_default().into_owned())
        }
        "Query" | "Scan" => simple(match named.index_name.as_deref() {
            None | Some("") => place.table(table),
            Some(index) => format!("{}/index/{index}", place.table(table)),
        }),
        "BatchGetItem" | "BatchWriteItem" => {
            let tables = named.request_items.unwrap_or_default();
            tables
                .keys()
                .map(|table| Demand::new(action(operation), place.table(table)))
                .collect()
        }
        "TransactGetItems" | "TransactWriteItems" => {
            let parts = named.transact_items.unwrap_or_default();
            let named = parts.iter().flatten();
            named
                .filter_map(|(kind, part)| {
                    let table = place.table(&part.as_ref()?.table_name);
                    let kind = match kind.as_str() {
                        "ConditionCheck" => "ConditionCheckItem".to_owned(),
                        kind => format!("{kind}Item"),
                    };
                    Some(Demand::new(action(&kind), table))
                })
                .collect()
        }
        "ExecuteStatement" => vec![place.statement(&named.statement.unwrap_or_default())],
        "BatchExecuteStatement" | "ExecuteTransaction" => {
            let all = [named.statements, named.transact_statements];
            let all = all.iter().flatten().flatten();
            all.map(|one| place.statement(&one.statement)).collect()
        }
        _ => simple(place.table(table)),
    }
}

fn action(operation: &str) -> String {
    format!("dynamodb:{operation}")
}

/// Where the tables are.
struct Place<'p> {
    account: &'p str,
    region: &'p str,
}

impl Place<'_> {
    /// The ARN of a table that is given by name or by ARN.
    fn table(&self, given: &str) -> String {
        if given.starts_with("arn:") {
            return given.to_owned();
        }
        let Self { account, region } = self;
        format!("arn:aws:dynamodb:{region}:{account}:table/{given}")
    }

    fn statement(&self, text: &str) -> Demand {
        let (verb, table) = partiql::target(text);
        // Of a statement that cannot be read, only who may use all tables may try it.
        let table = table.unwrap_or("*");
        Demand::new(format!("dynamodb:PartiQL{verb}"), self.table(table))
    }
}
