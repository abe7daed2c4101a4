//! Metrics: put, added up, read and listed.

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::error::ProvideErrorMetadata;
use aws_sdk_cloudwatch::operation::get_metric_statistics::builders::GetMetricStatisticsFluentBuilder;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{
    Dimension, DimensionFilter, Metric, MetricDataQuery, MetricDatum, MetricStat, RecentlyActive,
    ScanBy, StandardUnit, Statistic, StatisticSet,
};
use rstest::rstest;

use crate::alarms::client;
use crate::support::{Account, EPOCH_MS};

/// So many seconds after the start.
fn at(seconds: i64) -> DateTime {
    DateTime::from_secs(EPOCH_MS / 1000 + seconds)
}

async fn put(client: &Client, data: impl IntoIterator<Item = MetricDatum>) {
    let put = client.put_metric_data().namespace("Shop");
    let data = Some(data.into_iter().collect());
    put.set_metric_data(data).send().await.unwrap();
}

fn datum(value: f64, seconds: i64) -> MetricDatum {
    let datum = MetricDatum::builder().metric_name("Lost").value(value);
    datum
        .timestamp(at(seconds))
        .unit(StandardUnit::Count)
        .build()
}

/// `Lost` of the first ten minutes.
fn lost(client: &Client, period: i32) -> GetMetricStatisticsFluentBuilder {
    client
        .get_metric_statistics()
        .namespace("Shop")
        .metric_name("Lost")
        .start_time(at(0))
        .end_time(at(600))
        .period(period)
}

#[tokio::test(start_paused = true)]
async fn measurements_are_added_up_by_period() {
    let account = Account::instant();
    let client = client(&account);
    account.until(600_000).await;
    put(
        &client,
        [
            datum(1.0, 0),
            datum(4.0, 59),
            datum(7.0, 60),
            datum(2.0, 300),
        ],
    )
    .await;
    let all = [
        Statistic::Sum,
        Statistic::Average,
        Statistic::Minimum,
        Statistic::Maximum,
        Statistic::SampleCount,
    ];
    let found = lost(&client, 120).set_statistics(Some(all.into()));
    let found = found.send().await.unwrap();
    assert_eq!(found.label(), Some("Lost"));
    let points: Vec<_> = found
        .datapoints()
        .iter()
        .map(|point| {
            let values = [
                point.sum(),
                point.average(),
                point.minimum(),
                point.maximum(),
                point.sample_count(),
            ];
            (*point.timestamp().unwrap(), values.map(Option::unwrap))
        })
        .collect();
    let expected = [
        (at(0), [12.0, 4.0, 1.0, 7.0, 3.0]),
        (at(240), [2.0, 2.0, 2.0, 2.0, 1.0]),
    ];
    assert_eq!(points, expected);
    let unit = found.datapoints()[0].unit();
    assert_eq!(unit, Some(&StandardUnit::Count));
    // Only what is asked for is answered, in the unit asked for, and nothing at or after the end.
    let one = lost(&client, 60)
        .statistics(Statistic::Sum)
        .unit(StandardUnit::Bytes);
    assert!(one.send().await.unwrap().datapoints().is_empty());
    let one = lost(&client, 60)
        .statistics(Statistic::Sum)
        .end_time(at(60));
    let one = one.send().await.unwrap();
    assert_eq!(one.datapoints().len(), 1);
    assert_eq!(one.datapoints()[0].average(), None);
}

#[tokio::test(start_paused = true)]
async fn values_come_with_counts_or_summed_up_already() {
    let account = Account::instant();
    let client = client(&account);
    let name = || MetricDatum::builder().metric_name("Lost");
    let counted = name().values(1.0).counts(3.0).values(5.0).counts(1.0);
    let set = StatisticSet::builder()
        .sample_count(2.0)
        .sum(20.0)
        .minimum(9.0)
        .maximum(11.0);
    put(
        &client,
        [
            counted.build(),
            name().statistic_values(set.build()).build(),
        ],
    )
    .await;
    let both = [Statistic::Sum, Statistic::Maximum, Statistic::SampleCount];
    let found = lost(&client, 60).set_statistics(Some(both.into()));
    let found = found.send().await.unwrap();
    let point = &found.datapoints()[0];
    assert_eq!((point.sum(), point.maximum()), (Some(28.0), Some(11.0)));
    assert_eq!(point.sample_count(), Some(6.0));
}

