//! The little that is read of Connect's event: `Details.Parameters.region`.
//!
//! The event holds the caller's number and everything else Connect knows of the call. None of it
//! is kept, and no shape of it is an error: whatever is not as expected is as if it were not there.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

/// Where the parameter is.
const PATH: [&str; 3] = ["Details", "Parameters", "region"];

/// Longest key of an item this function asks for. Region names are far shorter.
const MOST_BYTES: usize = 255;

/// What the flow asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// The parameter `region` of the flow's Lambda block, the key of the item: usable text or
    /// nothing.
    pub region: Option<String>,
}

impl Request {
    /// Reads an event. What is no JSON at all has no region either.
    #[must_use]
    pub fn parse(event: &[u8]) -> Self {
        serde_json::from_slice(event).unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Request {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let region = TextAt(&PATH).deserialize(deserializer)?;
        let usable = |text: &String| !text.trim().is_empty() && text.len() <= MOST_BYTES;
        Ok(Self {
            region: region.filter(usable),
        })
    }
}

/// Finds a text under a path of members and skips everything beside it.
#[derive(Clone, Copy)]
struct TextAt(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for TextAt {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TextAt {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<String>()? {
            match self.0.split_first() {
                Some((wanted, rest)) if name == *wanted => {
                    found = map.next_value_seed(TextAt(rest))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.0.is_empty().then(|| text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::as_connect_sends_it(
        r#"{"Name": "ContactFlowEvent", "Details": {"ContactData": {"Attributes": {"region": "no"},
            "CustomerEndpoint": {"Address": "+15550100", "Type": "TELEPHONE_NUMBER"},
            "Parameters": {"region": "no"}}, "Parameters": {"other": 1, "region": "us-east-1"}}}"#,
        Some("us-east-1")
    )]
    #[case::no_parameter(r#"{"Details": {"Parameters": {}}}"#, None)]
    #[case::no_parameters(r#"{"Details": {}}"#, None)]
    #[case::not_in_details(r#"{"Parameters": {"region": "us-east-1"}}"#, None)]
    #[case::nothing("{}", None)]
    #[case::null("null", None)]
    #[case::null_details(r#"{"Details": null}"#, None)]
    #[case::text_details(r#"{"Details": "us-east-1"}"#, None)]
    #[case::list_parameters(r#"{"Details": {"Parameters": ["region", "us-east-1"]}}"#, None)]
    #[case::number_region(r#"{"Details": {"Parameters": {"region": 1.5}}}"#, None)]
    #[case::object_region(r#"{"Details": {"Parameters": {"region": {"region": "x"}}}}"#, None)]
    #[case::empty(r#"{"Details": {"Parameters": {"region": ""}}}"#, None)]
    #[case::blank(r#"{"Details": {"Parameters": {"region": "  "}}}"#, None)]
    #[case::no_json("region=us-east-1", None)]
    #[case::cut_off(r#"{"Details": {"Parameters": {"region": "us-ea"#, None)]
    fn whatever_comes_is_read(#[case] event: &str, #[case] region: Option<&str>) {
        assert_eq!(Request::parse(event.as_bytes()).region.as_deref(), region);
    }

    #[test]
    fn a_key_too_long_for_the_table_is_none() {
        let event = |length| {
            let region = "x".repeat(length);
            format!(r#"{{"Details": {{"Parameters": {{"region": "{region}"}}}}}}"#)
        };
        assert!(Request::parse(event(255).as_bytes()).region.is_some());
        assert!(Request::parse(event(256).as_bytes()).region.is_none());
    }
}
