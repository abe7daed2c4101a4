//! IAM and STS: roles and policies are stored, shown, and guarded against half-done deletion.

use aws_sdk_iam::error::ProvideErrorMetadata;
use aws_sdk_iam::types::Tag;
use lexdr_simulator::Principal;
use percent_encoding::percent_decode_str;

use crate::support::{Account, TRUST};

const TABLE: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:UpdateItem"],"Resource":"arn:aws:dynamodb:*:*:table/lexDR & <more>"}]}"#;
const BASIC: &str = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

#[tokio::test(start_paused = true)]
async fn a_role_keeps_its_documents() {
    let account = Account::instant();
    let iam = account.iam();
    let made = iam
        .create_role()
        .role_name("lexDRRole")
        .path("/lex/")
        .description("a & b");
    let made = made
        .assume_role_policy_document(TRUST)
        .send()
        .await
        .unwrap()
        .role
        .unwrap();
    assert_eq!(made.arn(), "arn:aws:iam::123456789012:role/lex/lexDRRole");
    assert!(made.role_id().starts_with("AROA"));
    let put = iam
        .put_role_policy()
        .role_name("lexDRRole")
        .policy_name("DynamoDBReadWrite");
    put.policy_document(TABLE).send().await.unwrap();
    let role = iam
        .get_role()
        .role_name("lexDRRole")
        .send()
        .await
        .unwrap()
        .role
        .unwrap();
    assert_eq!(role.description(), Some("a & b"));
    assert_eq!(decoded(role.assume_role_policy_document().unwrap()), TRUST);
    assert_eq!(role.create_date().secs(), 1_767_225_600);
    let get = iam
        .get_role_policy()
        .role_name("lexDRRole")
        .policy_name("DynamoDBReadWrite");
    assert_eq!(decoded(get.send().await.unwrap().policy_document()), TABLE);
    let names = iam
        .list_role_policies()
        .role_name("lexDRRole")
        .send()
        .await
        .unwrap();
    assert_eq!(names.policy_names(), ["DynamoDBReadWrite"]);
}

#[tokio::test(start_paused = true)]
async fn a_role_in_use_cannot_be_deleted() {
    let account = Account::instant();
    account.role().await;
    let iam = account.iam();
    let delete = || iam.delete_role().role_name("r").send();
    iam.attach_role_policy()
        .role_name("r")
        .policy_arn(BASIC)
        .send()
        .await
        .unwrap();
    let put = iam
        .put_role_policy()
        .role_name("r")
        .policy_name("p")
        .policy_document(TABLE);
    put.send().await.unwrap();
    let attached = iam
        .list_attached_role_policies()
        .role_name("r")
        .send()
        .await
        .unwrap();
    let attached = &attached.attached_policies()[0];
    assert_eq!(attached.policy_name(), Some("AWSLambdaBasicExecutionRole"));
    let error = delete().await.unwrap_err().into_service_error();
    assert!(error.is_delete_conflict_exception(), "{error:?}");
    iam.detach_role_policy()
        .role_name("r")
        .policy_arn(BASIC)
        .send()
        .await
        .unwrap();
    assert!(
        delete()
            .await
            .unwrap_err()
            .into_service_error()
            .is_delete_conflict_exception()
    );
    iam.delete_role_policy()
        .role_name("r")
        .policy_name("p")
        .send()
        .await
        .unwrap();
    delete().await.unwrap();
    let error = delete().await.unwrap_err().into_service_error();
    assert!(error.is_no_such_entity_exception());
    assert_eq!(
        error.message(),
        Some("The role with name r cannot be found.")
    );
}

