//! Asking a bot, with the defects that lie in the asking.

use std::time::Duration;

use aws_sdk_lexruntime::config::Region;
use lexdr_health_check::{Settings, Side};
use lexdr_lex::{Address, Bot, Evidence, Probe, Question, V1};
use lexdr_route::Aws;

use super::defects::Check;

/// Longer than Lambda lets anything run.
const FOR_EVER: Duration = Duration::from_secs(3_600);

/// Of the limit of a question its first attempt gets six tenths, so this gives it 12 s.
const PATIENT: Duration = Duration::from_secs(20);

/// The bots of both regions.
pub(super) struct Bots {
    defect: Option<Check>,
    primary: V1,
    secondary: V1,
    /// A client that knows nothing of null slots.
    plain: aws_sdk_lexruntime::Client,
    name: String,
    alias: String,
    settings: Settings,
}

impl Bots {
    pub(super) fn new(defect: Option<Check>, settings: &Settings, aws: &Aws) -> Self {
        let question = match defect {
            Some(Check::OnlyOpensSessions) => Question::OpenSession,
            _ => settings.question.clone(),
        };
        let Address::V1 { bot: name, alias } = settings.bot(Side::Primary) else {
            panic!("the mutants ask Lex V1");
        };
        let bot = |region: &str| V1::new(aws, region, name, alias, question.clone());
        let mut plain = aws_sdk_lexruntime::config::Builder::from(&aws.config)
            .region(Region::new(settings.primary.clone()));
        plain.set_retry_partition(aws.retry_partition.clone());
        Self {
            defect,
            primary: bot(&settings.primary),
            secondary: bot(&settings.secondary),
            plain: aws_sdk_lexruntime::Client::from_conf(plain.build()),
            name: name.clone(),
            alias: alias.clone(),
            settings: settings.clone(),
        }
    }

    const fn bot(&self, side: Side) -> &V1 {
        match side {
            Side::Primary => &self.primary,
            Side::Secondary => &self.secondary,
        }
    }

    pub(super) async fn ask(&self, side: Side, session: &str, limit: Duration) -> Probe {
        let limit = match self.defect {
            Some(Check::HasNoTimeouts) => FOR_EVER,
            Some(Check::HasNoLatencyLimit) => PATIENT,
            _ => limit,
        };
        if self.defect == Some(Check::NullSlotsAreAnOutage)
            && side == Side::Primary
            && let Question::Say { utterance, .. } = &self.settings.question
        {
            return self.ask_plainly(session, utterance).await;
        }
        let mut probe = self.bot(side).ask(session, limit).await;
        if self.defect == Some(Check::RetriesTooPatiently) {
            for pause in [1, 2, 4, 8] {
                if !matches!(probe.evidence, Evidence::Down(_)) {
                    break;
                }
                tokio::time::sleep(Duration::from_secs(pause)).await;
                probe = self.bot(side).ask(session, limit).await;
            }
        }
        probe.evidence = self.mistaken(probe.evidence);
        probe
    }

    async fn ask_plainly(&self, session: &str, utterance: &str) -> Probe {
        let post = self.plain.post_text().bot_name(&self.name);
        let post = post.bot_alias(&self.alias).user_id(session);
        let evidence = match post.input_text(utterance).send().await {
            Ok(_) => Evidence::Healthy,
            Err(_) => Evidence::Down("unreadable".to_owned()),
        };
        Probe {
            evidence,
            session_may_be_open: true,
            detail: None,
        }
    }

    /// What the defect makes of what was seen.
    fn mistaken(&self, evidence: Evidence) -> Evidence {
        use Check as C;
        let Some(defect) = self.defect else {
            return evidence;
        };
        match evidence {
            Evidence::NoEvidence(why) if outage(defect, &why) => Evidence::Down(why),
            Evidence::Down(why) => match (defect, why.as_str()) {
                (C::IgnoresTheMessage, "wrong answer")
                | (C::IgnoresAMissingMessage, "missing answer")
                | (C::IgnoresGarbage, "garbled answer") => Evidence::Healthy,
                _ if no_evidence(defect, &why) => Evidence::NoEvidence(why),
                _ => Evidence::Down(why),
            },
            evidence => evidence,
        }
    }

    /// Ends the session of a side.
    pub(super) async fn forget(
        &self,
        side: Side,
        session: &str,
        limit: Duration,
    ) -> Result<(), String> {
        let limit = match self.defect {
            Some(Check::CleanUpHasNoTimeout) => FOR_EVER,
            _ => limit,
        };
        self.bot(side).forget(session, limit).await
    }
}

fn outage(defect: Check, why: &str) -> bool {
    match defect {
        Check::AccessDeniedIsAnOutage => why == "AccessDeniedException",
        Check::ConflictIsAnOutage => why == "ConflictException",
        Check::ExpiredCredentialsAreAnOutage => why.starts_with("ExpiredToken"),
        _ => false,
    }
}

fn no_evidence(defect: Check, why: &str) -> bool {
    match defect {
        Check::TimeoutIsNoEvidence => why == "timeout",
        Check::NotFoundIsNoEvidence => why == "NotFoundException",
        Check::ServerErrorIsNoEvidence => why == "InternalFailureException",
        Check::ThrottleIsNoEvidence => why == "LimitExceededException",
        Check::NoConnectionIsNoEvidence => why == "connection error",
        _ => false,
    }
}