#[tokio::test(start_paused = true)]
async fn a_large_request_comes_compressed() {
    let account = Account::instant();
    let client = client(&account);
    // The SDK compresses from 10 KB on.
    put(&client, (0..1000).map(|n| datum(1.0, n % 60))).await;
    let found = lost(&client, 60).statistics(Statistic::SampleCount);
    let found = found.send().await.unwrap();
    assert_eq!(found.datapoints()[0].sample_count(), Some(1000.0));
}

fn query(id: &str, period: i32, stat: &str) -> MetricDataQuery {
    let metric = Metric::builder()
        .namespace("Shop")
        .metric_name("Lost")
        .build();
    let stat = MetricStat::builder()
        .metric(metric)
        .period(period)
        .stat(stat);
    MetricDataQuery::builder()
        .id(id)
        .metric_stat(stat.build())
        .build()
}

#[tokio::test(start_paused = true)]
async fn several_questions_are_answered_at_once() {
    let account = Account::instant();
    let client = client(&account);
    account.until(600_000).await;
    put(
        &client,
        [
            datum(1.0, 0),
            datum(4.0, 59),
            datum(7.0, 60),
            datum(2.0, 300),
        ],
    )
    .await;
    let ask = || {
        client
            .get_metric_data()
            .metric_data_queries(query("sums", 60, "Sum"))
            .metric_data_queries(query("most", 300, "Maximum"))
            .start_time(at(0))
            .end_time(at(600))
    };
    let found = ask().send().await.unwrap();
    let results = found.metric_data_results();
    assert_eq!(results.len(), 2);
    // The latest first, unless asked otherwise.
    assert_eq!(results[0].id(), Some("sums"));
    assert_eq!(results[0].values(), [2.0, 7.0, 5.0]);
    assert_eq!(results[0].timestamps(), [at(300), at(60), at(0)]);
    assert_eq!(results[1].values(), [2.0, 7.0]);
    let found = ask()
        .scan_by(ScanBy::TimestampAscending)
        .send()
        .await
        .unwrap();
    assert_eq!(found.metric_data_results()[0].values(), [5.0, 7.0, 2.0]);
    let refused = ask()
        .metric_data_queries(query("p", 60, "p99"))
        .send()
        .await;
    assert_eq!(refused.unwrap_err().code(), Some("NotImplementedException"));
}

