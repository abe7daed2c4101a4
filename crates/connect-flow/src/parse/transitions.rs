//! Where the call goes from an action.

use super::cursor::{At, Found};
use crate::error::{Wrong, shown};
use crate::flow::{Condition, Transitions};
use crate::operator::{OPERATORS, number};

/// A transition and where it stands; whether its target exists is known when all are read.
pub(super) struct Target<'v> {
    at: At<'v>,
    from: String,
    pub(super) to: &'v str,
}

impl<'v> Target<'v> {
    pub(super) fn start(at: At<'v>, to: &'v str) -> Self {
        Self {
            at,
            from: "`StartAction`".to_owned(),
            to,
        }
    }

    pub(super) fn missing(&self) -> Found {
        let wrong = Wrong::NoSuchAction {
            from: self.from.clone(),
            to: shown(self.to),
        };
        self.at.wrong(wrong)
    }
}

pub(super) fn read<'v>(
    action: &At<'v>,
    identifier: &str,
    targets: &mut Vec<Target<'v>>,
) -> Result<Transitions, Found> {
    let mut read = Transitions::default();
    let Some(at) = action.get("Transitions")? else {
        return Ok(read);
    };
    let mut target = |at: At<'v>| {
        let to = at.str()?;
        targets.push(Target {
            from: format!("block `{identifier}`"),
            at,
            to,
        });
        Ok(to.to_owned())
    };
    if let Some(next) = at.get("NextAction")? {
        read.next = Some(target(next)?);
    }
    for item in list(&at, "Conditions")? {
        let to = target(item.need("NextAction")?)?;
        read.conditions
            .push(condition(&item.need("Condition")?, to)?);
    }
    for item in list(&at, "Errors")? {
        let to = target(item.need("NextAction")?)?;
        read.errors
            .push((item.need("ErrorType")?.str()?.to_owned(), to));
    }
    Ok(read)
}

fn list<'v>(at: &At<'v>, name: &str) -> Result<Vec<At<'v>>, Found> {
    at.get(name)?.map_or(Ok(Vec::new()), |list| list.items())
}

fn condition(at: &At<'_>, to: String) -> Result<Condition, Found> {
    let operator_at = at.need("Operator")?;
    let name = operator_at.str()?;
    let operator = OPERATORS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, operator)| *operator);
    let operator = operator.ok_or_else(|| operator_at.wrong(Wrong::Operator(shown(name))))?;
    let operands = at.need("Operands")?;
    let operand = match operands.items()?.as_slice() {
        [operand] => operand.clone(),
        // What several would mean is not documented; the console writes one.
        _ => return Err(operands.expected("a list of one operand")),
    };
    let text = operand.text()?;
    if operator.is_numeric() && text.as_static().is_some_and(|text| number(text).is_none()) {
        return Err(operand.expected("a number"));
    }
    Ok(Condition {
        operator,
        operand: text,
        to,
    })
}
