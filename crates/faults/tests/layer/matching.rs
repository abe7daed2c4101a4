//! Which calls a rule is about.

use lexdr_wire::Request;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    World, dynamodb, events, iam, invoke, post_text, post_text_by, post_text_in, put_session,
    recognize_text,
};

#[rstest]
#[case(json!({}), post_text(), true)]
#[case(json!({ "service": "lex" }), post_text(), true)]
#[case(json!({ "service": "lex" }), recognize_text(), true)]
#[case(json!({ "service": "lex-v1" }), recognize_text(), false)]
#[case(json!({ "service": "lex-v2" }), recognize_text(), true)]
#[case(json!({ "service": ["dynamodb", "lambda"] }), dynamodb("GetItem", "lexDR"), true)]
#[case(json!({ "service": ["dynamodb", "lambda"] }), post_text(), false)]
#[case(json!({ "operation": ["PostText", "GetItem"] }), post_text(), true)]
#[case(json!({ "operation": ["PostText", "GetItem"] }), put_session(), false)]
#[case(json!({ "region": "us-east-1" }), post_text_in("us-east-1"), true)]
#[case(json!({ "region": "us-east-1" }), post_text_in("us-west-2"), false)]
#[case(json!({ "region": ["us-east-1", "us-west-2"] }), post_text_in("us-west-2"), true)]
#[case(json!({ "caller": "checker" }), post_text_by("CHECK7"), true)]
#[case(json!({ "caller": "checker" }), post_text_by("CUST7"), false)]
#[case(json!({ "caller": "customer" }), post_text_by("CUST7"), true)]
#[case(json!({ "caller": "operator" }), post_text_by("OPER7"), true)]
#[case(json!({ "caller": "operator" }), post_text_by("WHO"), false)]
#[case(json!({ "caller": "any" }), post_text_by("WHO"), true)]
#[case(json!({ "resource": "OrderFlowers" }), post_text(), true)]
#[case(json!({ "resource": "ver_*" }), post_text(), true)]
#[case(json!({ "resource": "OrderFlowers:ver_one" }), post_text(), true)]
#[case(json!({ "resource": "OrderFlowers:ver_two" }), post_text(), false)]
#[case(json!({ "resource": "ABCDEFGHIJ:TSTALIASID" }), recognize_text(), true)]
#[case(json!({ "resource": "lexDR" }), dynamodb("GetItem", "lexDR"), true)]
#[case(json!({ "resource": "lexDR" }), dynamodb("GetItem", "arn:aws:dynamodb:us-east-1:1:table/lexDR"), true)]
#[case(json!({ "resource": "lexDR" }), dynamodb("GetItem", "other"), false)]
#[case(json!({ "resource": "lexDRTest" }), invoke("lexDRTest", None), true)]
#[case(json!({ "resource": "lexDRTest" }), invoke("lexDRGetRegion", None), false)]
#[case(json!({ "resource": "lexHealth*" }), events("PutRule"), true)]
#[case(json!({ "resource": "lexDRRole" }), iam("GetRole"), true)]
#[case(json!({ "service": "lex", "region": "us-east-1", "caller": "checker", "operation": "PostText" }), post_text(), true)]
#[case(json!({ "service": "lex", "region": "us-east-1", "caller": "customer", "operation": "PostText" }), post_text(), false)]
#[tokio::test(start_paused = true)]
async fn every_condition_must_hold(
    #[case] matches: Value,
    #[case] request: Request,
    #[case] hit: bool,
) {
    let world = World::with(json!({ "matches": matches, "effect": "reset" }));
    assert_eq!(!world.passes(request).await, hit);
}

#[tokio::test(start_paused = true)]
async fn an_effect_leaves_calls_alone_that_it_means_nothing_for() {
    let world = World::with(json!({ "effect": { "answer": "no-message" } }));
    assert!(world.passes(dynamodb("GetItem", "lexDR")).await);
    assert_eq!(world.faults.fired()["rule"], 0);
}
