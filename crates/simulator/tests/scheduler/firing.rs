//! Schedules fire when they should, and not when they should not.

use aws_sdk_scheduler::primitives::DateTime;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, FlexibleTimeWindow, FlexibleTimeWindowMode, ScheduleState, Target,
};
use rstest::rstest;

use crate::account::{Account, FUNCTION, ROLE, after, exactly, release};

const RELEASED: &str = "undo as lexDRUndo: DeleteFunctionConcurrency 204";

#[rstest]
#[case::it_goes(ActionAfterCompletion::Delete, 0)]
#[case::it_stays(ActionAfterCompletion::None, 1)]
#[tokio::test(start_paused = true)]
async fn a_time_comes_once(#[case] then: ActionAfterCompletion, #[case] left: usize) {
    let account = Account::new().await;
    account.function().await;
    let schedule = account.schedule(&account.at(59), release());
    let schedule = schedule.action_after_completion(then);
    schedule.send().await.unwrap();
    assert_eq!(account.simulator.background_tasks(), 1);
    after(58).await;
    assert_eq!(account.seen(), [""; 0]);
    after(1000).await;
    assert_eq!(account.seen(), [format!("60 {RELEASED}")]);
    let scheduler = account.scheduler();
    let listed = scheduler.list_schedules().send().await.unwrap();
    assert_eq!(listed.schedules().len(), left);
    assert_eq!(account.simulator.background_tasks(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_deleted_schedule_does_not_fire() {
    let account = Account::new().await;
    account.function().await;
    let expression = account.at(60);
    account
        .schedule(&expression, release())
        .send()
        .await
        .unwrap();
    after(59).await;
    let scheduler = account.scheduler();
    let delete = scheduler.delete_schedule().name("undo");
    delete.send().await.unwrap();
    after(1000).await;
    assert_eq!(account.seen(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_changed_schedule_fires_as_it_is_now() {
    let account = Account::new().await;
    account.function().await;
    let scheduler = account.scheduler();
    account
        .schedule(&account.at(60), release())
        .send()
        .await
        .unwrap();
    let update = |expression: String, state: ScheduleState| {
        let update = scheduler.update_schedule().name("undo").target(release());
        let update = update.schedule_expression(expression).state(state);
        update.flexible_time_window(exactly()).send()
    };
    // At 1 s: to 201 s. At 151 s: off. At 301 s: on again, to 401 s.
    update(account.at(200), ScheduleState::Enabled)
        .await
        .unwrap();
    after(150).await;
    update(account.at(50), ScheduleState::Disabled)
        .await
        .unwrap();
    after(150).await;
    assert_eq!(account.seen(), [""; 0]);
    update(account.at(100), ScheduleState::Enabled)
        .await
        .unwrap();
    after(1000).await;
    assert_eq!(account.seen(), [format!("401 {RELEASED}")]);
}

#[tokio::test(start_paused = true)]
async fn a_recurring_schedule_goes_on_until_its_end() {
    let account = Account::new().await;
    account.function().await;
    let bounds = |start, end| {
        let schedule = account.schedule("rate(1 minute)", release());
        let schedule = schedule.start_date(DateTime::from(account.date(start)));
        schedule.end_date(DateTime::from(account.date(end)))
    };
    let schedule = bounds(100, 250).action_after_completion(ActionAfterCompletion::Delete);
    schedule.send().await.unwrap();
    after(1000).await;
    let expected = ["161", "221"].map(|at| format!("{at} {RELEASED}"));
    assert_eq!(account.seen(), expected);
    let scheduler = account.scheduler();
    let listed = scheduler.list_schedules().send().await.unwrap();
    assert!(listed.schedules().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_cron_expression_is_that_of_a_rule() {
    let account = Account::new().await;
    let target = Target::builder().arn(FUNCTION).role_arn(ROLE);
    account.function().await;
    let schedule = account.schedule("cron(0/10 * * * ? *)", target.build().unwrap());
    schedule.send().await.unwrap();
    after(1250).await;
    let expected = [
        "600 undo as lexDRUndo: Invoke 202",
        "600 f runs",
        "1200 undo as lexDRUndo: Invoke 202",
        "1200 f runs",
    ];
    assert_eq!(account.seen(), expected);
}

/// The second in which a schedule for second 61 with a window of five minutes fires.
async fn flexible() -> f64 {
    let account = Account::new().await;
    account.function().await;
    let window = FlexibleTimeWindow::builder()
        .mode(FlexibleTimeWindowMode::Flexible)
        .maximum_window_in_minutes(5);
    let schedule = account.schedule(&account.at(60), release());
    let schedule = schedule.flexible_time_window(window.build().unwrap());
    schedule.send().await.unwrap();
    after(1000).await;
    let [line] = &*account.seen() else {
        panic!("{:?}", account.seen());
    };
    line.split(' ').next().unwrap().parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_flexible_schedule_fires_somewhere_in_its_window_and_there_again() {
    let at = flexible().await;
    assert!((61.0..361.0).contains(&at), "{at}");
    assert_ne!(at, 61.0);
    assert_eq!(at, flexible().await);
}
