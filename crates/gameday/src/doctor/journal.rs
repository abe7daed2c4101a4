//! The journal's copy, and what is in both its places.

use aws_sdk_dynamodb::types::{KeyType, ScalarAttributeType, TableDescription, TableStatus};
use lexdr_journal::Remote;

use super::standing::judge;
use super::{Check, Findings, Patient};
use crate::guards::{Guard, Refusal};
use crate::said::said;

const CHECK: Check = Check::Journal;

pub(super) async fn look(patient: &Patient<'_>, refusals: &[Refusal], findings: &mut Findings) {
    let Remote { region, table } = patient.config.journal.remote();
    let call = patient.clients.dynamodb(&region).describe_table();
    let found = call.table_name(&table).send().await;
    let found = found.map_err(|error| said(&format!("DescribeTable {table} in {region}"), error));
    let seen = format!("table {table} in {region}");
    let at = format!("--region {region} --table-name {table}");
    let description = match found.map(|found| found.table) {
        Ok(Some(description)) => description,
        Ok(None) => {
            let why = format!("DescribeTable {table} in {region}: no table in the answer");
            return findings.failed(CHECK, &why);
        }
        Err(why) if why.contains("ResourceNotFoundException") => {
            let seen = format!("{seen} for the journal's copy is not there");
            return findings.problem(CHECK, seen, create(&at));
        }
        Err(why) => return findings.failed(CHECK, &why),
    };
    if !has_key(&description) {
        let mend = "name another table in `[journal]`; the key of one that is there cannot be \
                    changed";
        let seen = format!("{seen} for the journal's copy has another key than the text `id`");
        return findings.problem(CHECK, seen, mend);
    }
    if description.table_status() != Some(&TableStatus::Active) {
        let status = description.table_status().map_or("?", TableStatus::as_str);
        let mend = "wait until it is ACTIVE";
        return findings.problem(CHECK, format!("{seen} is {status}"), mend);
    }
    let billing = description.billing_mode_summary();
    let mode = billing.and_then(|billing| billing.billing_mode());
    let mode = mode.map_or("PROVISIONED", |mode| mode.as_str());
    if mode != "PAY_PER_REQUEST" {
        let seen = format!("{seen} is {mode}: a write that is throttled delays an undo");
        let mend = format!("aws dynamodb update-table {at} --billing-mode PAY_PER_REQUEST");
        return findings.problem(CHECK, seen, mend);
    }
    let system = &patient.config.system;
    if [&system.primary, &system.secondary].contains(&&region) {
        let seen =
            format!("{seen} is where faults act: one of them could take the journal with it");
        let mend = "name one in another region in `[journal]`";
        return findings.problem(CHECK, seen, mend);
    }
    judge(
        (CHECK, &[Guard::Resources]),
        refusals,
        &[],
        || format!("{seen}: key id, {mode}, in a region where no fault acts"),
        findings,
    );
}

fn create(at: &str) -> String {
    format!(
        "aws dynamodb create-table {at} --billing-mode PAY_PER_REQUEST --attribute-definitions \
         AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH"
    )
}

/// Whether the key is `id`, a text, and nothing else.
fn has_key(table: &TableDescription) -> bool {
    let [key] = table.key_schema() else {
        return false;
    };
    let mut attributes = table.attribute_definitions().iter();
    key.attribute_name() == "id"
        && *key.key_type() == KeyType::Hash
        && attributes.any(|attribute| {
            attribute.attribute_name() == "id"
                && *attribute.attribute_type() == ScalarAttributeType::S
        })
}
