//! How far a change got, and what is left to do.

use lexdr_journal::{How, Record, Schedule, State};
use rstest::rstest;

use crate::fixture::{
    applied, armed, closed, concurrency, disarmed, environment, left, night, opened, read, states,
    whole_night, written,
};

#[rstest]
#[case::opened(&[], State::Opened, true)]
#[case::armed(&[armed(0)], State::Armed, true)]
#[case::applied(&[armed(0), applied(0)], State::Applied, true)]
#[case::disarmed(&[armed(0), applied(0), disarmed(0)], State::Disarmed, true)]
#[case::closed(&[armed(0), applied(0), disarmed(0), closed(0)], State::Closed(How::Undone), false)]
#[case::left(&[armed(0), applied(0), left(0)], State::Left, false)]
#[case::closed_after_a_person_looked(&[left(0), closed(0)], State::Closed(How::Undone), false)]
#[case::a_record_failed(&[armed(0), disarmed(0)], State::Disarmed, true)]
#[case::an_old_record_late(&[closed(0), applied(0)], State::Closed(How::Undone), false)]
fn a_change_is_where_its_furthest_record_says(
    #[case] then: &[Record],
    #[case] state: State,
    #[case] open: bool,
) {
    let mut records = vec![opened(0, concurrency())];
    records.extend_from_slice(then);
    let journal = read(&written(&records));
    assert_eq!(states(&journal), [state]);
    assert_eq!(journal.open().count(), usize::from(open));
    assert_eq!(journal.is_settled(), !open);
    assert_eq!(journal.left().count(), usize::from(state == State::Left));
}

#[test]
fn what_is_open_comes_in_the_order_to_undo_it_in() {
    let records = [
        opened(0, concurrency()),
        armed(0),
        opened(1, environment()),
        opened(2, concurrency()),
        closed(1),
        opened(3, environment()),
    ];
    let journal = read(&written(&records));
    assert!(journal.open().map(|entry| entry.id).eq([3, 2, 0]));
    assert_eq!(journal.entry(3).unwrap().change, environment());
    assert_eq!(journal.entry(4), None);
}

#[test]
fn a_schedule_is_known_until_it_is_gone() {
    let records = night();
    let schedule = |count: usize| {
        let journal = read(&written(&records[..count]));
        journal.entry(0).unwrap().schedule.clone()
    };
    assert_eq!(schedule(1), None);
    let name = "lexdr-night-1-0".to_owned();
    let region = "us-west-2".to_owned();
    assert_eq!(schedule(10), Some(Schedule { name, region }));
    assert_eq!(schedule(11), None);
}

#[test]
fn why_a_change_was_left_alone_is_kept() {
    let journal = read(&written(&whole_night()));
    let left: Vec<_> = journal.left().collect();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, 2);
    assert_eq!(left[0].left.as_deref(), Some("the reservation is 7"));
    assert!(journal.is_settled());
}

#[test]
fn a_run_that_did_nothing_is_settled() {
    assert!(read(&written(&[])).is_settled());
    assert!(!read(&written(&night()[..1])).is_settled());
}
