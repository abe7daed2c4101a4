//! Two copies of one journal.

use lexdr_journal::testing::Memory;
use lexdr_journal::{How, Journal, State, Storage as _, Writer, merge};
use proptest::prelude::*;

use crate::fixture::{
    applied, armed, concurrency, disarmed, environment, left, lines, opened, read, states, told,
    whole_night, written, written_as,
};

/// Those lines of the whole night whose bit is set; the header always.
fn chosen(bits: u16) -> Vec<u8> {
    let lines = lines(&written(&whole_night())).into_iter().enumerate();
    lines
        .filter(|(number, _)| *number == 0 || bits >> number & 1 == 1)
        .flat_map(|(_, line)| line)
        .collect()
}

proptest! {
    #[test]
    fn what_either_copy_knows_both_know(local in any::<u16>(), remote in any::<u16>()) {
        let (one, other) = (read(&chosen(local)), read(&chosen(remote)));
        let both = merge(&one, &other).unwrap();
        let expected = read(&chosen(local | remote));
        prop_assert_eq!(&both, &expected);
        prop_assert_eq!(&merge(&other, &one).unwrap(), &both);
        prop_assert_eq!(&merge(&both, &one).unwrap(), &both);
    }

    #[test]
    fn a_copy_that_was_behind_is_filled_up(local in any::<u16>(), remote in any::<u16>()) {
        let bytes = chosen(local);
        let mut memory = Memory::new();
        memory.append(&bytes).unwrap();
        let mut writer = Writer::resume("memory", memory.clone(), &bytes).unwrap();
        let other = read(&chosen(remote));
        let adopted = writer.adopt(&other).unwrap();
        prop_assert_eq!(adopted, (remote & !local & 0x3ffe).count_ones() as usize);
        prop_assert_eq!(writer.adopt(&other).unwrap(), 0);
        let expected = read(&chosen(local | remote));
        for journal in [writer.journal().clone(), memory.journal().unwrap()] {
            prop_assert!(journal.entries().eq(expected.entries()));
            prop_assert_eq!(journal.problems(), expected.problems());
            prop_assert_eq!(journal.is_settled(), expected.is_settled());
        }
    }
}

#[test]
fn the_copy_that_is_ahead_says_how_far_a_change_got() {
    let file = written(&whole_night());
    let behind = read(&lines(&file)[..4].concat());
    let both = merge(&behind, &read(&file)).unwrap();
    let undone = State::Closed(How::Undone);
    assert_eq!(states(&both), [undone, undone, State::Left]);
    assert!(both.is_settled());
}

#[test]
fn two_records_with_one_number_both_count() {
    // The local line was cut off and written anew, the remote one had arrived.
    let begin = [opened(0, concurrency()), armed(0)];
    let local = read(&written(&[&begin[..], &[disarmed(0)]].concat()));
    let remote = read(&written(&[&begin[..], &[applied(0), left(0)]].concat()));
    let both = merge(&local, &remote).unwrap();
    assert_eq!(states(&both), [State::Left]);
    assert_eq!(both.entry(0).unwrap().schedule, None);
    assert_eq!(told(&both), [""; 0]);
}

#[test]
fn one_change_opened_under_two_numbers_is_one_change() {
    // The remote line had arrived; the local one was cut off and written behind another.
    let local = read(&written(&[
        opened(0, concurrency()),
        opened(1, environment()),
    ]));
    let forgotten = read(&written(&[
        opened(0, concurrency()),
        armed(0),
        opened(1, environment()),
    ]));
    let both = merge(&local, &forgotten).unwrap();
    assert_eq!(states(&both), [State::Armed, State::Opened]);
    assert_eq!(told(&both), [""; 0]);
}

#[test]
fn what_is_damaged_in_one_copy_and_whole_in_the_other_is_no_problem() {
    let file = written(&whole_night());
    let mut damaged = lines(&file);
    damaged[4][30] ^= 1;
    let damaged = damaged.concat();
    let local = read(&damaged);
    assert_eq!(local.problems().len(), 1);

    let both = merge(&local, &read(&file)).unwrap();
    assert!(both.entries().eq(read(&file).entries()));
    let healed = "line 5 is damaged; the other copy has its record 4";
    assert_eq!(told(&both), [healed]);

    // The file keeps the damaged line, and gets what stood there at its end.
    let mut memory = Memory::new();
    memory.append(&damaged).unwrap();
    let mut writer = Writer::resume("memory", memory.clone(), &damaged).unwrap();
    assert_eq!(writer.adopt(&both).unwrap(), 1);
    assert_eq!(
        told(&memory.journal().unwrap()),
        ["line 15 has record 4, out of order", healed]
    );
}

#[test]
fn damage_in_both_copies_stays_a_problem() {
    let mut damaged = lines(&written(&whole_night()));
    damaged[4][30] ^= 1;
    let journal = read(&damaged.concat());
    let both = merge(&journal, &journal).unwrap();
    assert_eq!(both.problems().len(), 2);
    assert_eq!(states(&both).len(), 2);
}

#[test]
fn journals_of_two_runs_are_not_brought_together() {
    let one = read(&written(&whole_night()));
    let other = read(&written_as("night-2", &whole_night()));
    let message = "these are journals of two runs, `night-1` and `night-2`; recover each by itself";
    assert_eq!(merge(&one, &other).unwrap_err().to_string(), message);
    let mut writer = Writer::begin("memory", Memory::new(), one.header().unwrap().clone()).unwrap();
    assert_eq!(writer.adopt(&other).unwrap_err().to_string(), message);
}

#[test]
fn the_remote_copy_alone_makes_a_new_file() {
    let remote: Vec<String> = read(&written(&whole_night()[..6]))
        .lines()
        .unwrap()
        .into_iter()
        .map(|line| line.text().to_owned())
        .collect();
    let remote = Journal::read("table", remote.join("\n").as_bytes()).unwrap();
    let memory = Memory::new();
    let header = remote.header().unwrap().clone();
    let mut writer = Writer::begin("memory", memory.clone(), header).unwrap();
    assert_eq!(writer.adopt(&remote).unwrap(), 6);
    assert_eq!(memory.bytes(), written(&whole_night()[..6]));
}
