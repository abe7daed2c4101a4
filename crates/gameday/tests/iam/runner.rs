//! Nights on an account, by somebody who may do what the runner's policy says.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use lexdr_changes::{Options, plan};
use lexdr_deploy::{Clients, DeployedBot, find_bots};
use lexdr_gameday::config::{Config, Day, Window};
use lexdr_gameday::doctor::{self, Verdict};
use lexdr_gameday::guards::Asked;
use lexdr_gameday::iam::Policy;
use lexdr_gameday::upload::{File, upload};
use lexdr_gameday::{Engine, GameDay, Name, Tell, find, metrics};
use lexdr_history::History;
use lexdr_journal::{Header, Remote, Switch, Writer};
use lexdr_scenario::{Injection, Scenario};
use lexdr_verdict::judge;
use rstest::rstest;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::account::{Account, session};
use crate::files::file;
use crate::{actions, config, filled_in, pieces, placeholders, without};

const ROLE: &str = "lexdr-runner";

/// What is no call of its own in the simulator: AWS wants it allowed to whoever gives a role to a
/// schedule, and to whoever makes an alias with tags.
const NO_CALL: &[&str] = &["iam:PassRole", "lex:TagResource"];

const PATIENCE: Duration = Duration::from_secs(30);

/// All faults at once that need no version of a bot to be named.
const NIGHT: &str = "\
name: night
summary: All at once.
lex: v2
check: { every: 5m }
timeline:
  - { at: 1m, inject: { rule-disabled: {} } }
  - { at: 1m 1s, inject: { concurrency-zero: { function: get-region } }, as: no-callers }
  - { at: 1m 2s, inject: { concurrency-zero: { function: health-check } }, as: no-checks }
  - { at: 1m 3s, inject: { environment-drift: { function: get-region, variable: TABLE_NAME, value: x } } }
  - { at: 1m 4s, inject: { role-denied: { service: lex } } }
  - { at: 1m 5s, inject: { locale-disabled: { region: both } } }
  - { at: 1m 6s, inject: { alias-policy-denied: { region: both } } }
  - { at: 8m, undo: alias-policy-denied }
  - { at: 8m 1s, undo: locale-disabled }
  - { at: 8m 2s, undo: role-denied }
  - { at: 8m 3s, undo: environment-drift }
  - { at: 8m 4s, undo: no-checks }
  - { at: 8m 5s, undo: no-callers }
  - { at: 8m 6s, undo: rule-disabled }
  - { at: 10m, end: true }
";

/// The aliases are gone for a while, before the next night.
const GONE: &str = "\
name: gone
summary: The aliases are deleted.
lex: v2
check: { every: 5m }
timeline:
  - { at: 1m, inject: { alias-deleted: { region: both } } }
  - { at: 8m, undo: alias-deleted }
  - { at: 15m, end: true }
";

/// Which policy is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// That of runners, or of the switch, alone.
    Usual,
    /// That which they have besides where aliases may be deleted.
    Scratch,
}

/// The policy as it is published, for the bots that are there.
pub(crate) fn published(policy: Policy, bots: &[DeployedBot]) -> String {
    filled_in(&file(policy), bots)
}

fn silent() -> Tell {
    Arc::new(|_| {})
}

/// A simulated account in which it is never too late, and its journals.
struct Nights<'a> {
    account: &'a Account,
    config: Config,
    clients: Clients,
}

