//! ARNs of bot aliases of Lex V2, by which Amazon Connect finds a bot.
//!
//! `arn:{partition}:lex:{region}:{account}:bot-alias/{bot id}/{alias id}` (Service Authorization
//! Reference, "Actions, resources, and condition keys for Amazon Lex V2").

/// The ARN of an alias in `region`, in the partition and the account of the function with
/// `function_arn`; nothing if that is no ARN of a Lambda function.
#[must_use]
pub fn bot_alias_arn(
    function_arn: &str,
    region: &str,
    bot_id: &str,
    alias_id: &str,
) -> Option<String> {
    let parts: Vec<&str> = function_arn.split(':').collect();
    let ["arn", partition, "lambda", _, account, "function", ..] = parts[..] else {
        return None;
    };
    let arn = format!("arn:{partition}:lex:{region}:{account}:bot-alias/{bot_id}/{alias_id}");
    is_bot_alias_arn(&arn, region).then_some(arn)
}

/// Whether `text` is the ARN of a bot alias in `region`.
#[must_use]
pub fn is_bot_alias_arn(text: &str, region: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let ["arn", partition, "lex", its_region, account, resource] = parts[..] else {
        return false;
    };
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let id = |id: &str| id.len() == 10 && id.bytes().all(|b| b.is_ascii_alphanumeric());
    partition.starts_with("aws")
        && partition.bytes().all(plain)
        && its_region == region
        && !account.is_empty()
        && account.bytes().all(|b| b.is_ascii_digit())
        && matches!(
            resource.split('/').collect::<Vec<_>>()[..],
            ["bot-alias", bot, alias] if id(bot) && id(alias)
        )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:lexDRTest";
    const ALIAS: &str = "arn:aws:lex:us-west-2:123456789012:bot-alias/ABCDEFGHIJ/TSTALIASID";

    #[rstest]
    #[case(FUNCTION, Some(ALIAS))]
    #[case(&format!("{FUNCTION}:live"), Some(ALIAS))]
    #[case(
        "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f",
        Some("arn:aws-us-gov:lex:us-west-2:123456789012:bot-alias/ABCDEFGHIJ/TSTALIASID")
    )]
    #[case("", None)]
    #[case("lexDRTest", None)]
    #[case("arn:aws:lambda:us-east-1::function:lexDRTest", None)]
    #[case("arn:aws:iam::123456789012:role/lexDRRole", None)]
    fn an_alias_is_in_the_partition_and_account_of_the_function(
        #[case] function: &str,
        #[case] arn: Option<&str>,
    ) {
        let made = bot_alias_arn(function, "us-west-2", "ABCDEFGHIJ", "TSTALIASID");
        assert_eq!(made.as_deref(), arn);
    }

    #[rstest]
    #[case(ALIAS, "us-west-2", true)]
    #[case(ALIAS, "us-east-1", false)]
    #[case(&ALIAS.replace("bot-alias/", "bot/"), "us-west-2", false)]
    #[case(&ALIAS.replace("/TSTALIASID", ""), "us-west-2", false)]
    #[case(&ALIAS.replace("TSTALIASID", "ver_one"), "us-west-2", false)]
    #[case(&format!("{ALIAS}/more"), "us-west-2", false)]
    #[case(&format!("{ALIAS} "), "us-west-2", false)]
    #[case("", "", false)]
    fn what_is_no_alias_of_the_region_is_told(
        #[case] text: &str,
        #[case] region: &str,
        #[case] is: bool,
    ) {
        assert_eq!(is_bot_alias_arn(text, region), is);
    }
}
