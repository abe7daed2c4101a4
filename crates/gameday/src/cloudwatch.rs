//! Access to CloudWatch.

use aws_sdk_cloudwatch::Client;
use aws_types::region::Region;
use lexdr_deploy::Clients;

pub(crate) fn client(clients: &Clients, region: &str) -> Client {
    let config = clients.config().clone().into_builder();
    let config = config.region(Region::new(region.to_owned())).build();
    let config = aws_sdk_cloudwatch::config::Builder::from(&config);
    let config = match clients.retry_partition() {
        Some(partition) => config.retry_partition(partition.clone()),
        None => config,
    };
    Client::from_conf(config.build())
}
