//! What may be changed because of the tags that it carries.

use lexdr_gameday::config::Config;
use lexdr_gameday::guards::{Guard, Known, Resource, Tags};
use lexdr_gameday::permissions::needed;
use lexdr_journal::{Change, Subject};
use rstest::rstest;

use crate::guards::World;
use crate::{GOOD, config, role_denied, rule_disabled};

impl World {
    /// Names nothing, and allows what has two tags.
    fn allow_by_tags(&mut self) {
        let text = GOOD.replace("functions = [\"lexDRTest\"]", "functions = []");
        let text = text.replace("bots = [\"Order*\"]", "bots = []");
        let text = text.replace("rules = [\"lexHealthCheckRule\"]", "rules = []");
        let tags = "roles = []\ntags = { team = \"voice\", lexdr = \"game-day\" }";
        let text = text.replace("roles = [\"lexDRRole\"]", tags);
        self.config = Config::parse("lexdr.toml", text.as_bytes()).unwrap();
    }

    fn tag(&mut self, resource: Resource, tags: Known<&[(&str, &str)]>) {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        let tags = tags.map(|tags| tags.iter().map(owned).collect::<Tags>());
        self.facts.tags.insert(resource, tags);
    }
}

fn bot() -> Resource {
    Resource::Bot {
        region: "us-east-1".to_owned(),
        id: "BOTEAST123".to_owned(),
    }
}

fn role() -> Resource {
    Resource::Role {
        name: "lexDRRole".to_owned(),
    }
}

const BOTH: &[(&str, &str)] = &[("lexdr", "game-day"), ("team", "voice"), ("stage", "prod")];

#[test]
fn what_carries_all_the_tags_may_be_changed_without_being_named() {
    let mut world = World::good();
    world.allow_by_tags();
    world.tag(bot(), Ok(BOTH));
    world.tag(role(), Ok(BOTH));
    assert_eq!(world.refusals(), []);
}

#[test]
fn what_is_named_needs_no_tags() {
    let mut world = World::good();
    world.configure("roles = [", "tags = { lexdr = \"game-day\" }\nroles = [");
    world.tag(bot(), Err("ListTagsForResource: AccessDenied".to_owned()));
    assert_eq!(world.refusals(), []);
}

#[rstest]
#[case::a_tag_missing_and_one_with_another_value(
    Ok(&[("team", "billing")] as &[_]),
    "resources: the bot OrderFlowers in us-east-1 may not be changed: it is not named in `bots` in \
     `[allow]`, and it does not have the tag lexdr = \"game-day\", its tag team is \"billing\" and \
     not \"voice\"; if that is meant, tag it with `aws lexv2-models tag-resource --region us-east-1 \
     --resource-arn arn:aws:lex:us-east-1:123456789012:bot/BOTEAST123 --tags \
     lexdr=game-day,team=voice`"
)]
#[case::only_what_is_missing_is_to_be_added(
    Ok(&[("lexdr", "game-day")] as &[_]),
    "resources: the bot OrderFlowers in us-east-1 may not be changed: it is not named in `bots` in \
     `[allow]`, and it does not have the tag team = \"voice\"; if that is meant, tag it with `aws \
     lexv2-models tag-resource --region us-east-1 --resource-arn \
     arn:aws:lex:us-east-1:123456789012:bot/BOTEAST123 --tags team=voice`"
)]
#[case::tags_unknown(
    Err("ListTagsForResource: AccessDenied".to_owned()),
    "resources: which tags the bot OrderFlowers has could not be found out: ListTagsForResource: \
     AccessDenied; run `lexdr doctor`, which says what is missing"
)]
fn what_does_not_carry_all_the_tags_is_refused(
    #[case] tags: Known<&[(&str, &str)]>,
    #[case] text: &str,
) {
    let mut world = World::good();
    world.allow_by_tags();
    world.tag(role(), Ok(BOTH));
    world.tag(bot(), tags);
    assert_eq!(world.refusals(), [(Guard::Resources, text.to_owned())]);
}

#[test]
fn what_nobody_has_looked_at_is_refused() {
    let mut world = World::good();
    world.allow_by_tags();
    world.tag(bot(), Ok(BOTH));
    let text = "resources: which tags the role lexDRRole has could not be found out: nobody has \
                looked; run `lexdr doctor`, which says what is missing";
    assert_eq!(world.refusals(), [(Guard::Resources, text.to_owned())]);
}

#[rstest]
#[case::function(
    Change { subject: Subject::Concurrency {
        region: "us-east-1".to_owned(), function: "lexDRTest".to_owned() }, ..rule_disabled("x") },
    Resource::Function { region: "us-east-1".to_owned(), name: "lexDRTest".to_owned() },
    "aws lambda tag-resource --region us-east-1 --resource \
     arn:aws:lambda:us-east-1:123456789012:function:lexDRTest --tags lexdr=game-day,team=voice"
)]
#[case::rule(
    rule_disabled("nightly"),
    Resource::Rule { region: "us-east-1".to_owned(), name: "nightly".to_owned() },
    "aws events tag-resource --region us-east-1 --resource-arn \
     arn:aws:events:us-east-1:123456789012:rule/nightly --tags Key=lexdr,Value=game-day \
     Key=team,Value=voice"
)]
#[case::role(
    role_denied(None),
    role(),
    "aws iam tag-role --role-name lexDRRole --tags Key=lexdr,Value=game-day Key=team,Value=voice"
)]
fn the_line_that_would_tag_it_is_told(
    #[case] change: Change,
    #[case] resource: Resource,
    #[case] line: &str,
) {
    let mut world = World::good();
    world.allow_by_tags();
    world.plan(change);
    world.tag(role(), Ok(BOTH));
    world.tag(resource, Ok(&[]));
    let refusals = world.refusals();
    assert_eq!(refusals.len(), 1, "{refusals:?}");
    assert!(
        refusals[0].1.ends_with(&format!("tag it with `{line}`")),
        "{refusals:?}"
    );
}

#[test]
fn permission_to_read_tags_is_needed_where_they_allow_something() {
    let mut config = config();
    let reads = |config: &Config| -> Vec<String> {
        let needs = needed(config).into_iter();
        let reads = needs.filter(|need| need.action.contains("Tags"));
        reads
            .map(|need| format!("{} {}", need.action, need.resource))
            .collect()
    };
    assert_eq!(reads(&config), [""; 0]);
    config.allow.tags = Tags::from([("lexdr".to_owned(), "game-day".to_owned())]);
    // None of the faults allowed changes a function.
    assert_eq!(
        reads(&config),
        [
            "lex:ListTagsForResource arn:aws:lex:us-east-1:123456789012:bot/*",
            "lex:ListTagsForResource arn:aws:lex:us-west-2:123456789012:bot/*",
            "events:ListTagsForResource \
             arn:aws:events:us-east-1:123456789012:rule/lexHealthCheckRule",
            "iam:ListRoleTags arn:aws:iam::123456789012:role/lexDRRole",
        ]
    );
}
