//! Partitions: AWS's separate worlds, each with regions and names of its own.

/// Region names by what they begin with; all others are of the largest partition.
const BEGINNINGS: [(&str, &str); 7] = [
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
];

/// The partition that a region belongs to, as it stands in ARNs.
#[must_use]
pub fn partition(region: &str) -> &'static str {
    let mut of = BEGINNINGS.iter();
    of.find(|(beginning, _)| region.starts_with(beginning))
        .map_or("aws", |(_, partition)| partition)
}

#[cfg(test)]
mod tests {
    use super::partition;

    #[test]
    fn a_region_names_its_partition() {
        for (region, its) in [
            ("us-east-1", "aws"),
            ("eu-west-1", "aws"),
            ("us-gov-west-1", "aws-us-gov"),
            ("cn-north-1", "aws-cn"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eusc-de-east-1", "aws-eusc"),
        ] {
            assert_eq!(partition(region), its, "{region}");
        }
    }
}
