//! Access to CloudWatch.

use aws_sdk_cloudwatch::Client;
use lexdr_deploy::Clients;

pub(crate) fn client(clients: &Clients, region: &str) -> Client {
    let config = aws_sdk_cloudwatch::config::Builder::from(&clients.in_region(region));
    let config = match clients.retry_partition() {
        Some(partition) => config.retry_partition(partition.clone()),
        None => config,
    };
    Client::from_conf(config.build())
}
