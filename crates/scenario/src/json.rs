//! A part of a file as JSON, for the fault layer, which reads its parameters itself.

use lexdr_faults::vocabulary::FaultSpec;
use lexdr_faults::{FieldError, RequestFault};
use serde_json::{Map, Number, Value};

use crate::error::{Place, Problem, quoted};
use crate::tree::{Data, Node};

/// The most values in the parameters of one fault. Aliases can make few lines many values.
const MOST: usize = 1_000;

/// The fault with the parameters that stand in `node`; `otherwise` is the place of the fault's
/// name, for what cannot be pointed at.
pub(crate) fn request(
    spec: &'static FaultSpec,
    node: &Node,
    otherwise: Place,
) -> Result<RequestFault, Problem> {
    let mut left = MOST;
    let params = json(node, &mut left)?;
    RequestFault::parse(spec.name, &params).map_err(|error| problem(spec, node, otherwise, error))
}

fn json(node: &Node, left: &mut usize) -> Result<Value, Problem> {
    *left = left.checked_sub(1).ok_or_else(|| {
        Problem::at(
            node.place,
            format!("more than {MOST} values in the parameters of one fault"),
        )
    })?;
    Ok(match &node.data {
        Data::Scalar { text, .. } => match node.kind() {
            "nothing" => Value::Null,
            "a truth value" if text == "true" => Value::Bool(true),
            "a truth value" if text == "false" => Value::Bool(false),
            "a number" => number(text).map_or_else(|| text.as_str().into(), Value::Number),
            _ => Value::String(text.clone()),
        },
        Data::List(items) => {
            let items: Result<Vec<_>, _> = items.iter().map(|item| json(item, left)).collect();
            Value::Array(items?)
        }
        Data::Map(pairs) => {
            let mut map = Map::new();
            for (key, value) in pairs {
                let Data::Scalar { text, .. } = &key.data else {
                    let message = format!("expected a key, found {}", key.kind());
                    return Err(Problem::at(key.place, message));
                };
                if map.contains_key(text) {
                    let message = format!("key {} given twice", quoted(text));
                    return Err(Problem::at(key.place, message));
                }
                map.insert(text.clone(), json(value, left)?);
            }
            Value::Object(map)
        }
    })
}

fn number(text: &str) -> Option<Number> {
    if let Ok(whole) = text.parse::<u64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    text.parse::<f64>().ok().and_then(Number::from_f64)
}

fn problem(spec: &'static FaultSpec, node: &Node, otherwise: Place, error: FieldError) -> Problem {
    let at_key = error.problem.starts_with("unknown key");
    let place = place_of(node, &error.path, at_key).unwrap_or(otherwise);
    // What cannot be pointed at is named.
    let message = match error.path.as_str() {
        "" => format!("{}: {}", spec.name, error.problem),
        _ => error.problem,
    };
    let help = error
        .suggestion
        .unwrap_or_else(|| format!("for example `{}: {}`", spec.name, spec.example));
    Problem::at(place, message).help(help)
}

/// Where a path such as `latency.pareto.median` or `services[1]` leads, as far as it can be
/// followed.
fn place_of(node: &Node, path: &str, at_key: bool) -> Option<Place> {
    let mut node = node;
    let mut place = (node.kind() != "nothing").then_some(node.place);
    for piece in path.split('.').filter(|piece| !piece.is_empty()) {
        let (name, index) = match piece.split_once('[') {
            Some((name, index)) => (name, index.trim_end_matches(']').parse::<usize>().ok()),
            None => (piece, None),
        };
        let Data::Map(pairs) = &node.data else { break };
        let found = pairs
            .iter()
            .find(|(key, _)| matches!(&key.data, Data::Scalar { text, .. } if text == name));
        let Some((key, value)) = found else { break };
        node = value;
        place = Some(if at_key || node.kind() == "nothing" {
            key.place
        } else {
            node.place
        });
        if let (Some(index), Data::List(items)) = (index, &node.data)
            && let Some(item) = items.get(index)
        {
            node = item;
            place = Some(item.place);
        }
    }
    place
}
