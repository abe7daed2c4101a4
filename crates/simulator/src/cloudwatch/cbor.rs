//! CBOR, as Smithy RPC v2 has it, and what the operations work on: JSON values.
//!
//! A date is a number of seconds since 1970: in CBOR it has tag 1, in JSON it is the bare number.
//! Milliseconds are kept to within one, as by the SDK, whose decoder this is.
//! What is a date on the way out its name says: all end in `Timestamp` or `Timestamps`.

use aws_smithy_cbor::data::Type;
use aws_smithy_cbor::decode::DeserializeError;
use aws_smithy_cbor::{Decoder, Encoder};
use aws_smithy_types::DateTime;
use serde_json::{Map, Number, Value};

/// No request of the API is half as deep.
const DEEPEST: usize = 32;

/// Reads a body.
///
/// # Errors
/// Why it is no CBOR, or nothing that the API takes.
pub(super) fn decoded(body: &[u8]) -> Result<Value, String> {
    let mut decoder = Decoder::new(body);
    let value = read(&mut decoder, 0)?;
    if decoder.position() < body.len() {
        return Err("there is more behind the value".to_owned());
    }
    Ok(value)
}

/// Writes a body.
pub(super) fn encoded(value: &Value) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    write(&mut encoder, value, false);
    encoder.into_writer()
}

fn read(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, String> {
    if depth > DEEPEST {
        return Err(format!("it is more than {DEEPEST} levels deep"));
    }
    let said = |error: DeserializeError| error.to_string();
    Ok(match decoder.datatype().map_err(said)? {
        Type::Bool => Value::from(decoder.boolean().map_err(said)?),
        Type::Null => decoder.null().map(|()| Value::Null).map_err(said)?,
        Type::Undefined => decoder.skip().map(|()| Value::Null).map_err(said)?,
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64 => Value::from(decoder.long().map_err(said)?),
        Type::F16 | Type::F32 => number(f64::from(decoder.float().map_err(said)?)),
        Type::F64 => number(decoder.double().map_err(said)?),
        Type::String | Type::StringIndef => Value::from(text(decoder)?),
        Type::Array | Type::ArrayIndef => {
            let mut left = decoder.list().map_err(said)?;
            let mut list = Vec::new();
            while more(decoder, &mut left)? {
                list.push(read(decoder, depth + 1)?);
            }
            Value::Array(list)
        }
        Type::Map | Type::MapIndef => {
            let mut left = decoder.map().map_err(said)?;
            let mut members = Map::new();
            while more(decoder, &mut left)? {
                let name = text(decoder)?;
                members.insert(name, read(decoder, depth + 1)?);
            }
            Value::Object(members)
        }
        Type::Tag => number(decoder.timestamp().map_err(said)?.as_secs_f64()),
        other => return Err(format!("the API takes no {other:?}")),
    })
}

/// Whether a list or map goes on: by its length, or until the break that ends it.
fn more(decoder: &mut Decoder<'_>, left: &mut Option<u64>) -> Result<bool, String> {
    match left {
        Some(0) => Ok(false),
        Some(count) => {
            *count -= 1;
            Ok(true)
        }
        None if matches!(decoder.datatype(), Ok(Type::Break)) => {
            decoder.skip().map_err(|error| error.to_string())?;
            Ok(false)
        }
        None => Ok(true),
    }
}

fn text(decoder: &mut Decoder<'_>) -> Result<String, String> {
    decoder.string().map_err(|error| error.to_string())
}

/// A number. JSON has no NaN and no infinity: they become the words that JSON services have for
/// them, and no operation takes words for numbers.
fn number(value: f64) -> Value {
    Number::from_f64(value).map_or_else(|| Value::from(value.to_string()), Value::Number)
}

fn write(encoder: &mut Encoder, value: &Value, date: bool) {
    match value {
        Value::Null => encoder.null(),
        Value::Bool(flag) => encoder.boolean(*flag),
        Value::Number(number) if date => {
            let seconds = number.as_f64().unwrap_or_default();
            encoder.timestamp(&DateTime::from_secs_f64(seconds))
        }
        Value::Number(number) => match number.as_i64() {
            Some(whole) => encoder.long(whole),
            None => encoder.double(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => encoder.str(text),
        Value::Array(list) => {
            encoder.array(list.len());
            for one in list {
                write(encoder, one, date);
            }
            encoder
        }
        Value::Object(members) => {
            encoder.map(members.len());
            for (name, value) in members {
                encoder.str(name);
                let date = name.ends_with("Timestamp") || name.ends_with("Timestamps");
                write(encoder, value, date);
            }
            encoder
        }
    };
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let value = json!({
            "Text": "ä", "Whole": -3, "Large": 5_000_000_000_i64, "Broken": 0.5, "No": null,
            "Flag": true, "List": [1, [], {}], "StateUpdatedTimestamp": 1_767_225_600.5,
        });
        assert_eq!(decoded(&encoded(&value)), Ok(value));
    }

    #[test]
    fn dates_have_their_tag() {
        let written = encoded(&json!({ "Timestamps": [1.0] }));
        let tagged = [0xc1, 0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0];
        assert!(written.ends_with(&tagged), "{written:x?}");
    }

    #[test]
    fn lengths_may_come_last_and_numbers_be_short() {
        // {_ "a": [_ 1.5 (half)], "b": (_ "x", "y")}
        let body = [
            0xbf, 0x61, b'a', 0x9f, 0xf9, 0x3e, 0x00, 0xff, 0x61, b'b', 0x7f, 0x61, b'x', 0x61,
            b'y', 0xff, 0xff,
        ];
        assert_eq!(decoded(&body), Ok(json!({ "a": [1.5], "b": "xy" })));
    }

    #[rstest]
    #[case::nothing(&[])]
    #[case::cut_off(&[0xa1, 0x61, b'a'])]
    #[case::never_ends(&[0x9f, 0x01])]
    #[case::huge_length(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])]
    #[case::too_deep(&[0x81; 100])]
    #[case::bytes(&[0x41, 0x00])]
    #[case::more_behind(&[0xa0, 0xa0])]
    fn what_is_no_request_is_told(#[case] body: &[u8]) {
        assert!(decoded(body).is_err());
    }

    #[test]
    fn what_is_no_number_is_none() {
        let mut body = vec![0xfb];
        body.extend_from_slice(&f64::NAN.to_be_bytes());
        assert_eq!(decoded(&body), Ok(json!("NaN")));
    }
}
