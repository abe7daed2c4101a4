//! The item that holds the route, what it tells of the last check, and what its answer tells of
//! our clock.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use lexdr_deploy::Dated;
use lexdr_scenario::{Millis, Span};

use super::{Check, Findings, Patient};
use crate::clock::now_ms;
use crate::said::said;

/// A clock that is further off than this eats into the margin of the dead-man's switch, whose
/// deadlines are dates.
const MOST_SKEW: i64 = 10_000;

pub(super) async fn look(patient: &Patient<'_>, findings: &mut Findings) {
    let system = &patient.config.system;
    let (table, region) = (&system.table, &system.primary);
    let dated = Dated::default();
    let call = patient.clients.dynamodb(region).get_item();
    let call = call
        .table_name(table)
        .key("connectRegion", AttributeValue::S(region.clone()))
        .consistent_read(true);
    let before = now_ms(patient.clients);
    let found = call.customize().interceptor(dated.clone()).send().await;
    let after = now_ms(patient.clients);
    let what = format!("GetItem {table} in {region}");
    match found.map_err(|error| said(&what, error)) {
        Ok(found) => match found.item {
            Some(item) => judge(patient, &item, findings),
            None => missing(patient, findings),
        },
        Err(why) => findings.failed(Check::Route, &why),
    }
    clock(dated.get(), (before, after), findings);
}

fn missing(patient: &Patient<'_>, findings: &mut Findings) {
    let system = &patient.config.system;
    let (table, region) = (&system.table, &system.primary);
    let item = serde_json::json!({
        "connectRegion": { "S": region },
        "lexRegion": { "S": region },
    });
    let mend = format!(
        "aws dynamodb put-item --region {region} --table-name {table} --item '{item}' \
         --condition-expression 'attribute_not_exists(connectRegion)'"
    );
    let seen = format!("table {table} in {region} has no item that says the route of {region}");
    findings.problem(Check::Route, seen, mend);
}

fn judge(patient: &Patient<'_>, item: &HashMap<String, AttributeValue>, findings: &mut Findings) {
    let system = &patient.config.system;
    let (table, region) = (&system.table, &system.primary);
    let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok());
    let to = text("lexRegion").map_or("nothing", String::as_str);
    let seen = format!("table {table} in {region}: the route is {to}");
    if to == region {
        findings.ok(Check::Route, seen);
    } else {
        let reason = text("reason").map(|reason| format!(", because: {reason}"));
        let seen = format!("{seen}, not {region}{}", reason.unwrap_or_default());
        let mend = "mend what keeps callers from it; the next check that finds the bot there well \
                    brings the route back";
        findings.problem(Check::Route, seen, mend);
    }
    last_check(patient, text("checkedAt").map(String::as_str), findings);
}

/// The check writes with every run. Two intervals without one are one too many.
fn last_check(patient: &Patient<'_>, at: Option<&str>, findings: &mut Findings) {
    const CHECK: Check = Check::LastCheck;
    let system = &patient.config.system;
    let at = at.and_then(|at| at.parse::<Timestamp>().ok());
    let Some(at) = at else {
        let seen = "the route item does not say when it was checked last (`checkedAt`)";
        let mend = format!(
            "use the lexDRTest of lexdr, or look whether it runs: `{}`",
            log(patient)
        );
        return findings.unknown(CHECK, seen, mend);
    };
    let age = patient.now.as_millisecond() - at.as_millisecond();
    // A check that was written by a clock a little ahead of ours is no riddle.
    let age = u64::try_from(age.max(0)).unwrap_or_default();
    let said = Span::Ms(Millis(age / 1_000 * 1_000));
    if age <= 2 * system.check_every.0 {
        return findings.ok(CHECK, format!("the last check was {said} ago"));
    }
    let every = Span::Ms(system.check_every);
    let seen = format!("the last check was {said} ago; there should be one every {every}");
    findings.problem(CHECK, seen, format!("look why: `{}`", log(patient)));
}

fn log(patient: &Patient<'_>) -> String {
    let system = &patient.config.system;
    let (function, region) = (&system.check_function, &system.primary);
    format!("aws logs tail /aws/lambda/{function} --region {region} --since 30m")
}

/// `there` is a date in whole seconds, of an instant between the two of ours.
fn clock(there: Option<i64>, (before, after): (i64, i64), findings: &mut Findings) {
    const CHECK: Check = Check::Clock;
    let Some(there) = there else {
        let mend = "compare it with another clock: `timedatectl`";
        return findings.unknown(CHECK, "no answer of AWS told the date", mend);
    };
    let (behind, ahead) = (there - after, before - (there + 999));
    let (how, by) = if behind > ahead {
        ("behind", behind)
    } else {
        ("ahead of", ahead)
    };
    if by <= MOST_SKEW {
        return findings.ok(CHECK, "the clock of this machine is right");
    }
    let by = Span::Ms(Millis(by.unsigned_abs() / 1_000 * 1_000));
    let seen = format!("the clock of this machine is at least {by} {how} that of AWS");
    findings.problem(CHECK, seen, "set it: `timedatectl set-ntp true`");
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::clock;
    use crate::doctor::{Findings, Verdict};

    /// The date is 1000 s, which is said from 1000.000 to 1000.999.
    #[rstest]
    #[case(1_000_000, 1_000_000, Verdict::Ok)]
    #[case(990_000, 990_000, Verdict::Ok)]
    #[case(989_999, 989_999, Verdict::Problem)]
    #[case(980_000, 990_000, Verdict::Ok)]
    #[case(1_010_999, 1_010_999, Verdict::Ok)]
    #[case(1_011_000, 1_020_000, Verdict::Problem)]
    fn a_clock_is_wrong_only_if_no_instant_of_the_call_explains_the_date(
        #[case] before: i64,
        #[case] after: i64,
        #[case] expected: Verdict,
    ) {
        let mut findings = Findings::default();
        clock(Some(1_000_000), (before, after), &mut findings);
        assert_eq!(findings.verdict(), expected);
    }
}
