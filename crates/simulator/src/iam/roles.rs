//! Roles, their inline policies and what is attached to them.

use std::collections::{BTreeMap, BTreeSet};

use lexdr_wire::ServiceError;

use super::query::{Form, Xml, url_encoded};
use super::state::{Iam, Role, check_policy, check_trust, delete_conflict, exists, no_such_entity};

type Answered = Result<Option<Xml>, ServiceError>;

pub(crate) fn create(iam: &Iam, form: &Form) -> Answered {
    let name = form.required("RoleName")?;
    let trust = form.required("AssumeRolePolicyDocument")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "+=,.@-_".contains(c);
    if name.len() > 64 || !name.chars().all(plain) {
        return Err(ServiceError::new(
            "ValidationError",
            400,
            "The specified value for roleName is invalid. It must contain only alphanumeric \
             characters and/or the following: +=,.@_-",
        ));
    }
    check_trust(trust)?;
    let mut state = iam.state();
    if state.roles.contains_key(name) {
        return Err(exists(&format!("Role with name {name} already exists.")));
    }
    let path = form.get("Path").unwrap_or("/").to_owned();
    let role = Role {
        id: iam.id(&mut state, "AROA"),
        arn: format!("arn:aws:iam::{}:role{path}{name}", iam.account),
        path,
        created: iam.now(),
        trust: trust.to_owned(),
        description: form.get("Description").map(str::to_owned),
        max_session: form.get("MaxSessionDuration").unwrap_or("3600").to_owned(),
        inline: BTreeMap::new(),
        attached: BTreeSet::new(),
        tags: form.tags().into_iter().collect(),
    };
    let shown = show(name, &role);
    state.roles.insert(name.to_owned(), role);
    Ok(Some(Xml::new().element("Role", &shown)))
}

pub(crate) fn get(iam: &Iam, form: &Form) -> Answered {
    let name = form.required("RoleName")?;
    let mut state = iam.state();
    Ok(Some(
        Xml::new().element("Role", &show(name, state.role(name)?)),
    ))
}

pub(crate) fn delete(iam: &Iam, form: &Form) -> Answered {
    let name = form.required("RoleName")?;
    let mut state = iam.state();
    let role = state.role(name)?;
    if !role.attached.is_empty() {
        return Err(delete_conflict(
            "Cannot delete entity, must detach all policies first.",
        ));
    }
    if !role.inline.is_empty() {
        return Err(delete_conflict(
            "Cannot delete entity, must delete policies first.",
        ));
    }
    state.roles.remove(name);
    iam.changed(&mut state, name);
    Ok(None)
}

pub(crate) fn tag(iam: &Iam, form: &Form) -> Answered {
    let mut state = iam.state();
    state
        .role(form.required("RoleName")?)?
        .tags
        .extend(form.tags());
    Ok(None)
}

pub(crate) fn untag(iam: &Iam, form: &Form) -> Answered {
    let keys = form.list("TagKeys");
    let mut state = iam.state();
    let role = state.role(form.required("RoleName")?)?;
    role.tags.retain(|key, _| !keys.contains(&key.as_str()));
    Ok(None)
}

pub(crate) fn list_tags(iam: &Iam, form: &Form) -> Answered {
    let mut state = iam.state();
    let role = state.role(form.required("RoleName")?)?;
    Ok(Some(
        Xml::new()
            .list("Tags", tags(role))
            .text("IsTruncated", "false"),
    ))
}

pub(crate) fn put_policy(iam: &Iam, form: &Form) -> Answered {
    let document = form.required("PolicyDocument")?;
    let policy = form.required("PolicyName")?;
    let name = form.required("RoleName")?;
    let mut state = iam.state();
    let role = state.role(name)?;
    check_policy(document)?;
    role.inline.insert(policy.to_owned(), document.to_owned());
    iam.changed(&mut state, name);
    Ok(None)
}

pub(crate) fn get_policy(iam: &Iam, form: &Form) -> Answered {
    let (name, policy) = (form.required("RoleName")?, form.required("PolicyName")?);
    let mut state = iam.state();
    let document = state
        .role(name)?
        .inline
        .get(policy)
        .ok_or_else(|| no_policy(policy))?;
    let shown = Xml::new()
        .text("RoleName", name)
        .text("PolicyName", policy)
        .text("PolicyDocument", url_encoded(document));
    Ok(Some(shown))
}

pub(crate) fn delete_policy(iam: &Iam, form: &Form) -> Answered {
    let policy = form.required("PolicyName")?;
    let name = form.required("RoleName")?;
    let mut state = iam.state();
    let removed = state.role(name)?.inline.remove(policy);
    removed.ok_or_else(|| no_policy(policy))?;
    iam.changed(&mut state, name);
    Ok(None)
}

pub(crate) fn list_policies(iam: &Iam, form: &Form) -> Answered {
    let mut state = iam.state();
    let role = state.role(form.required("RoleName")?)?;
    let names = role.inline.keys().map(|name| Xml::bare(name));
    Ok(Some(
        Xml::new()
            .list("PolicyNames", names)
            .text("IsTruncated", "false"),
    ))
}

pub(crate) fn attach(iam: &Iam, form: &Form) -> Answered {
    let arn = form.required("PolicyArn")?;
    let name = form.required("RoleName")?;
    let mut state = iam.state();
    state.policy(arn)?;
    state.role(name)?.attached.insert(arn.to_owned());
    iam.changed(&mut state, name);
    Ok(None)
}

pub(crate) fn detach(iam: &Iam, form: &Form) -> Answered {
    let arn = form.required("PolicyArn")?;
    let name = form.required("RoleName")?;
    let mut state = iam.state();
    if state.role(name)?.attached.remove(arn) {
        iam.changed(&mut state, name);
        return Ok(None);
    }
    Err(no_such_entity(&format!("Policy {arn} was not found.")))
}

pub(crate) fn list_attached(iam: &Iam, form: &Form) -> Answered {
    let mut state = iam.state();
    let role = state.role(form.required("RoleName")?)?;
    let policies = role.attached.iter().map(|arn| {
        let name = arn.rsplit('/').next().unwrap_or_default();
        Xml::new().text("PolicyName", name).text("PolicyArn", arn)
    });
    Ok(Some(
        Xml::new()
            .list("AttachedPolicies", policies)
            .text("IsTruncated", "false"),
    ))
}

fn no_policy(name: &str) -> ServiceError {
    no_such_entity(&format!(
        "The role policy with name {name} cannot be found."
    ))
}

fn show(name: &str, role: &Role) -> Xml {
    let mut shown = Xml::new()
        .text("Path", &role.path)
        .text("RoleName", name)
        .text("RoleId", &role.id)
        .text("Arn", &role.arn)
        .text("CreateDate", &role.created)
        .text("AssumeRolePolicyDocument", url_encoded(&role.trust))
        .text("MaxSessionDuration", &role.max_session);
    if let Some(description) = &role.description {
        shown = shown.text("Description", description);
    }
    shown.list("Tags", tags(role))
}

fn tags(role: &Role) -> impl Iterator<Item = Xml> {
    let tags = role.tags.iter();
    tags.map(|(key, value)| Xml::new().text("Key", key).text("Value", value))
}
