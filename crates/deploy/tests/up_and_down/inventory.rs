//! What is there, read back through the SDK.
#![expect(
    deprecated,
    reason = "AWS deprecated the crate with Lex V1; the bots are of both generations"
)]

use std::collections::BTreeMap;

use lexdr_deploy::{Clients, System};

/// Items with their attributes in order.
fn sorted<V: std::fmt::Debug>(
    items: &[std::collections::HashMap<String, V>],
) -> Vec<BTreeMap<&String, &V>> {
    items.iter().map(|item| item.iter().collect()).collect()
}

/// What is there, one line a thing.
pub(crate) type Found = BTreeMap<String, String>;

async fn bots_v1(clients: &Clients, system: &System, region: &str, found: &mut Found) {
    let lex = clients.lex_models(region);
    if let Ok(alias) = lex
        .get_bot_alias()
        .bot_name(&system.bot)
        .name(&system.alias)
        .send()
        .await
    {
        let version = alias.bot_version.unwrap();
        found.insert(format!("alias in {region}"), version);
    }
    let bots = lex.get_bots().send().await.unwrap();
    for bot in bots.bots() {
        let name = bot.name().unwrap();
        let versions = lex.get_bot_versions().name(name).send().await.unwrap();
        found.insert(
            format!("bot {name} in {region}"),
            format!(
                "{:?}, {} versions",
                bot.status().unwrap(),
                versions.bots().len()
            ),
        );
    }
    for intent in lex.get_intents().send().await.unwrap().intents() {
        found.insert(
            format!("intent {} in {region}", intent.name().unwrap()),
            String::new(),
        );
    }
    for slot_type in lex.get_slot_types().send().await.unwrap().slot_types() {
        let name = slot_type.name().unwrap();
        found.insert(format!("slot type {name} in {region}"), String::new());
    }
}

async fn bots_v2(clients: &Clients, region: &str, found: &mut Found) {
    let lex = clients.lex_models_v2(region);
    for bot in lex.list_bots().send().await.unwrap().bot_summaries() {
        let (name, id) = (bot.bot_name().unwrap(), bot.bot_id().unwrap());
        let versions = lex.list_bot_versions().bot_id(id).send().await.unwrap();
        // The draft is not one of them.
        let versions = versions.bot_version_summaries().len() - 1;
        found.insert(
            format!("bot {name} in {region}"),
            format!("{:?}, {versions} versions", bot.bot_status().unwrap()),
        );
        let aliases = lex.list_bot_aliases().bot_id(id).send().await.unwrap();
        for alias in aliases.bot_alias_summaries() {
            let name = alias.bot_alias_name().unwrap();
            let alias = lex
                .describe_bot_alias()
                .bot_id(id)
                .bot_alias_id(alias.bot_alias_id().unwrap())
                .send()
                .await
                .unwrap();
            let locales = alias.bot_alias_locale_settings();
            let locales = locales.into_iter().flatten();
            let enabled = locales.filter(|(_, setting)| setting.enabled());
            let enabled: Vec<_> = enabled.map(|(locale, _)| locale.as_str()).collect();
            found.insert(
                format!("alias {name} in {region}"),
                format!("{}, {enabled:?}", alias.bot_version().unwrap()),
            );
        }
        let locale = "en_US";
        let described = lex
            .describe_bot_locale()
            .bot_id(id)
            .bot_version("DRAFT")
            .locale_id(locale)
            .send()
            .await
            .unwrap();
        found.insert(
            format!("locale {locale} in {region}"),
            format!(
                "{:?}, {:?} intents, {:?} slot types",
                described.bot_locale_status().unwrap(),
                described.intents_count(),
                described.slot_types_count(),
            ),
        );
    }
}

/// What is there, one line a thing: what matters of it, without ids and dates.
pub(crate) async fn inventory(clients: &Clients, system: &System) -> Found {
    let mut found = Found::new();
    for region in system.regions() {
        bots_v1(clients, system, region, &mut found).await;
        bots_v2(clients, region, &mut found).await;
        for name in clients
            .dynamodb(region)
            .list_tables()
            .send()
            .await
            .unwrap()
            .table_names()
        {
            let items = clients
                .dynamodb(region)
                .scan()
                .table_name(name)
                .send()
                .await
                .unwrap();
            found.insert(
                format!("table {name} in {region}"),
                format!("{:?}", sorted(items.items())),
            );
        }
        for function in clients
            .lambda(region)
            .list_functions()
            .send()
            .await
            .unwrap()
            .functions()
        {
            let variables = function
                .environment()
                .and_then(|environment| environment.variables());
            let variables: BTreeMap<_, _> = variables.into_iter().flatten().collect();
            found.insert(
                format!("function {} in {region}", function.function_name().unwrap()),
                format!("{:?} s, {variables:?}", function.timeout().unwrap()),
            );
        }
        for rule in clients
            .events(region)
            .list_rules()
            .send()
            .await
            .unwrap()
            .rules()
        {
            found.insert(
                format!("rule {} in {region}", rule.name().unwrap()),
                format!(
                    "{:?} {:?}",
                    rule.state().unwrap(),
                    rule.schedule_expression()
                ),
            );
        }
    }
    for role in [system.role.clone(), format!("{}Lex", system.role)] {
        let there = clients.iam().get_role().role_name(&role).send().await;
        if there.is_err() {
            continue;
        }
        let attached = clients
            .iam()
            .list_attached_role_policies()
            .role_name(&role)
            .send()
            .await;
        let inline = clients
            .iam()
            .list_role_policies()
            .role_name(&role)
            .send()
            .await;
        found.insert(
            format!("role {role}"),
            format!(
                "{} attached, inline {:?}",
                attached.unwrap().attached_policies().len(),
                inline.unwrap().policy_names()
            ),
        );
    }
    found
}
