//! How a deployment is connected to an instance of Amazon Connect, and taken away from it: lines
//! for a shell, because whose calls go where is a person's decision.

use lexdr_deploy::{DeployedBot, System, function_arn};

/// What stands where the id of an instance belongs.
const INSTANCE: &str = "INSTANCE_ID";

/// A deployment, and the instance it is for.
pub(super) struct Connection<'c> {
    pub(super) system: &'c System,
    pub(super) account: &'c str,
    pub(super) bots: &'c [DeployedBot],
    pub(super) instance: Option<&'c str>,
}

impl Connection<'_> {
    /// The steps that connect it.
    pub(super) fn made(&self) -> String {
        let mut lines = vec![self.title("to connect it")];
        lines.extend(self.bots("associate-bot"));
        lines.push(self.function("associate-lambda-function"));
        lines.push(self.flow());
        let file = self.file();
        lines.push(self.call(&format!(
            "create-contact-flow --name {} --type CONTACT_FLOW --status PUBLISHED --content \
             file://{file}",
            file.trim_end_matches(".json")
        )));
        lines.join("\n  ")
    }

    /// The steps that take it away.
    pub(super) fn undone(&self) -> String {
        let mut lines = vec![self.title("if it is connected, to take it away")];
        lines.push(self.call("delete-contact-flow --contact-flow-id FLOW_ID"));
        lines.push(self.function("disassociate-lambda-function"));
        lines.extend(self.bots("disassociate-bot"));
        lines.join("\n  ")
    }

    fn title(&self, what: &str) -> String {
        let region = &self.system.primary;
        let how = match self.instance {
            Some(_) => String::new(),
            None => format!(", its id in place of {INSTANCE}"),
        };
        format!("{what}, with an instance of Amazon Connect in {region}{how}:")
    }

    fn call(&self, rest: &str) -> String {
        let (command, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        format!(
            "aws connect {command} --region {} --instance-id {} {rest}",
            self.system.primary,
            self.instance.unwrap_or(INSTANCE)
        )
    }

    fn bots(&self, command: &str) -> Vec<String> {
        let bots = self.bots.iter();
        let call = |bot: &DeployedBot| {
            self.call(&format!(
                "{command} --lex-v2-bot AliasArn={}",
                bot.alias_arn
            ))
        };
        bots.map(call).collect()
    }

    fn function(&self, command: &str) -> String {
        self.call(&format!("{command} --function-arn {}", self.function_arn()))
    }

    fn function_arn(&self) -> String {
        let System {
            primary,
            region_function,
            ..
        } = self.system;
        function_arn(primary, self.account, region_function)
    }

    /// Prints the flow of the design for this deployment.
    fn flow(&self) -> String {
        let System {
            primary, secondary, ..
        } = self.system;
        let aliases = self.bots.iter();
        let aliases = aliases.map(|bot| format!(" --alias-arn {}", bot.alias_arn));
        format!(
            "lexdr flow --lex v2 --primary {primary} --secondary {secondary} --function-arn {}{} > {}",
            self.function_arn(),
            aliases.collect::<String>(),
            self.file()
        )
    }

    fn file(&self) -> String {
        format!("{}-flow.json", self.system.owner().unwrap_or("lexdr"))
    }
}
