//! What every client of Lex has in common, whatever the generation.

use aws_sdk_lexruntime::config::{Region, StalledStreamProtectionConfig};
use lexdr_route::Aws;

use crate::tolerate_nulls;

/// `aws` for the clients of Lex in `region`.
pub(crate) fn in_region(aws: &Aws, region: &str) -> Aws {
    // Every call has its own timeouts, which cover a stalled stream as well.
    let mut config = aws
        .config
        .to_builder()
        .region(Region::new(region.to_owned()))
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    config.set_http_client(aws.config.http_client().map(tolerate_nulls));
    Aws {
        config: config.build(),
        retry_partition: aws.retry_partition.clone(),
    }
}
