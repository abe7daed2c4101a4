//! Lists, their pages, and tags.

use aws_sdk_lexmodelbuilding::types::Tag;
use rstest::rstest;

use crate::bot;

#[tokio::test(start_paused = true)]
async fn lists_come_in_pages() {
    let door = bot::defined().await;
    let models = door.models();
    for index in 0..12_u8 {
        let name = format!("Type{}", char::from(b'A' + index));
        models
            .put_slot_type()
            .name(name)
            .set_enumeration_values(Some(bot::flower_types()))
            .send()
            .await
            .expect("slot type");
    }
    // Ten a page unless the request says otherwise; 13 with FlowerTypes.
    let first = models.get_slot_types().send().await.expect("page");
    assert_eq!(first.slot_types().len(), 10);
    let rest = models
        .get_slot_types()
        .set_next_token(first.next_token)
        .send()
        .await
        .expect("page");
    assert_eq!(rest.slot_types().len(), 3);
    assert_eq!(rest.next_token(), None);
    let bots = models
        .get_bots()
        .name_contains("Flow")
        .send()
        .await
        .expect("bots");
    assert_eq!(bots.bots().len(), 1);
    let intents = models
        .get_intents()
        .name_contains("Nothing")
        .send()
        .await
        .expect("intents");
    assert!(intents.intents().is_empty());
}

#[rstest]
#[case("/bots/?maxResults=0")]
#[case("/bots/?maxResults=51")]
#[case("/intents?maxResults=many")]
#[case("/slottypes?nextToken=%25%25")]
#[case("/bots/?nameContains=a1")]
#[tokio::test(start_paused = true)]
async fn pages_have_limits(#[case] path: &str) {
    let door = bot::defined().await;
    assert_eq!(door.raw_models("GET", path, "").0, 400);
}

#[tokio::test(start_paused = true)]
async fn bots_and_aliases_have_tags() {
    let door = bot::served().await;
    let models = door.models();
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("tag");
    let arn = "arn:aws:lex:us-east-1:123456789012:bot:OrderFlowers:ver_one";
    models
        .tag_resource()
        .resource_arn(arn)
        .tags(tag("team", "flowers"))
        .tags(tag("stage", "test"))
        .send()
        .await
        .expect("tagged");
    models
        .untag_resource()
        .resource_arn(arn)
        .tag_keys("stage")
        .send()
        .await
        .expect("untagged");
    let tags = models
        .list_tags_for_resource()
        .resource_arn(arn)
        .send()
        .await
        .expect("tags");
    assert_eq!(tags.tags(), [tag("team", "flowers")]);
    let error = models
        .list_tags_for_resource()
        .resource_arn("arn:aws:lex:us-east-1:123456789012:bot:Nobody")
        .send()
        .await
        .expect_err("missing")
        .into_service_error();
    assert!(error.is_not_found_exception(), "{error:?}");
}
