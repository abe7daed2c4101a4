//! The system into an instance of Amazon Connect and out of it, by somebody who may do what the
//! policy says.

use std::time::Duration;

use lexdr_deploy::connect::{Connection, connect, connected, disconnect, refusal};
use lexdr_deploy::{DeployError, Standing, function_arn, up};
use lexdr_gameday::iam::Policy;

use crate::account::{Account, Seen, session};
use crate::runner::published;
use crate::{actions, config, pieces, placeholders, statements, without};

const ROLE: &str = "lexdr-operator";

/// What is no call of its own: Amazon Connect makes these, in the name of who calls it.
const NO_CALL: &[&str] = &[
    "connect:TagResource",
    "iam:PutRolePolicy",
    "lambda:AddPermission",
    "lambda:RemovePermission",
    "lex:CreateResourcePolicy",
    "lex:DeleteResourcePolicy",
    "lex:DescribeBotAlias",
    "lex:UpdateResourcePolicy",
];

const FLOW: &str = r#"{"Version":"2019-10-30","StartAction":"bye","Actions":[{"Identifier":"bye","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}"#;

/// Connects the system, changes its flow, and takes it out again.
async fn lived(policy: &str) -> (Result<(), String>, Vec<Seen>) {
    let account = Account::bare();
    let mut system = account.system.clone();
    system.tags.insert("lexdr".to_owned(), "acme".to_owned());
    let deployed = up(&account.admin, &system, &mut |_| {}).await.unwrap();
    let made = account.admin.connect("us-east-1").create_instance();
    let made = made
        .identity_management_type("CONNECT_MANAGED".into())
        .instance_alias("drill")
        .inbound_calls_enabled(true)
        .outbound_calls_enabled(false);
    let instance = made.send().await.unwrap().id.unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    let policy = policy.replace("INSTANCE", &instance);
    let trust = Policy::SwitchTrust.document(&config(), &[]);
    let operator = account.role(ROLE, &policy, &trust).await;
    account.seen();
    let function = function_arn("us-east-1", "123456789012", &system.region_function);
    let connection = Connection {
        system: &system,
        bots: &deployed.bots,
        function_arn: Some(&function),
        instance: &instance,
    };
    let standings = async || -> Result<Vec<Standing>, DeployError> {
        let parts = connected(&operator, connection).await?;
        Ok(parts.into_iter().map(|part| part.standing).collect())
    };
    let life = async || -> Result<(), DeployError> {
        assert_eq!(refusal(&operator, connection).await?, None);
        assert_eq!(standings().await?, [Standing::Absent; 4]);
        let made = connect(&operator, connection, FLOW, &mut |_| {}).await?;
        assert_eq!(standings().await?, [Standing::Own; 4]);
        let changed = FLOW.replace("bye", "end");
        let again = connect(&operator, connection, &changed, &mut |_| {}).await?;
        assert_eq!(again, made);
        let left = disconnect(&operator, connection, &mut |_| {}).await?;
        assert_eq!(left, []);
        assert_eq!(standings().await?, [Standing::Absent; 4]);
        Ok(())
    };
    let lived = Box::pin(life()).await;
    let who = session(ROLE);
    let seen = account.seen().into_iter().filter(|seen| seen.who == who);
    (lived.map_err(|error| error.to_string()), seen.collect())
}

#[tokio::test(start_paused = true)]
async fn whoever_connects_may_do_what_it_does_and_no_more() {
    let policy = published(Policy::Connect, &placeholders());
    let (result, seen) = Box::pin(lived(&policy)).await;
    assert_eq!(result, Ok(()));
    let mut called: Vec<String> = seen.into_iter().map(|seen| seen.action).collect();
    called.sort();
    called.dedup();
    assert_eq!(called, actions(&policy, NO_CALL));
}

#[tokio::test(start_paused = true)]
async fn without_any_piece_the_system_cannot_be_connected() {
    let policy = published(Policy::Connect, &placeholders());
    let statements = statements(&policy);
    let is_called = |(at, _): &(usize, usize)| {
        let actions = statements[*at]["Action"].as_array().unwrap();
        let mut names = actions.iter().filter_map(|action| action.as_str());
        names.any(|name| !NO_CALL.contains(&name))
    };
    for piece in pieces(&policy).into_iter().filter(is_called) {
        let (policy, removed) = without(&policy, piece);
        let (result, seen) = Box::pin(lived(&policy)).await;
        assert!(result.is_err(), "{removed}: nothing needs it");
        let refused = seen.iter().any(|seen| seen.refused);
        assert!(refused, "{removed}: {result:?}");
    }
}
