//! Deployments of their own: prefixed, tagged, beside others, and removed without them.

use std::collections::BTreeMap;

use lexdr_deploy::{
    Clients, Deployed, OWNER, Standing, System, down_own, find_own_bots, start, survey, up,
};
use lexdr_wire::LexVersion;

use crate::inventory::inventory;
use crate::{account, system};

type Tags = BTreeMap<String, String>;

fn owned_by(prefix: &str) -> System {
    let mut system = system(LexVersion::V2);
    system.tags.insert("team".to_owned(), "voice".to_owned());
    system.owned_by(prefix)
}

/// Whose each part is, in the order of the survey.
async fn standings(clients: &Clients, system: &System) -> Vec<(String, Standing)> {
    let parts = survey(clients, system).await.unwrap().into_iter();
    parts.map(|part| (part.what, part.standing)).collect()
}

fn sorted(tags: impl IntoIterator<Item = (String, String)>) -> Tags {
    tags.into_iter().collect()
}

/// The tags of everything, as each service tells them.
async fn tags(clients: &Clients, system: &System, deployed: &Deployed) -> Vec<(String, Tags)> {
    let mut all = Vec::new();
    for role in [system.role.clone(), format!("{}Lex", system.role)] {
        let told = clients.iam().list_role_tags().role_name(&role).send();
        let told = told.await.unwrap().tags.into_iter();
        all.push((role, sorted(told.map(|tag| (tag.key, tag.value)))));
    }
    for bot in &deployed.bots {
        let lex = clients.lex_models_v2(&bot.region);
        let of_bot = format!("arn:aws:lex:{}:123456789012:bot/{}", bot.region, bot.bot_id);
        let of_tests = bot.alias_arn.replace(&bot.alias_id, "TSTALIASID");
        for arn in [of_bot, bot.alias_arn.clone(), of_tests] {
            let told = lex.list_tags_for_resource().resource_arn(&arn).send();
            all.push((arn, sorted(told.await.unwrap().tags.unwrap())));
        }
    }
    let home =
        |service: &str, rest: String| format!("arn:aws:{service}:us-east-1:123456789012:{rest}");
    let arn = home("dynamodb", format!("table/{}", system.table));
    let dynamodb = clients.dynamodb("us-east-1");
    let told = dynamodb.list_tags_of_resource().resource_arn(&arn).send();
    let told = told.await.unwrap().tags.unwrap().into_iter();
    all.push((arn, sorted(told.map(|tag| (tag.key, tag.value)))));
    let events = clients.events("us-east-1");
    let told = events.list_tags_for_resource();
    let told = told.resource_arn(&deployed.rule_arn).send().await.unwrap();
    let told = told.tags.unwrap().into_iter();
    let told = sorted(told.map(|tag| (tag.key, tag.value)));
    all.push((deployed.rule_arn.clone(), told));
    for function in [&system.check_function, &system.region_function] {
        let arn = home("lambda", format!("function:{function}"));
        let told = clients
            .lambda("us-east-1")
            .list_tags()
            .resource(&arn)
            .send();
        all.push((arn, sorted(told.await.unwrap().tags.unwrap())));
    }
    all
}

#[tokio::test(start_paused = true)]
async fn everything_has_the_prefix_and_the_tags_and_twice_is_once() {
    let (_simulator, clients) = account();
    let system = owned_by("acme");
    let parts = [
        "role acme-lexDRRoleLex",
        "bot acme-OrderFlowers in us-east-1",
        "bot acme-OrderFlowers in us-west-2",
        "table acme-lexDR in us-east-1",
        "role acme-lexDRRole",
        "rule acme-lexHealthCheckRule in us-east-1",
        "function acme-lexDRTest in us-east-1",
        "function acme-lexDRGetRegion in us-east-1",
    ];
    let all = |standing| parts.map(|part| (part.to_owned(), standing));
    assert_eq!(standings(&clients, &system).await, all(Standing::Absent));
    let deployed = up(&clients, &system, &mut |_| {}).await.unwrap();
    start(&clients, &system).await.unwrap();
    assert_eq!(standings(&clients, &system).await, all(Standing::Own));

    let wanted = sorted(
        [(OWNER, "acme"), ("team", "voice")].map(|(key, value)| (key.to_owned(), value.to_owned())),
    );
    let tagged = tags(&clients, &system, &deployed).await;
    assert_eq!(tagged.len(), 12);
    for (what, tags) in &tagged {
        assert_eq!(*tags, wanted, "{what}");
    }

    let once = inventory(&clients, &system).await;
    let again = up(&clients, &system, &mut |_| {}).await.unwrap();
    start(&clients, &system).await.unwrap();
    assert_eq!(again, deployed);
    assert_eq!(inventory(&clients, &system).await, once);
    assert_eq!(tags(&clients, &system, &deployed).await, tagged);
}