impl Nights<'_> {
    /// Two nights, the second with other states to put back; between them one that goes wrong. Before
    /// all of them, one that leaves the aliases with other ids.
    async fn all(&self, kind: Kind) -> Result<(), String> {
        if kind == Kind::Scratch {
            Box::pin(self.game_day("night-gone", GONE)).await?;
        }
        let bots = find_bots(&self.account.admin, &self.account.system).await;
        let bots = &bots.map_err(|why| why.to_string())?;
        for prior in [false, true] {
            if prior {
                self.account.make_prior_states(bots).await;
            }
            Box::pin(self.game_day(&format!("night-{prior}"), NIGHT)).await?;
            let fault = json!({ "alias-repointed": { "region": "both" } });
            let mut engine = self.engine(&format!("versions-{prior}")).await?;
            Box::pin(self.inject(&mut engine, &fault)).await?;
            first(engine.undo(None).await.problems)?;
            engine.end().await?;
        }
        Box::pin(self.recovery()).await
    }

    /// What is to be mended, as far as can be seen.
    async fn examine(&self) -> Vec<String> {
        let found = doctor::examine(&self.clients, &self.config, None).await;
        let problems = found
            .iter()
            .filter(|found| found.verdict == Verdict::Problem);
        problems.map(|found| found.seen.clone()).collect()
    }

    async fn game_day(&self, run: &str, scenario: &str) -> Result<(), String> {
        let day = GameDay {
            clients: self.clients.clone(),
            config: self.config.clone(),
            scenario: Scenario::parse("night.yaml", scenario).unwrap(),
            flow: None,
            seed: 1,
        };
        let asked = Asked {
            live: true,
            account: Some(self.config.account.id.clone()),
        };
        let prepared = day.prepare(asked).await.map_err(|why| why.to_string())?;
        first(prepared.refusals.iter().map(ToString::to_string).collect())?;
        let name = Name {
            run: run.to_owned(),
            holder: "night".to_owned(),
        };
        let (_asks, interrupted) = watch::channel(false);
        let history = self.config.journal.directory.join(run);
        let sink = Box::new(std::fs::File::create(&history).unwrap());
        let ended = Box::pin(day.run(&prepared, &name, interrupted, sink, silent())).await;
        let ended = ended.map_err(|why| why.to_string())?;
        first(ended.problems)?;
        ended.stopped.map_or(Ok(()), Err)?;
        let history = History::load(&history).unwrap();
        let verdict = judge(&history.header, &history.events);
        metrics::put(&self.clients, &self.config.system.primary, &verdict).await?;
        let output = &self.config.output;
        let (to, region) = (output.upload.as_ref(), output.upload_region.as_ref());
        let kept = File {
            name: "journal.jsonl",
            path: ended.journal,
        };
        let kept = [kept];
        upload(&self.clients, to.unwrap(), region.unwrap(), run, &kept).await
    }

    async fn engine(&self, run: &str) -> Result<Engine, String> {
        let header = Header {
            schema: Header::SCHEMA.to_owned(),
            run: run.to_owned(),
            account: self.config.account.id.clone(),
            partition: self.config.account.partition.clone(),
            started_at: self.account.now(),
            scenario: "night".to_owned(),
            remote: Some(self.remote()),
            switch: Switch {
                group: self.config.switch.group.clone(),
                prefix: format!("lexdr-{run}-"),
                role: self.config.switch.role_arn.clone().unwrap(),
            },
        };
        let writer = Writer::create(&self.config.journal.directory, header).unwrap();
        Engine::begin(&self.clients, writer.boxed(), PATIENCE, silent()).await
    }

    fn remote(&self) -> Remote {
        Remote {
            region: self.config.journal.region.clone(),
            table: self.config.journal.table.clone(),
        }
    }

    async fn inject(&self, engine: &mut Engine, fault: &Value) -> Result<(), String> {
        let injection = json!({ "label": "drill", "fault": fault });
        let injection: Injection = serde_json::from_value(injection).unwrap();
        let options = Options {
            repoint_to: Some("2".to_owned()),
            ..Options::default()
        };
        let changes = plan(&self.clients, &self.account.system, &injection, &options).await;
        let changes = changes.map_err(|why| why.to_string())?;
        let deadline = self.account.now() + 1_800_000;
        let done = engine.inject("drill", "drill", changes, deadline).await;
        first(done.problems)
    }

    /// Somebody's process is gone, and the same role puts everything back.
    async fn recovery(&self) -> Result<(), String> {
        let mut engine = self.engine("gone").await?;
        let fault = json!({ "rule-disabled": {} });
        Box::pin(self.inject(&mut engine, &fault)).await?;
        drop(engine);
        let directory = &self.config.journal.directory;
        let left = find(&self.clients, directory, &self.remote()).await;
        first(left.problems)?;
        assert_eq!(left.runs.len(), 1);
        for run in left.runs {
            let settled = Box::pin(run.settle(&self.clients, PATIENCE, silent())).await;
            first(settled.done.problems)?;
        }
        Ok(())
    }
}

