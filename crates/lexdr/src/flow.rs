//! `lexdr flow` and `lexdr flow lint`.

use std::fs;
use std::path::Path;

use lexdr_connect_flow::shipped::{Bot, Params, dynamic_form, static_form};
use lexdr_connect_flow::{Severity, lint};

use crate::args::{Flow, FlowCommand, FlowLint, Form, LexVersion};
use crate::exit::{Exit, Failure};

pub(crate) fn flow(options: &Flow) -> Result<Exit, Failure> {
    match &options.command {
        Some(FlowCommand::Lint(options)) => check(options),
        None => {
            print!("{}", shipped(options));
            Ok(Exit::Passed)
        }
    }
}

/// Reads a flow; what is wrong with it names the block and the line.
pub(crate) fn read(file: &Path) -> Result<lexdr_connect_flow::Flow, Failure> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::bad_file(format!("{name}: error: cannot be read: {error}")))?;
    lexdr_connect_flow::Flow::parse(&name, &text).map_err(Failure::bad_file)
}

fn shipped(options: &Flow) -> String {
    let bot = match options.lex {
        LexVersion::V1 => Bot::V1 {
            name: "OrderFlowers".to_owned(),
            alias: "ver_one".to_owned(),
        },
    };
    let params = Params {
        function_arn: options.function_arn.clone(),
        route: options.primary.clone(),
        regions: vec![options.primary.clone(), options.secondary.clone()],
        bot,
        intent: "OrderFlowers".to_owned(),
        greeting: "How can I help you?".to_owned(),
        apology: "We cannot take your order at the moment. Please call again later.".to_owned(),
    };
    match options.form {
        Form::Static => static_form(&params),
        Form::Dynamic => dynamic_form(&params),
    }
}

fn check(options: &FlowLint) -> Result<Exit, Failure> {
    let flow = read(&options.file)?;
    let findings = lint(&flow);
    for finding in &findings {
        println!("{}: {finding}", options.file.display());
    }
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    println!(
        "{} blocks, {} findings, {errors} of them errors",
        flow.actions().len(),
        findings.len()
    );
    Ok(if errors == 0 {
        Exit::Passed
    } else {
        Exit::Failed
    })
}
