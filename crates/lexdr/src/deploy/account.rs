//! A deployment of its own on an account: looked at first, and made or removed only if that was
//! said in so many words.

use lexdr_deploy::{
    Clients, DeployError, DeployedBot, OWNER, Part, Standing, System, down_own, find_own_bots,
    start, survey,
};
use lexdr_gameday::doctor::{Hints, discover};
use lexdr_gameday::guards::{Asked, deployer};
use lexdr_runner::Packages;

use super::connect::Connection;
use super::instance::Instance;
use super::stack;
use crate::args::{DeployTo, Down, OwnStack, Up};
use crate::emulator::packages;
use crate::exit::{Exit, Failure};
use crate::{access, doctor, gameday, serve};

pub(super) fn up(options: &Up) -> Result<Exit, Failure> {
    let own = &options.place.own;
    if options.reached_as.is_some() {
        return Err(Failure::usage("--reached-as goes with --target localstack"));
    }
    if options.scratch_alias && own.connect_instance.is_some() {
        return Err(Failure::usage(
            "--scratch-alias is for a deployment that nobody calls, so --connect-instance does not go \
             with it",
        ));
    }
    let mut system = stack::system(&options.place, &options.tags)?;
    system.scratch_alias = options.scratch_alias;
    system.every = serve::whole_minutes(&options.check_every)?;
    if let Some(file) = options.config.as_deref().filter(|file| file.exists()) {
        return Err(doctor::is_there(file));
    }
    if own.live {
        let Packages {
            health_check,
            get_region,
        } = packages(&options.packages)?;
        system.check_code = health_check;
        system.region_code = get_region;
    }
    gameday::runtime()?.block_on(async {
        let Some(found) = Found::look(&options.place, &system).await? else {
            return Ok(Exit::Refused);
        };
        found.show(&system, ["to be made", "is there, to be brought in line"]);
        let foreign = found.foreign();
        for part in &foreign {
            eprintln!(
                "refused: {}; remove it, or choose another --prefix",
                not_own(part, &system)
            );
        }
        if !foreign.is_empty() {
            return Ok(Exit::Refused);
        }
        if !own.live {
            return Ok(found.nothing_done());
        }
        make(&found, &system, options).await
    })
}

async fn make(found: &Found, system: &System, options: &Up) -> Result<Exit, Failure> {
    let Found {
        clients, account, ..
    } = found;
    let deployed = lexdr_deploy::up(clients, system, &mut told).await;
    let deployed = deployed.map_err(broken)?;
    start(clients, system).await.map_err(broken)?;
    println!("deployed to account {account}");
    println!(
        "rule {} runs {} every {}",
        system.rule, system.check_function, options.check_every
    );
    match &found.instance {
        Some(instance) => instance.connect(clients, system, &deployed.bots).await?,
        None => {
            let connection = found.connection(system, &deployed.bots, &options.place.own);
            if !system.scratch_alias {
                println!("{}", connection.made());
            }
        }
    }
    let Some(file) = &options.config else {
        return Ok(Exit::Passed);
    };
    let hints = Hints {
        check_function: Some(system.check_function.clone()),
        region_function: Some(system.region_function.clone()),
        rule: Some(system.rule.clone()),
    };
    let written = discover(clients, &system.primary, &system.secondary, &hints).await;
    let mut written = written.map_err(|error| {
        Failure::unknown(format!(
            "all is deployed, but {} is not written: {error}",
            file.display()
        ))
    })?;
    written.system.scratch_alias = system.scratch_alias;
    doctor::write_new(file, &written)
}

pub(super) fn down(options: &Down) -> Result<Exit, Failure> {
    let own = &options.place.own;
    let system = stack::system(&options.place, &[])?;
    gameday::runtime()?.block_on(async {
        let Some(found) = Found::look(&options.place, &system).await? else {
            return Ok(Exit::Refused);
        };
        found.show(&system, ["not there", "to be removed"]);
        let bots = find_own_bots(&found.clients, &system, &found.parts);
        let bots = bots.await.map_err(broken)?;
        if !bots.is_empty() && found.instance.is_none() {
            println!("{}", found.connection(&system, &bots, own).undone());
        }
        if !own.live {
            return Ok(found.nothing_done());
        }
        let mut left = match &found.instance {
            Some(instance) => instance.disconnect(&found.clients, &system).await?,
            None => Vec::new(),
        };
        let others = down_own(&found.clients, &system, &mut told).await;
        left.extend(others.map_err(broken)?);
        for part in &left {
            eprintln!("left: {}; remove it by hand", not_own(part, &system));
        }
        if left.is_empty() {
            println!("removed from account {}", found.account);
            return Ok(Exit::Passed);
        }
        Ok(Exit::NotUndone)
    })
}

/// An account, and what is there of a deployment.
struct Found {
    clients: Clients,
    account: String,
    parts: Vec<Part>,
    instance: Option<Instance>,
}

impl Found {
    /// Looks at it; nothing if it is not the account that was meant, which has been said.
    async fn look(place: &DeployTo, system: &System) -> Result<Option<Self>, Failure> {
        let clients = access::clients(place.endpoint.as_deref()).await?;
        let asked = Asked {
            live: place.own.live,
            account: place.own.id.clone(),
        };
        match deployer(&clients, &system.primary, &asked).await {
            Ok(identity) => {
                let account = identity.account;
                let mut parts = survey(&clients, system).await.map_err(broken)?;
                let id = place.own.connect_instance.as_deref();
                let instance = Instance::look(&clients, (system, &account), id, &parts).await?;
                parts.extend_from_slice(instance.as_ref().map_or(&[], Instance::parts));
                Ok(Some(Self {
                    clients,
                    account,
                    parts,
                    instance,
                }))
            }
            Err(refusals) => {
                for refusal in refusals {
                    eprintln!("refused: {refusal}");
                }
                Ok(None)
            }
        }
    }

    /// Prints what is there. The texts are said of what is not there, and of what is.
    fn show(&self, system: &System, [absent, own]: [&str; 2]) {
        println!(
            "deployment {} on account {}, {} and {}",
            system.owner().unwrap_or_default(),
            self.account,
            system.primary,
            system.secondary
        );
        let tags = system
            .tags
            .iter()
            .map(|(key, value)| format!("{key}={value}"));
        println!("  tags: {}", tags.collect::<Vec<_>>().join(", "));
        for part in &self.parts {
            let state = match part.standing {
                Standing::Absent => absent,
                Standing::Own => own,
                Standing::Foreign => "somebody else's, to be left alone",
            };
            println!("  {}: {state}", part.what);
        }
    }

    fn foreign(&self) -> Vec<&Part> {
        let parts = self.parts.iter();
        parts
            .filter(|part| part.standing == Standing::Foreign)
            .collect()
    }

    fn connection<'c>(
        &'c self,
        system: &'c System,
        bots: &'c [DeployedBot],
        own: &'c OwnStack,
    ) -> Connection<'c> {
        Connection {
            system,
            account: &self.account,
            bots,
            instance: own.connect_instance.as_deref(),
        }
    }

    fn nothing_done(&self) -> Exit {
        eprintln!(
            "nothing was done; to do it: --live --account {}",
            self.account
        );
        Exit::Passed
    }
}

pub(super) fn told(line: &str) {
    eprintln!("{line}");
}

fn not_own(part: &Part, system: &System) -> String {
    format!(
        "{} is there without the tag {OWNER}={}",
        part.what,
        system.owner().unwrap_or_default()
    )
}

pub(super) fn broken(error: DeployError) -> Failure {
    Failure::unknown(error)
}
