//! Game days and recoveries as their users have them: processes of `lexdr` against an account that
//! `lexdr serve --system` holds.

mod account;
mod death;
mod drill;
mod interrupt;
pub(crate) mod place;
mod plan;
mod secrets;
