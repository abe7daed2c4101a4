//! The bot is deleted, its alias first, and made again.

mod v1;
mod v2;

use lexdr_deploy::boxed;
use lexdr_wire::LexVersion;

use super::Doing;
use crate::Target;

pub(super) async fn inject(target: &Target, region: &str, doing: &mut Doing) -> Result<(), String> {
    match target.system.lex {
        LexVersion::V1 => boxed(|| v1::inject(target, region, doing)).await,
        LexVersion::V2 => boxed(|| v2::inject(target, region, doing)).await,
    }
}
