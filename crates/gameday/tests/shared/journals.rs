//! The table for the copies of journals, as the guide has it made.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use lexdr_deploy::Clients;

pub(crate) async fn make_table(clients: &Clients, region: &str, name: &str) {
    let key = KeySchemaElement::builder().attribute_name("id");
    let id = AttributeDefinition::builder().attribute_name("id");
    let call = clients.dynamodb(region).create_table();
    call.table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key.key_type(KeyType::Hash).build().unwrap())
        .attribute_definitions(id.attribute_type(ScalarAttributeType::S).build().unwrap())
        .send()
        .await
        .unwrap();
}
