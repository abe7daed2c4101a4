//! A function's code crashes at start.
//!
//! The undo uploads the package that was deployed. One that this run does not have cannot be put
//! back, so a function with other code is not touched.

use aws_sdk_lambda::primitives::Blob;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lexdr_simulator::BoxFuture;
use sha2::{Digest, Sha256};

use super::function::{configuration, lambda, settled, told};
use super::report::unless_same;
use super::{Doing, Report, Undo};
use crate::Target;

struct PutBack {
    function: String,
    code: Vec<u8>,
}

pub(super) async fn inject(
    target: &Target,
    function: &str,
    deployed: &[u8],
    doing: &mut Doing,
) -> Result<(), String> {
    let now = digest(target, function, &mut doing.report).await?;
    if now != digest_of(deployed) {
        return Err(format!(
            "the code of {function} is not what this run deployed, so it could not be put back"
        ));
    }
    doing.will_undo(PutBack {
        function: function.to_owned(),
        code: deployed.to_vec(),
    });
    upload(target, function, &target.crash_code, &mut doing.report).await
}

/// `CodeSha256`: base64 of the package's SHA-256.
fn digest_of(package: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(package))
}

async fn digest(target: &Target, function: &str, report: &mut Report) -> Result<String, String> {
    let found = configuration(target, function, report).await?;
    Ok(found.code_sha256.unwrap_or_default())
}

async fn upload(
    target: &Target,
    function: &str,
    code: &[u8],
    report: &mut Report,
) -> Result<(), String> {
    let call = lambda(target)
        .update_function_code()
        .function_name(function)
        .zip_file(Blob::new(code))
        .send();
    let what = told(target, "UpdateFunctionCode", function);
    report.call(what, call).await?;
    settled(target, function).await
}

impl Undo for PutBack {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            let function = &self.function;
            // An update on its way would refuse this one.
            settled(target, function).await?;
            upload(target, function, &self.code, report).await?;
            let now = digest(target, function, report).await?;
            unless_same(&format!("code of {function}"), &now, &digest_of(&self.code))
        })
    }
}
