//! A function may do what the policies of its role allow, and gets AWS's answer for the rest.

use std::time::Duration;

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_types::region::Region;
use lexdr_simulator::Principal;
use rstest::rstest;
use serde_json::{Value, json};

use crate::dynamodb::table;
use crate::support::{Account, EAST};

const WEST: &str = "us-west-2";
const TABLE: &str = "arn:aws:dynamodb:us-east-1:123456789012:table/lexDR";
const BOTS: &str = "arn:aws:iam::aws:policy/AmazonLexRunBotsOnly";

fn function() -> Principal {
    Principal::FunctionRole {
        function: "lexDRTest".to_owned(),
        role: "r".to_owned(),
    }
}

/// An account with role `r` and table `lexDR`.
async fn account() -> Account {
    let account = Account::instant();
    account.role().await;
    table(&account.dynamodb()).await;
    account
}

/// Gives role `r` an inline policy of these statements.
async fn put(account: &Account, name: &str, statements: Value) {
    let document = json!({ "Version": "2012-10-17", "Statement": statements });
    let iam = account.iam();
    let put = iam.put_role_policy().role_name("r").policy_name(name);
    put.policy_document(document.to_string())
        .send()
        .await
        .unwrap();
}

async fn take_back(account: &Account, name: &str) {
    let iam = account.iam();
    let delete = iam.delete_role_policy().role_name("r").policy_name(name);
    delete.send().await.unwrap();
}

/// Reads the item as the function: the error's code and text, if there is one.
async fn get(account: &Account) -> Result<(), (String, String)> {
    let client = aws_sdk_dynamodb::Client::new(&account.config_of(&function()));
    let key = AttributeValue::S(EAST.to_owned());
    let get = client.get_item().table_name("lexDR");
    get.key("connectRegion", key)
        .send()
        .await
        .map(|_| ())
        .map_err(|error| said(&error.into_service_error()))
}

async fn update(account: &Account) -> Result<(), (String, String)> {
    let client = aws_sdk_dynamodb::Client::new(&account.config_of(&function()));
    let key = AttributeValue::S(EAST.to_owned());
    let update = client.update_item().table_name("lexDR");
    update
        .key("connectRegion", key)
        .send()
        .await
        .map(|_| ())
        .map_err(|error| said(&error.into_service_error()))
}

/// Talks to a bot that is not there as the function: NotFoundException says it was allowed to.
async fn post(account: &Account, region: &'static str) -> (String, String) {
    let config = account.config_of(&function()).into_builder();
    let config = config.region(Region::new(region)).build();
    let post = aws_sdk_lexruntime::Client::new(&config).post_text();
    let post = post.bot_name("OrderFlowers").bot_alias("ver_one");
    let error = post.user_id("test").input_text("hello").send().await;
    said(&error.unwrap_err().into_service_error())
}

fn said(error: &impl ProvideErrorMetadata) -> (String, String) {
    (
        error.code().unwrap_or_default().to_owned(),
        error.message().unwrap_or_default().to_owned(),
    )
}

const NOT_FOUND: &str = "NotFoundException";
const DENIED: &str = "AccessDeniedException";

