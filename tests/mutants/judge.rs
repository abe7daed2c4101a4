//! From what was seen to what is written, with the defects that lie there.

use lexdr_health_check::{Current, Decision, Place, Settings, Side, Thresholds, decide};
use lexdr_route::{ERR, Item, Update};

use super::check::{Check, Seen};
use super::defects::Check as Defect;

impl Check {
    /// What to write; nothing if a bot could not be judged.
    pub(super) async fn update(&self, seen: &mut Seen, item: Option<&Item>) -> Option<Update> {
        let Settings {
            primary, secondary, ..
        } = &self.settings;
        let current = Current::of(item, primary, secondary);
        if self.is(Defect::EitherDownIsErr) {
            self.ask_secondary(seen).await;
        }
        loop {
            let other = seen.secondary.as_ref().map(|probe| &probe.evidence);
            let thresholds = self.thresholds();
            match decide(current, &seen.primary.evidence, other, thresholds) {
                Decision::AskSecondary if self.is(Defect::WritesErrTooEagerly) => {
                    return Some(self.written_as(seen, item, ERR.to_owned(), 0, 0));
                }
                Decision::AskSecondary => self.ask_secondary(seen).await,
                Decision::Hold(_, why) => {
                    seen.held = Some(why);
                    return None;
                }
                Decision::Write(next) => {
                    let region = self.region(current.place, next.place, seen, item);
                    let (failures, recoveries) = (next.failures, next.recoveries);
                    return Some(self.written_as(seen, item, region, failures, recoveries));
                }
            }
        }
    }

    async fn ask_secondary(&self, seen: &mut Seen) {
        let probe = self
            .bots
            .ask(Side::Secondary, &seen.session, seen.plan.probe);
        seen.secondary = Some(probe.await);
    }

    fn thresholds(&self) -> Thresholds {
        let Thresholds { failure, recovery } = self.settings.thresholds;
        match self.defect {
            Some(Defect::FlipsOneIntervalLate) => Thresholds {
                failure: failure + 1,
                recovery,
            },
            Some(Defect::IgnoresTheFailureThreshold) => Thresholds {
                failure: 1,
                recovery,
            },
            Some(Defect::IgnoresTheRecoveryThreshold) => Thresholds {
                failure,
                recovery: 1,
            },
            _ => self.settings.thresholds,
        }
    }

    /// The name to write for where the route should point.
    fn region(&self, was: Place, next: Place, seen: &Seen, item: Option<&Item>) -> String {
        let Settings {
            primary, secondary, ..
        } = &self.settings;
        let other_is_down = seen
            .secondary
            .as_ref()
            .is_some_and(|probe| !probe.evidence.is_healthy());
        let stood = item.and_then(|item| item.lex_region.as_deref());
        let name = match (self.defect, next) {
            (Some(Defect::NeverFailsOver), _) => primary,
            (Some(Defect::NeverRecovers), _) if was == Place::At(Side::Secondary) => secondary,
            (Some(Defect::WritesTheWrongRegion), Place::At(Side::Secondary)) => "eu-west-1",
            (Some(Defect::NeverWritesErr), Place::Nowhere) => secondary,
            (Some(Defect::EitherDownIsErr), _) if other_is_down => ERR,
            (Some(Defect::StaysInErr), _) if stood == Some(ERR) => ERR,
            (_, Place::At(side)) => self.settings.region(side),
            (_, Place::Nowhere) => ERR,
        };
        name.to_owned()
    }

    fn written_as(
        &self,
        seen: &Seen,
        item: Option<&Item>,
        lex_region: String,
        failures: u32,
        recoveries: u32,
    ) -> Update {
        let before = item.and_then(|item| item.lex_region.as_deref());
        Update {
            changed: before != Some(lex_region.as_str()),
            lex_region,
            checked_at: seen.started,
            reason: format!("{}", seen.primary.evidence),
            failures,
            recoveries,
            bot_alias_arn: None,
        }
    }
}
