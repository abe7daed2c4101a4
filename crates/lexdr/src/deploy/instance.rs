//! An instance of Amazon Connect that a deployment is connected to, by calls.

use lexdr_deploy::connect::{
    Connection, connect, connected, disconnect, own_function_arn, refusal,
};
use lexdr_deploy::{Clients, DeployedBot, Part, System, find_own_bots};

use super::account::{broken, told};
use crate::exit::Failure;
use crate::flow;

/// An instance, and what the deployment has in it.
pub(super) struct Instance {
    id: String,
    /// Nothing if the function of that name is another's.
    function_arn: Option<String>,
    bots: Vec<DeployedBot>,
    parts: Vec<Part>,
}

impl Instance {
    /// Looks at an instance, if one is named, for a deployment of which these parts are there.
    pub(super) async fn look(
        clients: &Clients,
        (system, account): (&System, &str),
        id: Option<&str>,
        parts: &[Part],
    ) -> Result<Option<Self>, Failure> {
        let Some(id) = id else { return Ok(None) };
        let bots = find_own_bots(clients, system, parts);
        let mut instance = Self {
            id: id.to_owned(),
            function_arn: own_function_arn(system, account, parts),
            bots: bots.await.map_err(broken)?,
            parts: Vec::new(),
        };
        let connection = instance.connection(system, &instance.bots);
        if let Some(why) = refusal(clients, connection).await.map_err(broken)? {
            return Err(Failure::refused(why));
        }
        instance.parts = connected(clients, connection).await.map_err(broken)?;
        Ok(Some(instance))
    }

    /// What the deployment has in it.
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Connects the deployment to it, and says how callers get there.
    pub(super) async fn connect(
        &self,
        clients: &Clients,
        system: &System,
        bots: &[DeployedBot],
    ) -> Result<(), Failure> {
        let connection = self.connection(system, bots);
        // A deployment with a function of somebody else's is not made.
        let function_arn = self.function_arn.as_deref().unwrap_or_default();
        let content = flow::deployed(system, function_arn, bots);
        let flow = connect(clients, connection, &content, &mut told).await;
        let flow = flow.map_err(broken)?;
        let (id, region) = (&self.id, &system.primary);
        println!(
            "connected to instance {id} of Amazon Connect in {region}, contact flow {} is published",
            connection.flow_name()
        );
        println!(
            "to let a phone number lead to it:\n  aws connect associate-phone-number-contact-flow \
             --region {region} --instance-id {id} --phone-number-id NUMBER_ID --contact-flow-id {flow}"
        );
        Ok(())
    }

    /// Takes the deployment out of it. Returns what is left because it is another's.
    pub(super) async fn disconnect(
        &self,
        clients: &Clients,
        system: &System,
    ) -> Result<Vec<Part>, Failure> {
        let connection = self.connection(system, &self.bots);
        let left = disconnect(clients, connection, &mut told).await;
        left.map_err(broken)
    }

    fn connection<'c>(&'c self, system: &'c System, bots: &'c [DeployedBot]) -> Connection<'c> {
        Connection {
            system,
            bots,
            function_arn: self.function_arn.as_deref(),
            instance: &self.id,
        }
    }
}
