//! A bot with a replica: faults that would break both regions are refused before the run.

use std::fs;

use rstest::rstest;

use super::support::{SHORT, folder, lexdr, text};

/// The short drill on a replicated bot, with this in place of its fault.
fn replicated(fault: &str) -> String {
    let inject = "    inject: { alias-deleted: { region: primary } }\n";
    let top = "name: short\n";
    assert!(SHORT.contains(inject) && SHORT.contains(top));
    SHORT
        .replace(top, &format!("{top}lex: v2\nbots: replicated\n"))
        .replace(
            inject,
            &format!("    inject: {fault}\n    as: alias-deleted\n"),
        )
}

#[rstest]
fn a_fault_that_would_break_both_regions_is_exit_code_3(
    #[values("alias-deleted", "alias-repointed", "bot-deleted", "locale-disabled")] fault: &str,
) {
    let folder = folder();
    let drill = replicated(&format!("{{ {fault}: {{ region: primary }} }}"));
    fs::write(folder.path().join("scenarios/short.yaml"), drill).unwrap();
    let done = lexdr(folder.path(), &["run", "--report", "out"]);
    let printed = text(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{printed}");
    let told = format!(
        "refused: scenario short at 1m 30s: {fault} changes bot OrderFlowers, which is replicated: "
    );
    assert!(printed.starts_with(&told), "{printed}");
    for way_out in ["`force: true`", "role-denied or region-outage"] {
        assert!(printed.contains(way_out), "{printed}");
    }
    assert!(done.stdout.is_empty());
    assert!(
        !folder.path().join("out").exists(),
        "nothing is run and nothing written"
    );
}

#[rstest]
#[case::secondary("{ alias-deleted: { region: secondary } }")]
#[case::by_its_name("{ locale-disabled: { region: us-west-2 } }")]
#[case::both("{ bot-deleted: { region: both } }")]
fn a_fault_in_the_region_of_the_replica_is_refused_also_when_it_is_meant(#[case] fault: &str) {
    let folder = folder();
    let drill = replicated(&format!("{fault}\n    force: true"));
    fs::write(folder.path().join("scenarios/short.yaml"), drill).unwrap();
    let done = lexdr(folder.path(), &["run"]);
    let printed = text(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{printed}");
    let told = "is a replica there, which can only be read";
    assert!(printed.contains(told), "{printed}");
}

#[test]
fn one_that_is_refused_keeps_the_others_from_being_run() {
    let folder = folder();
    let drill = replicated("{ alias-deleted: { region: primary } }");
    let drill = drill.replace("name: short", "name: unsafe");
    fs::write(folder.path().join("scenarios/unsafe.yaml"), drill).unwrap();
    let done = lexdr(folder.path(), &["run"]);
    assert_eq!(done.status.code(), Some(3), "{}", text(&done.stderr));
    assert!(done.stdout.is_empty(), "{}", text(&done.stdout));
    let safe = lexdr(folder.path(), &["run", "short", "--lex", "v2"]);
    assert_eq!(safe.status.code(), Some(0), "{}", text(&safe.stdout));
}

#[rstest]
#[case::of_one_region("{ region-outage: { region: primary, services: [lex] } }")]
#[case::of_the_role("{ role-denied: { service: lex-delete-session } }")]
fn a_fault_that_stays_where_it_is_is_run(#[case] fault: &str) {
    let folder = folder();
    let drill = replicated(fault);
    let (drill, _) = drill.split_once("expect:").unwrap();
    let drill = format!("{drill}expect:\n  - route: {{ never: err }}\n");
    fs::write(folder.path().join("scenarios/short.yaml"), drill).unwrap();
    let done = lexdr(folder.path(), &["run"]);
    let (out, err) = (text(&done.stdout), text(&done.stderr));
    assert_eq!(done.status.code(), Some(0), "{out}{err}");
}
