//! The operations of EventBridge Scheduler.

use super::Route;

pub(super) const SCHEDULER: &[Route] = &[
    ("CreateSchedule", "POST", "/schedules/{Name}"),
    ("GetSchedule", "GET", "/schedules/{Name}"),
    ("UpdateSchedule", "PUT", "/schedules/{Name}"),
    ("DeleteSchedule", "DELETE", "/schedules/{Name}"),
    ("ListSchedules", "GET", "/schedules"),
    ("CreateScheduleGroup", "POST", "/schedule-groups/{Name}"),
    ("GetScheduleGroup", "GET", "/schedule-groups/{Name}"),
    ("DeleteScheduleGroup", "DELETE", "/schedule-groups/{Name}"),
    ("ListScheduleGroups", "GET", "/schedule-groups"),
    ("TagResource", "POST", "/tags/{ResourceArn}"),
    ("UntagResource", "DELETE", "/tags/{ResourceArn}"),
    ("ListTagsForResource", "GET", "/tags/{ResourceArn}"),
];