#[tokio::test(start_paused = true)]
async fn managed_policies_are_made_attached_and_removed() {
    let account = Account::instant();
    account.role().await;
    let iam = account.iam();
    let make = || {
        iam.create_policy()
            .policy_name("table")
            .policy_document(TABLE)
            .send()
    };
    let arn = make().await.unwrap().policy.unwrap().arn.unwrap();
    assert_eq!(arn, "arn:aws:iam::123456789012:policy/table");
    assert!(
        make()
            .await
            .unwrap_err()
            .into_service_error()
            .is_entity_already_exists_exception()
    );
    iam.attach_role_policy()
        .role_name("r")
        .policy_arn(&arn)
        .send()
        .await
        .unwrap();
    let shown = iam
        .get_policy()
        .policy_arn(&arn)
        .send()
        .await
        .unwrap()
        .policy
        .unwrap();
    assert_eq!(shown.attachment_count(), Some(1));
    let version = iam
        .get_policy_version()
        .policy_arn(&arn)
        .version_id("v1")
        .send()
        .await
        .unwrap();
    let document = version.policy_version.unwrap().document.unwrap();
    assert_eq!(decoded(&document), TABLE);
    let delete = || iam.delete_policy().policy_arn(&arn).send();
    assert!(
        delete()
            .await
            .unwrap_err()
            .into_service_error()
            .is_delete_conflict_exception()
    );
    iam.detach_role_policy()
        .role_name("r")
        .policy_arn(&arn)
        .send()
        .await
        .unwrap();
    delete().await.unwrap();
    let unknown = "arn:aws:iam::aws:policy/NoSuchPolicy";
    let error = iam
        .attach_role_policy()
        .role_name("r")
        .policy_arn(unknown)
        .send()
        .await;
    assert!(
        error
            .unwrap_err()
            .into_service_error()
            .is_no_such_entity_exception()
    );
    let bots = "arn:aws:iam::aws:policy/AmazonLexRunBotsOnly";
    let bots = iam
        .get_policy()
        .policy_arn(bots)
        .send()
        .await
        .unwrap()
        .policy
        .unwrap();
    assert_eq!(bots.default_version_id(), Some("v3"));
}

#[tokio::test(start_paused = true)]
async fn documents_must_be_policies() {
    let account = Account::instant();
    let iam = account.iam();
    for bad in ["no json", "[]", "{}", r#"{"Statement":[]}"#] {
        let error = iam
            .create_role()
            .role_name("x")
            .assume_role_policy_document(bad)
            .send()
            .await;
        let error = error.unwrap_err().into_service_error();
        assert!(
            error.is_malformed_policy_document_exception(),
            "{bad}: {error:?}"
        );
    }
    account.role().await;
    let twice = iam
        .create_role()
        .role_name("r")
        .assume_role_policy_document(TRUST)
        .send()
        .await;
    assert!(
        twice
            .unwrap_err()
            .into_service_error()
            .is_entity_already_exists_exception()
    );
}

#[tokio::test(start_paused = true)]
async fn sts_tells_whose_credentials_these_are() {
    let account = Account::instant();
    let role = Principal::FunctionRole {
        function: "f".to_owned(),
        role: "r".to_owned(),
    };
    for (principal, arn) in [
        (
            Principal::Operator,
            "arn:aws:iam::123456789012:user/operator",
        ),
        (role, "arn:aws:sts::123456789012:assumed-role/r/f"),
    ] {
        let sts = aws_sdk_sts::Client::new(&account.config_of(&principal));
        let identity = sts.get_caller_identity().send().await.unwrap();
        assert_eq!(identity.arn(), Some(arn));
        assert_eq!(identity.account(), Some("123456789012"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_has_the_tags_it_was_made_with_and_those_it_was_given() {
    let account = Account::instant();
    let iam = account.iam();
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().unwrap();
    let made = iam.create_role().role_name("r").tags(tag("team", "voice"));
    let made = made.assume_role_policy_document(TRUST);
    made.send().await.unwrap();
    let add = iam.tag_role().role_name("r").tags(tag("stage", "prod"));
    add.send().await.unwrap();
    let tags = async || {
        let listed = iam.list_role_tags().role_name("r").send().await.unwrap();
        assert!(!listed.is_truncated);
        listed.tags
    };
    assert_eq!(tags().await, [tag("stage", "prod"), tag("team", "voice")]);
    let remove = iam.untag_role().role_name("r").tag_keys("stage");
    remove.send().await.unwrap();
    assert_eq!(tags().await, [tag("team", "voice")]);
    let nobody = iam.list_role_tags().role_name("x").send().await;
    let error = nobody.unwrap_err().into_service_error();
    assert!(error.is_no_such_entity_exception(), "{error:?}");
}
