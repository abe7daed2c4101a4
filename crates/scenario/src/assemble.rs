//! From the keys of a file to the model, places kept for what is checked next.

mod expectations;
mod faults;

use crate::error::Place;
use crate::parsed::{Fields, List, Parsed};
use lexdr_wire::LexVersion;

use crate::{
    Action, AliasBy, Arrivals, Bots, Check, Expectation, FlowForm, Injection, Method, Millis,
    Probes, Scenario, Simulated, Step,
};
use expectations::expectation;
use faults::fault;

/// What could be read of a file.
pub(crate) struct Draft {
    pub(crate) name: Option<(String, Place)>,
    pub(crate) lex: Option<(LexVersion, Place)>,
    pub(crate) bots: Option<(Bots, Place)>,
    pub(crate) check: Option<Check>,
    /// Where the way to tell an alias stands.
    pub(crate) alias_by: Option<Place>,
    pub(crate) simulator: Simulated,
    /// All steps, or nothing: with a step missing, nothing can be said about the others.
    pub(crate) timeline: Option<Vec<PlacedStep>>,
    pub(crate) expect: Vec<PlacedExpectation>,
    /// The whole, if every part could be read.
    pub(crate) scenario: Option<Scenario>,
}

/// A step and where its parts stand.
pub(crate) struct PlacedStep {
    pub(crate) step: Step,
    /// The instant.
    pub(crate) at: Place,
    /// The fault, the label or the `true` of the end.
    pub(crate) action: Place,
    /// The label: `as`, or the fault.
    pub(crate) label: Place,
}

/// An expectation and where its parts stand.
pub(crate) struct PlacedExpectation {
    pub(crate) expectation: Expectation,
    pub(crate) place: Place,
    pub(crate) to: Option<Place>,
    pub(crate) after: Option<Place>,
}

/// Puts a file together.
pub(crate) fn draft(file: &Fields) -> Draft {
    let name = file.text("name").cloned().zip(file.place("name"));
    let lex = lex(file);
    let bots = bots(file);
    let alias_by = file.map("check").and_then(|check| check.place("alias-by"));
    let check = file.map("check").and_then(check);
    let simulator = file.map("simulator").map(simulator).unwrap_or_default();
    let timeline = file
        .list("timeline")
        .filter(|list| list.complete)
        .and_then(|list| {
            maps(list)
                .map(|(fields, place)| step(fields, place))
                .collect::<Option<Vec<_>>>()
        });
    let expect: Vec<PlacedExpectation> = file
        .list("expect")
        .into_iter()
        .flat_map(maps)
        .filter_map(|(fields, place)| expectation(fields, place))
        .collect();
    let scenario = (|| {
        Some(Scenario {
            name: file.text("name")?.clone(),
            summary: file.text("summary")?.clone(),
            tags: file.list("tags").map(texts).unwrap_or_default(),
            lex: lex.as_ref().map(|(version, _)| *version),
            bots: bots.map(|(bots, _)| bots).unwrap_or_default(),
            check: check.clone()?,
            probes: file.map("probes").map(probes).unwrap_or_default(),
            simulator: simulator.clone(),
            timeline: timeline
                .as_ref()?
                .iter()
                .map(|placed| placed.step.clone())
                .collect(),
            expect: expect
                .iter()
                .map(|placed| placed.expectation.clone())
                .collect(),
        })
    })();
    Draft {
        name,
        lex,
        bots,
        check,
        alias_by,
        simulator,
        timeline,
        expect,
        scenario,
    }
}

fn maps(list: &List) -> impl Iterator<Item = (&Fields, Place)> {
    list.items.iter().filter_map(|item| match &item.value {
        Parsed::Map(fields) => Some((fields, item.place)),
        _ => None,
    })
}

fn texts(list: &List) -> Vec<String> {
    let text = |value: &Parsed| match value {
        Parsed::Text(text) => Some(text.clone()),
        _ => None,
    };
    list.items
        .iter()
        .filter_map(|item| text(&item.value))
        .collect()
}

fn lex(file: &Fields) -> Option<(LexVersion, Place)> {
    let version = match word(file, "lex")? {
        "v1" => LexVersion::V1,
        "v2" => LexVersion::V2,
        _ => return None,
    };
    Some((version, file.place("lex")?))
}

fn bots(file: &Fields) -> Option<(Bots, Place)> {
    let bots = match word(file, "bots")? {
        "separate" => Bots::Separate,
        "replicated" => Bots::Replicated,
        _ => return None,
    };
    Some((bots, file.place("bots")?))
}

fn check(fields: &Fields) -> Option<Check> {
    Some(Check {
        every: *fields.time("every")?,
        method: fields
            .method("method")
            .copied()
            .unwrap_or(Method::default()),
        failure_threshold: fields.count("failure-threshold").copied().unwrap_or(1),
        recovery_threshold: fields.count("recovery-threshold").copied().unwrap_or(1),
        timeout: fields.time("timeout").copied().unwrap_or(Check::TIMEOUT),
        alias_by: match word(fields, "alias-by") {
            Some("id") => AliasBy::Id,
            _ => AliasBy::Name,
        },
    })
}

fn probes(fields: &Fields) -> Probes {
    let usual = Probes::default();
    let or = |key: &str, usual: Millis| fields.time(key).copied().unwrap_or(usual);
    Probes {
        route: or("route", usual.route),
        caller: or("caller", usual.caller),
        order: or("order", usual.order),
        arrivals: match word(fields, "arrivals") {
            Some("constant") => Arrivals::Constant,
            Some("poisson") => Arrivals::Poisson,
            _ => usual.arrivals,
        },
        flow: match word(fields, "flow") {
            Some("static") => Some(FlowForm::Static),
            Some("dynamic") => Some(FlowForm::Dynamic),
            _ => usual.flow,
        },
    }
}

fn word<'a>(fields: &'a Fields, key: &str) -> Option<&'a str> {
    fields.text(key).map(String::as_str)
}

fn simulator(fields: &Fields) -> Simulated {
    let usual = Simulated::default();
    let alias_propagation = fields
        .time("alias-propagation")
        .copied()
        .unwrap_or(usual.alias_propagation);
    Simulated {
        alias_propagation,
        lex_latency: fields.time("lex-latency").copied(),
    }
}

fn step(fields: &Fields, place: Place) -> Option<PlacedStep> {
    let (key, action) = if let Some(inject) = fields.map("inject") {
        let fault = fault(inject)?;
        let label = fields
            .text("as")
            .cloned()
            .unwrap_or_else(|| fault.name().to_owned());
        let flag = |key| fields.flag(key).copied().unwrap_or(false);
        (
            "inject",
            Action::Inject(Injection {
                label,
                fault,
                brief: flag("brief"),
                force: flag("force"),
            }),
        )
    } else if let Some(label) = fields.text("undo") {
        ("undo", Action::Undo(label.clone()))
    } else {
        ("end", Action::End(*fields.flag("end")?))
    };
    let action_place = fields.place(key).unwrap_or(place);
    Some(PlacedStep {
        step: Step {
            at: *fields.span("at")?,
            action,
        },
        at: fields.place("at").unwrap_or(place),
        action: action_place,
        label: fields.place("as").unwrap_or(action_place),
    })
}
