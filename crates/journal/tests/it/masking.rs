//! What a log may show.

use lexdr_journal::Writer;
use lexdr_journal::testing::Memory;
use serde_json::json;

use crate::fixture::{call, environment, header, opened};

#[test]
fn nothing_that_is_printed_for_a_log_shows_what_is_in_an_environment() {
    let memory = Memory::new();
    let mut writer = Writer::begin("memory", memory.clone(), header("night-1")).unwrap();
    let record = opened(0, environment());
    let line = writer.append(record.clone()).unwrap();
    let entry = writer.journal().entry(0).unwrap().clone();
    let refused = writer.append(record.clone()).unwrap_err();
    let shown = [
        format!("{record}"),
        format!("{record:?}"),
        format!("{record:#?}"),
        format!("{line:?}"),
        format!("{entry:?}"),
        format!("{:?}", writer.journal()),
        format!("{:?}", environment().undo),
        format!("{refused} {refused:?}"),
    ];
    for shown in shown {
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(!shown.contains("OrderFlowers"), "{shown}");
    }
    // The journal itself has to have it.
    assert!(line.text().contains("hunter2"));
}

#[test]
fn the_shape_and_the_names_stay() {
    assert_eq!(
        format!("{:?}", environment()),
        "Change { subject: Environment { region: \"us-east-1\", function: \"lexDRTest\" }, \
         before: {\"variables\":{\"API_KEY\":\"***\",\"BOTNAME\":\"***\"}}, \
         after: {\"variables\":{\"API_KEY\":\"***\",\"BOTNAME\":\"***\"}}, \
         apply: Call { api: Lambda, region: \"us-east-1\", \
         operation: \"UpdateFunctionConfiguration\", input: {\"Environment\":{\"Variables\":\
         {\"API_KEY\":\"***\",\"BOTNAME\":\"***\"}},\"FunctionName\":\"lexDRTest\"} }, \
         undo: Call { api: Lambda, region: \"us-east-1\", \
         operation: \"UpdateFunctionConfiguration\", input: {\"Environment\":{\"Variables\":\
         {\"API_KEY\":\"***\",\"BOTNAME\":\"***\"}},\"FunctionName\":\"lexDRTest\"} } }"
    );
}

#[test]
fn credentials_are_hidden_wherever_they_stand() {
    let input = json!({
        "list": [{ "sessionToken": "hunter2", "Secret_Access-Key": ["hunter2", null] }],
        "AccessKeyId": "hunter2",
        "password": { "inner": "hunter2", "none": null },
        "botId": "ABCDEFGHIJ",
        "count": 3,
    });
    let shown = format!("{:?}", call("Any", input));
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(shown.contains("ABCDEFGHIJ"), "{shown}");
    assert!(shown.contains("\"none\":null"), "{shown}");
    assert!(shown.contains("\"count\":3"), "{shown}");
}
