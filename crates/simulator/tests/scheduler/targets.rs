//! Each universal target that takes back a change, and functions.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType,
};
use aws_sdk_eventbridge::types::RuleState;
use aws_sdk_lexmodelsv2::types::{Effect, Principal as Who};
use aws_sdk_scheduler::types::Target;
use serde_json::{Value, json};

use crate::account::{Account, EAST, FUNCTION, LOCALE, ROLE, after, call};
use crate::flowers;

/// Makes a call by a schedule, and holds that it was taken.
async fn make(account: &Account, action: &str, input: Value) {
    let before = account.seen().len();
    let schedule = account.schedule(&account.at(60), call(action, input));
    schedule.send().await.unwrap();
    after(61).await;
    let seen = account.seen();
    let [line] = &seen[before..] else {
        panic!("{seen:?}");
    };
    let status: u16 = line.rsplit(' ').next().unwrap().parse().unwrap();
    assert!((200..300).contains(&status), "{line}");
    let scheduler = account.scheduler();
    let delete = scheduler.delete_schedule().name("undo");
    delete.send().await.unwrap();
}

async fn reserved(account: &Account) -> Option<i32> {
    let lambda = account.lambda();
    let found = lambda.get_function_concurrency().function_name("f");
    found.send().await.unwrap().reserved_concurrent_executions()
}

#[tokio::test(start_paused = true)]
async fn the_concurrency_of_a_function() {
    let account = Account::new().await;
    account.function().await;
    let put = json!({ "FunctionName": "f", "ReservedConcurrentExecutions": 3 });
    make(&account, "lambda:putFunctionConcurrency", put).await;
    assert_eq!(reserved(&account).await, Some(3));
    let delete = json!({ "FunctionName": FUNCTION });
    make(&account, "lambda:deleteFunctionConcurrency", delete).await;
    assert_eq!(reserved(&account).await, None);
}

#[tokio::test(start_paused = true)]
async fn the_environment_of_a_function() {
    let account = Account::new().await;
    account.function().await;
    let input = json!({
        "FunctionName": "f",
        "Environment": { "Variables": { "lowerCase": "1", "BOT_NAME": "b" } },
    });
    make(&account, "lambda:updateFunctionConfiguration", input).await;
    let lambda = account.lambda();
    let found = lambda.get_function_configuration().function_name("f");
    let found = found.send().await.unwrap();
    let variables = found.environment().unwrap().variables().unwrap();
    assert_eq!(variables.len(), 2);
    assert_eq!(variables["lowerCase"], "1");
    assert_eq!(variables["BOT_NAME"], "b");
}

#[tokio::test(start_paused = true)]
async fn whether_a_rule_is_enabled() {
    let account = Account::new().await;
    let events = account.events();
    let put = events.put_rule().name("check").state(RuleState::Disabled);
    let put = put.schedule_expression("rate(5 minutes)");
    put.send().await.unwrap();
    make(
        &account,
        "eventbridge:enableRule",
        json!({ "Name": "check" }),
    )
    .await;
    let found = events.describe_rule().name("check").send().await.unwrap();
    assert_eq!(found.state(), Some(&RuleState::Enabled));
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_a_role() {
    let account = Account::new().await;
    let iam = account.iam();
    let deny =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"lex:*","Resource":"*"}}"#;
    let put = || iam.put_role_policy().role_name("lexDRUndo");
    let put = put().policy_name("drill +1").policy_document(deny);
    put.send().await.unwrap();
    let input = json!({ "RoleName": "lexDRUndo", "PolicyName": "drill +1" });
    make(&account, "iam:deleteRolePolicy", input).await;
    let listed = iam.list_role_policies().role_name("lexDRUndo");
    assert_eq!(listed.send().await.unwrap().policy_names(), ["undo"]);
    let input = json!({
        "RoleName": "lexDRUndo",
        "PolicyName": "back",
        "PolicyDocument": deny.replace("Deny", "Allow"),
    });
    make(&account, "iam:putRolePolicy", input).await;
    let listed = iam.list_role_policies().role_name("lexDRUndo");
    assert_eq!(
        listed.send().await.unwrap().policy_names(),
        ["back", "undo"]
    );
}

