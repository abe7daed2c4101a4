//! `lexdr flow` and `lexdr flow lint`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use lexdr_connect_flow::shipped::{Bot, Params, dynamic_form, static_form};
use lexdr_connect_flow::{Block, BotRef, BotText, Severity, lint};

use crate::args::{Flow, FlowCommand, FlowLint, Form, Generation, Generations};
use crate::exit::{Exit, Failure};

pub(crate) fn flow(options: &Flow) -> Result<Exit, Failure> {
    match &options.command {
        Some(FlowCommand::Lint(options)) => check(options),
        None => {
            print!("{}", shipped(options)?);
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

/// The generation of Lex whose bots a flow talks to; nothing if there are bots of both, or none.
pub(crate) fn generation(flow: &lexdr_connect_flow::Flow) -> Option<Generations> {
    let mut generations = flow.actions().iter().filter_map(|action| {
        let Block::TalkToBot(talk) = &action.block else {
            return None;
        };
        Some(match talk.bot {
            BotText::V1 { .. } => Generations::V1,
            BotText::V2 { .. } => Generations::V2,
        })
    });
    let first = generations.next()?;
    generations.all(|other| other == first).then_some(first)
}

fn shipped(options: &Flow) -> Result<String, Failure> {
    let bot = match options.lex {
        Generation::V1 => Bot::V1 {
            name: "OrderFlowers".to_owned(),
            alias: "ver_one".to_owned(),
        },
        Generation::V2 => Bot::V2 {
            alias_arns: alias_arns(options)?,
        },
    };
    let params = params(
        &options.function_arn,
        [&options.primary, &options.secondary],
        bot,
    );
    Ok(match options.form {
        Form::Static => static_form(&params),
        Form::Dynamic => dynamic_form(&params),
    })
}

/// The flow of a deployment.
#[cfg(feature = "connect")]
pub(crate) fn deployed(
    system: &lexdr_deploy::System,
    function_arn: &str,
    bots: &[lexdr_deploy::DeployedBot],
) -> String {
    let arns = bots.iter();
    let arns = arns.map(|bot| (bot.region.clone(), bot.alias_arn.clone()));
    let bot = Bot::V2 {
        alias_arns: arns.collect(),
    };
    static_form(&params(function_arn, system.regions(), bot))
}

fn params(function_arn: &str, regions: [&str; 2], bot: Bot) -> Params {
    Params {
        function_arn: function_arn.to_owned(),
        route: regions[0].to_owned(),
        regions: regions.map(str::to_owned).to_vec(),
        bot,
        intent: lexdr_deploy::INTENT.to_owned(),
        greeting: "How can I help you?".to_owned(),
        apology: "We cannot take your order at the moment. Please call again later.".to_owned(),
    }
}

/// The ARNs of the bots' aliases by region. The dynamic form takes them from the function.
fn alias_arns(options: &Flow) -> Result<BTreeMap<String, String>, Failure> {
    let mut arns = BTreeMap::new();
    for arn in &options.alias_arns {
        let bot = BotRef::V2 {
            alias_arn: arn.clone(),
        };
        let region = bot.region().ok_or_else(|| {
            Failure::usage(format!(
                "--alias-arn {arn:?} is not the ARN of an alias, such as \
                 arn:aws:lex:us-east-1:123456789012:bot-alias/BOTID12345/ALIASID123"
            ))
        })?;
        arns.insert(region.to_owned(), arn.clone());
    }
    let missing: Vec<&str> = [&options.primary, &options.secondary]
        .into_iter()
        .filter(|region| !arns.contains_key(*region))
        .map(String::as_str)
        .collect();
    if options.form == Form::Static && !missing.is_empty() {
        return Err(Failure::usage(format!(
            "the static form of Lex V2 needs the ARN of the alias in each region: give --alias-arn \
             for {}, or --form dynamic",
            missing.join(" and ")
        )));
    }
    Ok(arns)
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
