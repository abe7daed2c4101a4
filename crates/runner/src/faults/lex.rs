//! An alias of the bot in one region, of either generation, as faults read, break and restore it.

pub(super) mod v1;
pub(super) mod v2;

use lexdr_deploy::boxed;
use lexdr_wire::LexVersion;

use super::Report;
use crate::Target;

/// What the alias says.
#[derive(Debug, Clone)]
pub(super) enum Alias {
    V1(v1::Alias),
    V2(v2::Alias),
}

impl Alias {
    /// The alias as it stands.
    pub(super) async fn read(
        target: &Target,
        region: &str,
        report: &mut Report,
    ) -> Result<Self, String> {
        match target.system.lex {
            LexVersion::V1 => {
                let lex = v1::Lex::new(target, region);
                boxed(|| lex.alias(report)).await.map(Self::V1)
            }
            LexVersion::V2 => {
                let lex = v2::Lex::new(target, region);
                boxed(|| lex.alias(report)).await.map(Self::V2)
            }
        }
    }

    /// Removes it.
    pub(super) async fn delete(
        &self,
        target: &Target,
        region: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        match self {
            Self::V1(_) => {
                let lex = v1::Lex::new(target, region);
                boxed(|| lex.delete_alias(report)).await
            }
            Self::V2(alias) => {
                let lex = v2::Lex::new(target, region);
                boxed(|| lex.delete_alias(alias, report)).await
            }
        }
    }

    /// Makes the alias say this, whether it is there or not.
    pub(super) async fn set(
        &self,
        target: &Target,
        region: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        match self {
            Self::V1(alias) => {
                let lex = v1::Lex::new(target, region);
                boxed(|| lex.set_alias(alias, report)).await
            }
            Self::V2(alias) => {
                let lex = v2::Lex::new(target, region);
                boxed(|| lex.set_alias(alias, report)).await
            }
        }
    }
}