#[tokio::test(start_paused = true)]
async fn a_missing_permission_fails_as_on_aws() {
    let account = account().await;
    let (code, text) = get(&account).await.unwrap_err();
    assert_eq!(code, DENIED);
    assert_eq!(
        text,
        format!(
            "User: arn:aws:sts::123456789012:assumed-role/r/lexDRTest is not authorized to \
             perform: dynamodb:GetItem on resource: {TABLE} because no identity-based policy \
             allows the dynamodb:GetItem action"
        )
    );
    put(
        &account,
        "read",
        json!({ "Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": TABLE }),
    )
    .await;
    get(&account).await.unwrap();
    let (code, text) = update(&account).await.unwrap_err();
    assert_eq!(code, DENIED);
    assert!(text.contains("dynamodb:UpdateItem"), "{text}");
    take_back(&account, "read").await;
    get(&account).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn the_managed_policy_lets_a_function_talk_to_bots_and_an_explicit_deny_stops_it() {
    let account = account().await;
    let iam = account.iam();
    assert_eq!(post(&account, EAST).await.0, DENIED);
    let attach = iam.attach_role_policy().role_name("r").policy_arn(BOTS);
    attach.send().await.unwrap();
    assert_eq!(post(&account, EAST).await.0, NOT_FOUND);
    put(
        &account,
        "deny",
        json!({ "Effect": "Deny", "Action": "lex:*", "Resource": "*" }),
    )
    .await;
    let (code, text) = post(&account, EAST).await;
    assert_eq!(code, DENIED);
    assert_eq!(
        text,
        "User: arn:aws:sts::123456789012:assumed-role/r/lexDRTest is not authorized to perform: \
         lex:PostText on resource: arn:aws:lex:us-east-1:123456789012:bot:OrderFlowers:ver_one \
         with an explicit deny in an identity-based policy"
    );
    take_back(&account, "deny").await;
    assert_eq!(post(&account, EAST).await.0, NOT_FOUND);
    let detach = iam.detach_role_policy().role_name("r").policy_arn(BOTS);
    detach.send().await.unwrap();
    assert_eq!(post(&account, EAST).await.0, DENIED);
}

#[rstest]
#[case::region(json!({ "Effect": "Deny", "Action": "lex:*", "Resource": "*",
    "Condition": { "StringEquals": { "aws:RequestedRegion": EAST } } }), DENIED, NOT_FOUND)]
#[case::not_region(json!({ "Effect": "Deny", "Action": "*", "Resource": "*",
    "Condition": { "StringNotEquals": { "aws:RequestedRegion": [EAST, "eu-west-1"] } } }), NOT_FOUND, DENIED)]
#[case::resource(json!({ "Effect": "Deny", "Action": "lex:PostText",
    "Resource": "arn:aws:lex:us-east-1:*:bot:OrderFlowers:*" }), DENIED, NOT_FOUND)]
#[case::all_but_one_resource(json!({ "Effect": "Deny", "Action": "lex:Post????",
    "NotResource": "arn:aws:lex:us-east-1:123456789012:bot:OrderFlowers:ver_one" }), NOT_FOUND, DENIED)]
#[case::other_action(json!({ "Effect": "Deny", "Action": "lex:DeleteSession", "Resource": "*" }), NOT_FOUND, NOT_FOUND)]
#[tokio::test(start_paused = true)]
async fn a_deny_reaches_as_far_as_it_says(
    #[case] deny: Value,
    #[case] east: &str,
    #[case] west: &str,
) {
    let account = account().await;
    let allow = json!({ "Effect": "Allow", "Action": "lex:*", "Resource": "*" });
    put(&account, "both", json!([allow, deny])).await;
    assert_eq!(post(&account, EAST).await.0, east);
    assert_eq!(post(&account, WEST).await.0, west);
}

