//! Makes a call.

use lexdr_deploy::{Clients, boxed};
use lexdr_journal::{Api, Call};
use lexdr_wire::BoxFuture;

use crate::error::{Error, Kind};
use crate::members::Members;
use crate::{alias, alias_policy, concurrency, environment, role_policy, rule, scratch_alias};

/// Makes a call. Deleting what is not there succeeds, as does making what is there as it shall be.
///
/// # Errors
/// When the call fails, or is none that a [`Change`](lexdr_journal::Change) of this crate consists
/// of, or its input has a member that is not known: nothing of it is dropped.
pub fn execute<'a>(clients: &'a Clients, call: &'a Call) -> BoxFuture<'a, Result<(), Error>> {
    Box::pin(async move {
        let region = call.region.as_str();
        let what = format!("{} in {region}", call.operation);
        let input = Members::of(&what, &call.input)?;
        match (call.api, call.operation.as_str()) {
            (Api::Events, "DisableRule") => rule::disable(clients, region, input).await,
            (Api::Events, "EnableRule") => rule::enable(clients, region, input).await,
            (Api::Iam, "PutRolePolicy") => role_policy::put(clients, input).await,
            (Api::Iam, "DeleteRolePolicy") => role_policy::delete(clients, input).await,
            (Api::Lambda, "PutFunctionConcurrency") => {
                concurrency::put(clients, region, input).await
            }
            (Api::Lambda, "DeleteFunctionConcurrency") => {
                concurrency::delete(clients, region, input).await
            }
            (Api::Lambda, "UpdateFunctionConfiguration") => {
                boxed(|| environment::update(clients, region, input)).await
            }
            (Api::LexModelsV2, "UpdateBotAlias") => {
                boxed(|| alias::update(clients, region, input)).await
            }
            (Api::LexModelsV2, "CreateBotAlias") => {
                boxed(|| scratch_alias::create(clients, region, &call.input)).await
            }
            (Api::LexModelsV2, "DeleteBotAlias") => {
                boxed(|| scratch_alias::delete(clients, region, input)).await
            }
            (Api::LexModelsV2, "CreateResourcePolicy") => {
                boxed(|| alias_policy::create(clients, region, input)).await
            }
            (Api::LexModelsV2, "UpdateResourcePolicy") => {
                boxed(|| alias_policy::update(clients, region, input)).await
            }
            (Api::LexModelsV2, "DeleteResourcePolicy") => {
                boxed(|| alias_policy::delete(clients, region, input)).await
            }
            (api, _) => {
                let why = format!(
                    "lexdr does not know this operation of {}; if the call is right, make it by \
                 hand: {call}",
                    api.cli()
                );
                Err(Error::new(what, why, Kind::Other))
            }
        }
    })
}
