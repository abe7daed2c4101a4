//! Options of `lexdr fault`.

use clap::Subcommand;
use http::Uri;

#[derive(Debug, clap::Args)]
pub(crate) struct Fault {
    #[command(subcommand)]
    pub(crate) command: FaultCommand,

    /// The server, as it was printed by `lexdr serve`.
    #[arg(
        long,
        value_name = "URL",
        global = true,
        default_value = "http://127.0.0.1:4588"
    )]
    pub(crate) endpoint: Uri,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FaultCommand {
    /// Add rules, and print their names.
    Add {
        /// A file, `-` for standard input, or the JSON itself:
        /// '{"fault": {"lex-error": {"region": "primary", "error": "NotFound"}}, "ttl": "30s"}'
        rule: String,
    },
    /// Print the rules in force, one a line: name, how often it fired, what it is.
    List,
    /// Remove a rule, or all of them, and print their names.
    Clear {
        /// Its name; all rules without one.
        id: Option<String>,
    },
}