#[tokio::test(start_paused = true)]
async fn an_alias_of_a_bot_and_its_policy() {
    let account = Account::new().await;
    let lex = account.models();
    let (bot, alias) = flowers::live(&lex).await;
    let input = json!({
        "BotId": bot,
        "BotAliasId": alias,
        "BotAliasName": "live",
        "BotVersion": "1",
        "Description": "as it was",
        "BotAliasLocaleSettings": { LOCALE: { "Enabled": false } },
    });
    make(&account, "lexmodelsv2:updateBotAlias", input).await;
    let found = lex.describe_bot_alias().bot_id(&bot).bot_alias_id(&alias);
    let found = found.send().await.unwrap();
    assert_eq!(found.description(), Some("as it was"));
    assert_eq!(found.bot_version(), Some("1"));
    let locales = found.bot_alias_locale_settings().unwrap();
    assert_eq!(locales.len(), 1);
    assert!(!locales[LOCALE].enabled());

    let arn = format!("arn:aws:lex:{EAST}:123456789012:bot-alias/{bot}/{alias}");
    let deny = lex
        .create_resource_policy_statement()
        .resource_arn(&arn)
        .statement_id("drill")
        .effect(Effect::Deny)
        .principal(Who::builder().arn(ROLE).build())
        .action("lex:RecognizeText");
    let made = deny.send().await.unwrap();
    let input = json!({ "ResourceArn": arn, "ExpectedRevisionId": made.revision_id() });
    make(&account, "lexmodelsv2:deleteResourcePolicy", input).await;
    let gone = lex.describe_resource_policy().resource_arn(&arn).send();
    let gone = gone.await.unwrap_err().into_service_error();
    assert!(gone.is_resource_not_found_exception(), "{gone:?}");
}

#[tokio::test(start_paused = true)]
async fn an_item_of_a_table() {
    let account = Account::new().await;
    let dynamodb = account.dynamodb();
    let key = KeySchemaElement::builder().attribute_name("id");
    let key = key.key_type(KeyType::Hash).build().unwrap();
    let attribute = AttributeDefinition::builder().attribute_name("id");
    let attribute = attribute.attribute_type(ScalarAttributeType::S).build();
    let table = dynamodb.create_table().table_name("journal");
    let table = table
        .key_schema(key)
        .attribute_definitions(attribute.unwrap());
    let table = table.billing_mode(BillingMode::PayPerRequest);
    table.send().await.unwrap();
    let get = || {
        let id = AttributeValue::S("1".to_owned());
        dynamodb
            .get_item()
            .table_name("journal")
            .key("id", id)
            .send()
    };
    let put = json!({
        "TableName": "journal",
        "Item": { "id": { "S": "1" }, "by": { "S": "<aws.scheduler.schedule-arn>" } },
    });
    make(&account, "dynamodb:putItem", put).await;
    let item = get().await.unwrap().item.unwrap();
    let arn = "arn:aws:scheduler:us-east-1:123456789012:schedule/default/undo";
    assert_eq!(item["by"], AttributeValue::S(arn.to_owned()));
    let update = json!({
        "TableName": "journal",
        "Key": { "id": { "S": "1" } },
        "UpdateExpression": "SET n = :n",
        "ExpressionAttributeValues": { ":n": { "N": "2" } },
    });
    make(&account, "dynamodb:updateItem", update).await;
    let item = get().await.unwrap().item.unwrap();
    assert_eq!(item["n"], AttributeValue::N("2".to_owned()));
    let delete = json!({ "TableName": "journal", "Key": { "id": { "S": "1" } } });
    make(&account, "dynamodb:deleteItem", delete).await;
    assert_eq!(get().await.unwrap().item, None);
}

#[tokio::test(start_paused = true)]
async fn another_schedule() {
    let account = Account::new().await;
    let other = account.schedule("rate(1 day)", call("iam:tagRole", json!({})));
    other.name("other").send().await.unwrap();
    make(
        &account,
        "scheduler:deleteSchedule",
        json!({ "Name": "other" }),
    )
    .await;
    let scheduler = account.scheduler();
    let listed = scheduler.list_schedules().send().await.unwrap();
    assert!(listed.schedules().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_function_gets_the_input_or_a_notification() {
    let account = Account::new().await;
    account.function().await;
    account.allow("lambda:InvokeFunction").await;
    for input in [None, Some(r#"{"why":"<aws.scheduler.attempt-number>"}"#)] {
        let target = Target::builder().arn(FUNCTION).role_arn(ROLE);
        let target = target.set_input(input.map(str::to_owned)).build().unwrap();
        let name = if input.is_some() { "with" } else { "without" };
        let schedule = account.schedule(&account.at(60), target).name(name);
        schedule.send().await.unwrap();
    }
    after(100).await;
    let seen = account.seen();
    assert_eq!(
        seen.iter().filter(|line| line.ends_with("f runs")).count(),
        2
    );
    let events = account.events_of_f();
    assert_eq!(events[1], json!({ "why": "1" }));
    assert_eq!(events[0]["source"], "aws.scheduler");
    assert_eq!(events[0]["time"], "2026-01-05T12:01:01Z");
    assert_eq!(
        events[0]["resources"],
        json!(["arn:aws:scheduler:us-east-1:123456789012:schedule/default/without"])
    );
}