#[tokio::test(start_paused = true)]
async fn a_deployment_goes_without_its_neighbours() {
    let (_simulator, clients) = account();
    let (first, second) = (owned_by("acme"), owned_by("acme-two"));
    let published = system(LexVersion::V2);
    for system in [&published, &first] {
        up(&clients, system, &mut |_| {}).await.unwrap();
    }
    let before = inventory(&clients, &published).await;
    up(&clients, &second, &mut |_| {}).await.unwrap();
    let parts = survey(&clients, &second).await.unwrap();
    let own = find_own_bots(&clients, &second, &parts).await.unwrap();
    assert_eq!(own.len(), 2);
    assert_eq!(down_own(&clients, &second, &mut |_| {}).await.unwrap(), []);
    assert_eq!(inventory(&clients, &published).await, before);
    for (what, standing) in standings(&clients, &second).await {
        assert_eq!(standing, Standing::Absent, "{what}");
    }
}

/// Takes the tag away that says whose a bot, a role, a function, a table and a rule are.
async fn disown(clients: &Clients, system: &System, deployed: &Deployed) {
    let lambda = clients.lambda("us-east-1");
    let arn =
        |service: &str, rest: String| format!("arn:aws:{service}:us-east-1:123456789012:{rest}");
    let function = arn("lambda", format!("function:{}", system.check_function));
    let call = lambda.untag_resource().resource(function).tag_keys(OWNER);
    call.send().await.unwrap();
    let call = clients.iam().untag_role().role_name(&system.role);
    call.tag_keys(OWNER).send().await.unwrap();
    let table = arn("dynamodb", format!("table/{}", system.table));
    let call = clients.dynamodb("us-east-1").untag_resource();
    let call = call.resource_arn(table).tag_keys(OWNER);
    call.send().await.unwrap();
    let call = clients.events("us-east-1").untag_resource();
    let call = call.resource_arn(&deployed.rule_arn).tag_keys(OWNER);
    call.send().await.unwrap();
    let bot = arn("lex", format!("bot/{}", deployed.bots[0].bot_id));
    let call = clients.lex_models_v2("us-east-1").untag_resource();
    call.resource_arn(bot).tag_keys(OWNER).send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_has_the_name_but_not_the_tag_is_left_and_told() {
    let (_simulator, clients) = account();
    let system = owned_by("acme");
    let deployed = up(&clients, &system, &mut |_| {}).await.unwrap();
    disown(&clients, &system, &deployed).await;
    let before = inventory(&clients, &system).await;
    let foreign = [
        "bot acme-OrderFlowers in us-east-1",
        "table acme-lexDR in us-east-1",
        "role acme-lexDRRole",
        "rule acme-lexHealthCheckRule in us-east-1",
        "function acme-lexDRTest in us-east-1",
    ];
    let parts = survey(&clients, &system).await.unwrap();
    let own = find_own_bots(&clients, &system, &parts).await.unwrap();
    assert_eq!(own, deployed.bots[1..]);

    let left = down_own(&clients, &system, &mut |_| {}).await.unwrap();
    let left: Vec<&str> = left.iter().map(|part| part.what.as_str()).collect();
    assert_eq!(left, foreign);
    let mut after = before.clone();
    after.retain(|what, _| {
        // The aliases and the language of a bot go with it.
        let of_bot = what.starts_with("alias ") || what.starts_with("locale ");
        foreign.contains(&what.as_str()) || (of_bot && what.ends_with("us-east-1"))
    });
    assert_eq!(inventory(&clients, &system).await, after);
    assert_eq!(after.len(), 8, "{after:#?}");
}
