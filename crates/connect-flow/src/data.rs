//! What a flow can look up: the contact, its attributes, the last answer of a function, the last
//! word of a bot.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::block::BotText;
use crate::contact::BotRef;
use crate::script::ContactData;
use crate::text::Part;
use crate::{Reference, Text};

/// What stands in a record in place of the caller's number.
const CALLER: &str = "[caller]";

pub(crate) struct Data<'s> {
    pub(crate) contact: &'s ContactData,
    /// The answer of the function invoked last, replaced by the next.
    pub(crate) external: Value,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) intent: String,
}

impl<'s> Data<'s> {
    pub(crate) fn new(contact: &'s ContactData) -> Self {
        Self {
            contact,
            external: Value::Null,
            attributes: BTreeMap::new(),
            intent: String::new(),
        }
    }

    /// The value of a reference. One that leads nowhere is empty.
    pub(crate) fn get(&self, reference: &Reference) -> String {
        let members: Vec<&str> = reference.members().iter().map(String::as_str).collect();
        let contact = self.contact;
        let value = match members.as_slice() {
            ["External", path @ ..] => return scalar(walk(&self.external, path)),
            ["Attributes", key] => self.attributes.get(*key).map_or("", String::as_str),
            ["Lex", "IntentName"] => &self.intent,
            ["AwsRegion"] => &contact.aws_region,
            ["ContactId" | "InitialContactId"] => &contact.contact_id,
            ["InstanceARN"] => &contact.instance_arn,
            ["LanguageCode"] => &contact.language_code,
            ["Channel"] => "VOICE",
            ["InitiationMethod"] => "INBOUND",
            ["CustomerEndpoint", "Address"] => &contact.customer_address,
            ["SystemEndpoint", "Address"] => &contact.system_address,
            ["CustomerEndpoint" | "SystemEndpoint", "Type"] => "TELEPHONE_NUMBER",
            _ => "",
        };
        value.to_owned()
    }

    pub(crate) fn text(&self, text: &Text) -> String {
        let part = |part: &Part| match part {
            Part::Plain(text) => text.clone(),
            Part::Reference(reference) => self.get(reference),
        };
        text.parts().iter().map(part).collect()
    }

    pub(crate) fn map(&self, entries: &[(Text, Text)]) -> BTreeMap<String, String> {
        entries
            .iter()
            .map(|(key, value)| (self.text(key), self.text(value)))
            .collect()
    }

    pub(crate) fn bot(&self, bot: &BotText) -> BotRef {
        match bot {
            BotText::V1 {
                name,
                region,
                alias,
            } => BotRef::V1 {
                name: self.text(name),
                region: self.text(region),
                alias: self.text(alias),
            },
            BotText::V2 { alias_arn } => BotRef::V2 {
                alias_arn: self.text(alias_arn),
            },
        }
    }

    /// Text fit for a record: the caller's number is not in it, however it came there.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let number = self.contact.customer_address.as_str();
        let digits = number.trim_start_matches('+');
        let mut text = text.to_owned();
        for number in [number, digits] {
            if !number.is_empty() && text.contains(number) {
                text = text.replace(number, CALLER);
            }
        }
        text
    }

    /// What the function answered, member by member as text, fit for a record.
    pub(crate) fn recorded_external(&self) -> BTreeMap<String, String> {
        let members = self.external.as_object().into_iter().flatten();
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        members
            .map(|(key, value)| (self.scrub(key), self.scrub(&text(value))))
            .collect()
    }
}

fn walk<'v>(value: &'v Value, path: &[&str]) -> &'v Value {
    path.iter().fold(value, |value, member| match value {
        Value::Object(members) => members.get(*member).unwrap_or(&Value::Null),
        Value::Array(items) => member
            .parse()
            .ok()
            .and_then(|index: usize| items.get(index))
            .unwrap_or(&Value::Null),
        _ => &Value::Null,
    })
}

/// Text, numbers and booleans as text; anything else is nothing one could say or compare.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case("$.External.primaryCode", "us-west-2")]
    #[case("$.External.statusCode", "200")]
    #[case("$.External.nested.list[1]", "b")]
    #[case("$.External.nested", "")]
    #[case("$.External.nothing", "")]
    #[case("$.Attributes['my key']", "mine")]
    #[case("$.Lex.IntentName", "OrderFlowers")]
    #[case("$.AwsRegion", "us-east-1")]
    #[case("$.CustomerEndpoint.Address", "+12065550100")]
    #[case("$.Lex.Slots.FlowerType", "")]
    #[case("$.NoSuch.Thing", "")]
    #[case("in $.External.primaryCode.", "in us-west-2.")]
    fn references_are_looked_up(#[case] text: &str, #[case] value: &str) {
        let contact = ContactData::default();
        let data = Data {
            external: json!({
                "primaryCode": "us-west-2", "statusCode": 200, "nested": {"list": ["a", "b"]},
            }),
            attributes: BTreeMap::from([("my key".to_owned(), "mine".to_owned())]),
            intent: "OrderFlowers".to_owned(),
            ..Data::new(&contact)
        };
        assert_eq!(data.text(&Text::parse(text)), value);
    }

    #[test]
    fn the_callers_number_is_in_no_record() {
        let contact = ContactData::default();
        let mut data = Data::new(&contact);
        data.external = json!({"echo": "+12065550100", "more": ["12065550100"]});
        assert_eq!(
            data.recorded_external(),
            BTreeMap::from([
                ("echo".to_owned(), "[caller]".to_owned()),
                ("more".to_owned(), "[\"[caller]\"]".to_owned()),
            ])
        );
    }
}
