//! Health checks that are wrong on purpose: the verdict must catch each, and say which promise
//! it broke.

use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use lexdr_runner::{
    BoxFuture, CodeUnderTest, Event, FunctionError, Handler, HealthCheckLambda, Lambda, Start,
};
use lexdr_verdict::Outcome;
use rstest::rstest;

use crate::support::{SHORT, judged, run_with, scenario};

/// A way to be wrong.
#[derive(Clone, Copy)]
pub(crate) enum Wrong {
    /// Says "Success" and does nothing.
    NeverWrites,
    /// Writes the primary region whatever the bot says.
    NeverFailsOver,
    /// Does everything right, one check too late.
    TooLate,
}

pub(crate) const NEVER_FAILS_OVER: Wrong = Wrong::NeverFailsOver;

impl Wrong {
    pub(crate) fn code(self) -> Arc<dyn Lambda> {
        Arc::new(self)
    }
}

impl Lambda for Wrong {
    fn start(&self, mut start: Start) -> Result<Box<dyn Handler>, FunctionError> {
        match self {
            Self::NeverWrites => Ok(Box::new(Silent)),
            Self::NeverFailsOver => Ok(Box::new(Stubborn {
                table: start.variables["TABLE_NAME"].clone(),
                primary: start.variables["PRIMARY_REGION"].clone(),
                dynamodb: start.aws.with_default_partition(start.quota).dynamodb(None),
            })),
            Self::TooLate => {
                start
                    .variables
                    .insert("FAILURE_THRESHOLD".to_owned(), "2".to_owned());
                HealthCheckLambda.start(start)
            }
        }
    }
}

const SUCCESS: &[u8] = br#"{"statusCode":200,"body":"Success"}"#;

struct Silent;

impl Handler for Silent {
    fn handle(&mut self, _: Event) -> BoxFuture<'_, Result<Vec<u8>, FunctionError>> {
        Box::pin(async { Ok(SUCCESS.to_vec()) })
    }
}

struct Stubborn {
    table: String,
    primary: String,
    dynamodb: aws_sdk_dynamodb::Client,
}

impl Handler for Stubborn {
    fn handle(&mut self, _: Event) -> BoxFuture<'_, Result<Vec<u8>, FunctionError>> {
        Box::pin(async {
            self.dynamodb
                .update_item()
                .table_name(&self.table)
                .key("connectRegion", AttributeValue::S(self.primary.clone()))
                .update_expression("SET lexRegion = :region")
                .expression_attribute_values(":region", AttributeValue::S(self.primary.clone()))
                .send()
                .await
                .map_err(|error| FunctionError::new("UpdateItem", format!("{error:?}")))?;
            Ok(SUCCESS.to_vec())
        })
    }
}

#[rstest]
#[case::never_writes(Wrong::NeverWrites)]
#[case::never_fails_over(Wrong::NeverFailsOver)]
#[case::too_late(Wrong::TooLate)]
fn is_caught(#[case] wrong: Wrong) {
    let code = CodeUnderTest {
        health_check: wrong.code(),
        ..CodeUnderTest::production()
    };
    let verdict = judged(&run_with(&scenario(SHORT), 1, code));
    assert_eq!(verdict.outcome, Outcome::Failed, "{}", verdict.reason);
    let flips = verdict
        .expectations
        .iter()
        .find(|judged| judged.rule == "flips")
        .unwrap();
    assert_eq!(
        flips.outcome,
        Outcome::Failed,
        "{}: {}",
        flips.text,
        flips.measured
    );
    let why = flips.why.as_ref().expect("a failure says why");
    assert!(!why.happened.is_empty());
}
