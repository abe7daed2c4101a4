//! Managed policies: the customer's, in one version each, and the known ones of AWS.

use lexdr_wire::ServiceError;

use super::query::{Form, Xml, url_encoded};
use super::state::{Iam, Policy, check_policy, delete_conflict, exists, no_such_entity};

type Answered = Result<Option<Xml>, ServiceError>;

pub(crate) fn create(iam: &Iam, form: &Form) -> Answered {
    let name = form.required("PolicyName")?;
    let document = form.required("PolicyDocument")?;
    check_policy(document)?;
    let path = form.get("Path").unwrap_or("/").to_owned();
    let arn = format!("arn:aws:iam::{}:policy{path}{name}", iam.account);
    let mut state = iam.state();
    if state.policies.contains_key(&arn) {
        return Err(exists(&format!(
            "A policy called {name} already exists. Duplicate names are not allowed."
        )));
    }
    let policy = Policy {
        id: iam.id(&mut state, "ANPA"),
        name: name.to_owned(),
        path,
        created: iam.now(),
        description: form.get("Description").map(str::to_owned),
        document: document.to_owned(),
        version: "v1",
    };
    let shown = show(&arn, &policy, 0);
    state.policies.insert(arn, policy);
    Ok(Some(Xml::new().element("Policy", &shown)))
}

pub(crate) fn get(iam: &Iam, form: &Form) -> Answered {
    let arn = form.required("PolicyArn")?;
    let state = iam.state();
    let shown = show(arn, &state.policy(arn)?, state.attachments(arn));
    Ok(Some(Xml::new().element("Policy", &shown)))
}

pub(crate) fn get_version(iam: &Iam, form: &Form) -> Answered {
    let (arn, version) = (form.required("PolicyArn")?, form.required("VersionId")?);
    let policy = iam.state().policy(arn)?;
    if policy.version != version {
        return Err(no_such_entity(&format!(
            "Policy {arn} version {version} does not exist or is not attachable."
        )));
    }
    let shown = Xml::new()
        .text("Document", url_encoded(&policy.document))
        .text("VersionId", version)
        .text("IsDefaultVersion", "true")
        .text("CreateDate", &policy.created);
    Ok(Some(Xml::new().element("PolicyVersion", &shown)))
}

pub(crate) fn delete(iam: &Iam, form: &Form) -> Answered {
    let arn = form.required("PolicyArn")?;
    let mut state = iam.state();
    if state.attachments(arn) > 0 {
        return Err(delete_conflict(
            "Cannot delete a policy attached to entities.",
        ));
    }
    state
        .policies
        .remove(arn)
        .map(|_| None)
        .ok_or_else(|| no_such_entity(&format!("Policy {arn} was not found.")))
}

fn show(arn: &str, policy: &Policy, attachments: usize) -> Xml {
    let shown = Xml::new()
        .text("PolicyName", &policy.name)
        .text("PolicyId", &policy.id)
        .text("Arn", arn)
        .text("Path", &policy.path)
        .text("DefaultVersionId", policy.version)
        .text("AttachmentCount", attachments.to_string())
        .text("PermissionsBoundaryUsageCount", "0")
        .text("IsAttachable", "true")
        .text("CreateDate", &policy.created)
        .text("UpdateDate", &policy.created);
    match &policy.description {
        Some(description) => shown.text("Description", description),
        None => shown,
    }
}
