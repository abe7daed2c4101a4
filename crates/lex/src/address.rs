//! Where a bot is found in its region.

/// A bot of either generation, without its region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// Of Lex V1, where bots and aliases go by name.
    V1 {
        /// The bot's name.
        bot: String,
        /// The alias's name, or `$LATEST`.
        alias: String,
    },
    /// Of Lex V2, where they go by ids that are new each time something is made.
    V2 {
        /// The bot's id.
        bot: String,
        /// The alias.
        alias: Alias,
        /// The id of the locale: `en_US`.
        locale: String,
    },
}

/// An alias of a bot of Lex V2, as a setting gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alias {
    /// By its id, which is used as it is. An alias that is deleted and made again has another one,
    /// so a check that goes by the id never finds it again.
    Id(String),
    /// By its name, whose id is looked up, and looked up again when it is not found any more.
    Name(String),
}

impl Alias {
    /// The id of the alias that every bot has from the start.
    pub(crate) const TEST: &str = "TSTALIASID";

    /// What a setting may be, in words.
    pub const MUST_BE: &str = "the id of a bot alias (10 capital letters and digits, or TSTALIASID) \
                               or its name (1 to 100 letters, digits, '_' and '-')";

    /// Whether `setting` can be an alias at all.
    #[must_use]
    pub fn is_allowed(setting: &str) -> bool {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-".contains(&b);
        (1..=100).contains(&setting.len()) && setting.bytes().all(plain)
    }

    /// Tells an id from a name. An id is 10 capital letters and digits, at least one of them a
    /// digit, or `TSTALIASID`; everything else is a name.
    ///
    /// The digit is asked for because names such as `PRODUCTION` are common. An id that happens to
    /// have none is read as a name here, and found all the same, because the look-up compares ids
    /// as well. A name that looks like an id, such as `RELEASE202`, is read as an id: an alias of
    /// such a name must be given by its id.
    #[must_use]
    pub fn of(setting: &str) -> Self {
        let of_an_id = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        let is_id = setting.len() == 10
            && setting.bytes().all(of_an_id)
            && setting.bytes().any(|b| b.is_ascii_digit());
        if is_id || setting == Self::TEST {
            Self::Id(setting.to_owned())
        } else {
            Self::Name(setting.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("6PXYXDZRYQ", true)]
    #[case("TSTALIASID", true)]
    #[case("0123456789", true)]
    #[case("PRODUCTION", false)]
    #[case("6PXYXDZRYq", false)]
    #[case("6PXYXDZRY", false)]
    #[case("6PXYXDZRYQQ", false)]
    #[case("ver_one", false)]
    #[case("6PXYXDZR-Q", false)]
    fn an_id_is_told_from_a_name(#[case] setting: &str, #[case] is_id: bool) {
        assert!(Alias::is_allowed(setting));
        let setting = setting.to_owned();
        let alias = Alias::of(&setting);
        assert_eq!(alias == Alias::Id(setting.clone()), is_id);
        assert_eq!(alias == Alias::Name(setting), !is_id);
    }

    #[rstest]
    #[case("")]
    #[case("$LATEST")]
    #[case("ver one")]
    #[case("ver.one")]
    #[case("v\u{e9}r")]
    #[case(&"x".repeat(101))]
    fn what_no_alias_can_be_is_refused(#[case] setting: &str) {
        assert!(!Alias::is_allowed(setting));
    }
}
