//! Options of `lexdr flow`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::Generation;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Flow {
    #[command(subcommand)]
    pub(crate) command: Option<FlowCommand>,

    /// How the flow comes to the bot of a region.
    #[arg(long, value_enum, default_value_t = Form::Static)]
    pub(crate) form: Form,

    /// Generation of Lex.
    #[arg(long, value_enum, default_value_t = Generation::V1)]
    pub(crate) lex: Generation,

    /// ARN of a bot's alias of Lex V2, once for each region; the static form has a branch for each.
    #[arg(long = "alias-arn", value_name = "ARN")]
    pub(crate) alias_arns: Vec<String>,

    /// ARN of lexDRGetRegion.
    #[arg(
        long,
        value_name = "ARN",
        default_value = "arn:aws:lambda:us-east-1:123456789012:function:lexDRGetRegion"
    )]
    pub(crate) function_arn: String,

    /// The primary region.
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    pub(crate) primary: String,

    /// The secondary region.
    #[arg(long, value_name = "REGION", default_value = "us-west-2")]
    pub(crate) secondary: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FlowCommand {
    /// Find what would hurt callers in an outage.
    Lint(FlowLint),
}

#[derive(Debug, clap::Args)]
pub(crate) struct FlowLint {
    /// A contact flow, as DescribeContactFlow returns its content.
    pub(crate) file: PathBuf,
}

/// How the flow comes to the bot of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// A block for each region's bot.
    Static,
    /// One block that takes the region, or for Lex V2 the alias, from the function's answer.
    Dynamic,
}