#[tokio::test(start_paused = true)]
async fn only_functions_are_restricted_and_only_by_their_own_role() {
    let account = account().await;
    put(
        &account,
        "deny",
        json!({ "Effect": "Deny", "Action": "*", "Resource": "*" }),
    )
    .await;
    get(&account).await.unwrap_err();
    for principal in [
        Principal::Operator,
        Principal::Service("connect.amazonaws.com".to_owned()),
    ] {
        let client = aws_sdk_dynamodb::Client::new(&account.config_of(&principal));
        client.list_tables().send().await.unwrap();
    }
    // Whose credentials these are, everybody may ask.
    let sts = aws_sdk_sts::Client::new(&account.config_of(&function()));
    sts.get_caller_identity().send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn batches_transactions_and_statements_need_their_own_permissions() {
    let account = account().await;
    let client = aws_sdk_dynamodb::Client::new(&account.config_of(&function()));
    let select = || {
        let select = client.execute_statement();
        select.statement("SELECT * FROM \"lexDR\"").send()
    };
    put(
        &account,
        "p",
        json!({ "Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": TABLE }),
    )
    .await;
    let error = select().await.unwrap_err().into_service_error();
    let text = error.message().unwrap_or_default();
    assert!(
        text.contains(&format!("dynamodb:PartiQLSelect on resource: {TABLE} ")),
        "{text}"
    );
    let error = client
        .list_tables()
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    let text = error.message().unwrap_or_default();
    assert!(
        text.contains("dynamodb:ListTables on resource: * "),
        "{text}"
    );
    put(
        &account,
        "p",
        json!({ "Effect": "Allow", "Action": "dynamodb:PartiQL*", "Resource": TABLE }),
    )
    .await;
    select().await.unwrap();
    get(&account).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_change_counts_once_it_has_propagated() {
    let delay = Duration::from_secs(10);
    let account = Account::with(|builder| {
        let builder = builder.latency(lexdr_simulator::Latency::none());
        builder.iam_propagation(delay)
    });
    account.role().await;
    let all = json!({ "Effect": "Allow", "Action": "lex:*", "Resource": "*" });
    put(&account, "p", all).await;
    account.until(9_999).await;
    assert_eq!(post(&account, EAST).await.0, DENIED);
    account.until(10_000).await;
    assert_eq!(post(&account, EAST).await.0, NOT_FOUND);
    take_back(&account, "p").await;
    account.until(19_999).await;
    assert_eq!(post(&account, EAST).await.0, NOT_FOUND);
    account.until(20_000).await;
    assert_eq!(post(&account, EAST).await.0, DENIED);
}

#[tokio::test(start_paused = true)]
async fn a_deny_that_cannot_be_evaluated_is_refused() {
    let account = account().await;
    let document = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": { "IpAddress": { "aws:SourceIp": "0.0.0.0/0" } },
    } });
    let iam = account.iam();
    let put = iam.put_role_policy().role_name("r").policy_name("p");
    let error = put.policy_document(document.to_string()).send().await;
    let error = error.unwrap_err().into_service_error();
    assert!(error.is_malformed_policy_document_exception(), "{error:?}");
    assert!(error.message().unwrap().contains("IpAddress"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_made_with_tags_has_to_be_allowed_to_be_tagged() {
    let account = account().await;
    let config = account.config_of(&function());
    let make = async |name: &str| {
        let made = aws_sdk_iam::Client::new(&config).create_role();
        let tag = aws_sdk_iam::types::Tag::builder()
            .key("team")
            .value("voice");
        let made = made.role_name(name).tags(tag.build().unwrap());
        let made = made.assume_role_policy_document(crate::support::TRUST);
        let made = made.send().await.map(drop);
        let iam = made.map_err(|error| said(&error.into_service_error()).0);
        let tag = aws_sdk_eventbridge::types::Tag::builder()
            .key("a")
            .value("b");
        let made = aws_sdk_eventbridge::Client::new(&config).put_rule();
        let made = made.name(name).schedule_expression("rate(1 minute)");
        let made = made.tags(tag.build().unwrap()).send().await.map(drop);
        let events = made.map_err(|error| said(&error.into_service_error()).0);
        [iam, events]
    };
    let statement =
        |actions: Value| json!([{ "Effect": "Allow", "Action": actions, "Resource": "*" }]);
    let making = statement(json!(["iam:CreateRole", "events:PutRule"]));
    put(&account, "making", making).await;
    let denied = make("one").await.map(Result::unwrap_err);
    assert_eq!(denied, ["AccessDenied", "AccessDeniedException"]);
    let tagging = statement(json!(["iam:TagRole", "events:TagResource"]));
    put(&account, "tagging", tagging).await;
    assert_eq!(make("two").await, [Ok(()), Ok(())]);
}