/// The first problem, if there is one.
fn first(problems: Vec<String>) -> Result<(), String> {
    problems.into_iter().next().map_or(Ok(()), Err)
}

/// What became of it, and what was called.
struct Outcome {
    ill: Vec<String>,
    result: Result<(), String>,
    called: Vec<String>,
    refused: Vec<String>,
}

/// An examination and all nights with a policy; `edit` makes it of the published one.
async fn nights(kind: Kind, directory: &Path, edit: impl FnOnce(String) -> String) -> Outcome {
    let mut config = config();
    config.system.scratch_alias = kind == Kind::Scratch;
    config.journal.directory = directory.to_owned();
    config.window = Window {
        days: Day::ALL.to_vec(),
        from: 0,
        to: 24 * 60 - 1,
    };
    let (account, bots) = Account::with_system(&config).await;
    let trust = Policy::SwitchTrust.document(&config, &[]);
    let switch = published(Policy::Switch, &bots);
    account.role("lexdr-switch", &switch, &trust).await;
    let runner = published(Policy::Runner, &bots);
    let clients = match kind {
        Kind::Usual => account.role(ROLE, &edit(runner), &trust).await,
        Kind::Scratch => {
            let besides = published(Policy::ScratchAliasSwitch, &bots);
            account.may_besides("lexdr-switch", &besides).await;
            let clients = account.role(ROLE, &runner, &trust).await;
            let besides = edit(published(Policy::ScratchAlias, &bots));
            account.may_besides(ROLE, &besides).await;
            clients
        }
    };
    account.seen();
    let nights = Nights {
        account: &account,
        config,
        clients,
    };
    let ill = Box::pin(nights.examine()).await;
    let result = Box::pin(nights.all(kind)).await;
    let who = session(ROLE);
    let seen: Vec<_> = account.seen();
    let seen = seen.into_iter().filter(|seen| seen.who == who);
    // Nobody can be denied this.
    let seen = seen.filter(|seen| seen.action != "sts:GetCallerIdentity");
    let (refused, called): (Vec<_>, Vec<_>) = seen.partition(|seen| seen.refused);
    let names = |seen: Vec<crate::account::Seen>| {
        let mut names: Vec<String> = seen.into_iter().map(|seen| seen.action).collect();
        names.sort();
        names.dedup();
        names
    };
    Outcome {
        ill,
        result,
        called: names(called),
        refused: names(refused),
    }
}

#[tokio::test(start_paused = true)]
async fn the_runner_may_do_what_it_does_and_no_more() {
    let called = all_is_well(Kind::Usual).await;
    let published = published(Policy::Runner, &placeholders());
    assert_eq!(called, actions(&published, NO_CALL));
}

#[tokio::test(start_paused = true)]
async fn with_a_scratch_alias_it_may_do_more_and_does_it() {
    let called = all_is_well(Kind::Scratch).await;
    let published = published(Policy::ScratchAlias, &placeholders());
    let mut needless = actions(&published, NO_CALL);
    needless.retain(|action| !called.contains(action));
    assert_eq!(needless, Vec::<String>::new());
}

/// What was called, of which nothing was refused.
async fn all_is_well(kind: Kind) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    let outcome = Box::pin(nights(kind, directory.path(), |policy| policy)).await;
    assert_eq!(outcome.refused, Vec::<String>::new());
    assert_eq!(outcome.ill, Vec::<String>::new());
    assert_eq!(outcome.result, Ok(()));
    outcome.called
}

#[rstest]
#[case::usual(Kind::Usual, Policy::Runner)]
#[case::scratch(Kind::Scratch, Policy::ScratchAlias)]
#[tokio::test(start_paused = true)]
async fn without_any_piece_something_is_refused(#[case] kind: Kind, #[case] policy: Policy) {
    for piece in pieces(&published(policy, &placeholders())) {
        let mut removed = String::new();
        let directory = tempfile::tempdir().unwrap();
        let edit = |policy: String| {
            let (policy, name) = without(&policy, piece);
            removed = name;
            policy
        };
        let outcome = Box::pin(nights(kind, directory.path(), edit)).await;
        assert!(!outcome.refused.is_empty(), "{removed}: nothing needs it");
    }
}