#[tokio::test(start_paused = true)]
async fn metrics_are_listed_by_what_they_are() {
    let account = Account::instant();
    let client = client(&account);
    let of = |name: &str, place: &str| {
        let place = Dimension::builder().name("Place").value(place).build();
        MetricDatum::builder()
            .metric_name(name)
            .value(1.0)
            .dimensions(place)
            .build()
    };
    put(
        &client,
        [of("Lost", "east"), of("Lost", "west"), of("Found", "east")],
    )
    .await;
    let places = |metrics: &[Metric]| -> Vec<String> {
        let place = |metric: &Metric| metric.dimensions()[0].value().unwrap().to_owned();
        metrics.iter().map(place).collect()
    };
    let lost = client
        .list_metrics()
        .namespace("Shop")
        .metric_name("Lost")
        .send();
    assert_eq!(places(lost.await.unwrap().metrics()), ["east", "west"]);
    let west = DimensionFilter::builder()
        .name("Place")
        .value("west")
        .build();
    let west = client.list_metrics().dimensions(west).send().await.unwrap();
    assert_eq!(places(west.metrics()), ["west"]);
    account.until(3 * 3_600_000 + 60_000).await;
    let recent = || {
        client
            .list_metrics()
            .recently_active(RecentlyActive::Pt3H)
            .send()
    };
    assert!(recent().await.unwrap().metrics().is_empty());
    put(&client, [of("Found", "east")]).await;
    assert_eq!(recent().await.unwrap().metrics().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn long_lists_come_in_pages() {
    let account = Account::instant();
    let client = client(&account);
    let named = |n: i32| {
        MetricDatum::builder()
            .metric_name(format!("m{n:04}"))
            .value(1.0)
            .build()
    };
    put(&client, (0..501).map(named)).await;
    let pages = client.list_metrics().into_paginator().send();
    let pages: Vec<_> = pages.try_collect().await.unwrap();
    let lengths: Vec<usize> = pages.iter().map(|page| page.metrics().len()).collect();
    assert_eq!(lengths, [500, 1]);
}

#[rstest]
#[case::nothing(MetricDatum::builder(), "MissingParameter")]
#[case::two(MetricDatum::builder().value(1.0).values(2.0), "InvalidParameterCombination")]
#[case::not_a_number(MetricDatum::builder().value(f64::NAN), "InvalidParameterValue")]
#[case::infinite(MetricDatum::builder().value(f64::INFINITY), "InvalidParameterValue")]
#[case::old(MetricDatum::builder().value(1.0).timestamp(at(-15 * 86_400)), "InvalidParameterValue")]
#[case::future(MetricDatum::builder().value(1.0).timestamp(at(3 * 3_600)), "InvalidParameterValue")]
#[case::unit(MetricDatum::builder().value(1.0).unit("Apples".into()), "InvalidParameterValue")]
#[case::fine(MetricDatum::builder().value(1.0).storage_resolution(1), "NotImplementedException")]
#[tokio::test(start_paused = true)]
async fn what_cannot_be_measured_is_refused(
    #[case] datum: aws_sdk_cloudwatch::types::builders::MetricDatumBuilder,
    #[case] code: &str,
) {
    let account = Account::instant();
    let client = client(&account);
    let good = MetricDatum::builder()
        .metric_name("Good")
        .value(1.0)
        .build();
    let put = client.put_metric_data().namespace("Shop").metric_data(good);
    let put = put
        .metric_data(datum.metric_name("Lost").build())
        .send()
        .await;
    assert_eq!(put.unwrap_err().into_service_error().code(), Some(code));
    // All or nothing.
    let listed = client.list_metrics().send().await.unwrap();
    assert!(listed.metrics().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_is_told_by_name() {
    let account = Account::instant();
    let client = client(&account);
    let datum = || {
        MetricDatum::builder()
            .metric_name("Lost")
            .value(1.0)
            .build()
    };
    let own = client
        .put_metric_data()
        .namespace("AWS/Lex")
        .metric_data(datum());
    let error = own.send().await.unwrap_err().into_service_error();
    assert!(error.is_invalid_parameter_value_exception(), "{error:?}");
    let data = Some((0..1001).map(|_| datum()).collect());
    let many = client
        .put_metric_data()
        .namespace("Shop")
        .set_metric_data(data);
    let error = many.send().await.unwrap_err().into_service_error();
    assert!(error.is_invalid_parameter_value_exception(), "{error:?}");
    let code = async |ask: GetMetricStatisticsFluentBuilder| {
        let error = ask.send().await.unwrap_err();
        error.code().unwrap_or_default().to_owned()
    };
    assert_eq!(code(lost(&client, 60)).await, "MissingParameter");
    let sum = |period| lost(&client, period).statistics(Statistic::Sum);
    assert_eq!(code(sum(61)).await, "InvalidParameterValue");
    assert_eq!(code(sum(60).end_time(at(0))).await, "InvalidParameterValue");
    assert_eq!(
        code(sum(60).end_time(at(86_460))).await,
        "InvalidParameterCombination"
    );
    let dashboard = client.list_dashboards().send().await.unwrap_err();
    assert_eq!(dashboard.raw_response().unwrap().status().as_u16(), 501);
    assert_eq!(dashboard.code(), Some("NotImplementedException"));
}
