//! The variables of an execution environment.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use lexdr_simulator::Environment;

/// What Lambda sets beside what the simulator's description of an environment holds (Lambda
/// developer guide, "Defined runtime environment variables").
const CONSTANTS: [(&str, &str); 5] = [
    ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
    ("LANG", "en_US.UTF-8"),
    ("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"),
    ("TZ", ":UTC"),
    // Runtimes of one's own are always started by this name.
    ("_HANDLER", "bootstrap"),
];

/// All variables of a process. `extra` are those that stand in for something that a function on
/// AWS has without any: the function's own go before them, Lambda's before everything.
pub(crate) fn variables(
    environment: &Environment,
    extra: &BTreeMap<String, String>,
    api: SocketAddr,
    task_root: &Path,
    scratch: &Path,
) -> BTreeMap<String, String> {
    let mut variables = extra.clone();
    let constants = CONSTANTS.map(|(name, value)| (name.to_owned(), value.to_owned()));
    variables.extend(constants);
    variables.insert("TMPDIR".to_owned(), scratch.display().to_string());
    // A function may set some of these itself (PATH, LANG, TZ).
    variables.extend(environment.variables.clone());
    for (name, value) in [
        ("AWS_LAMBDA_RUNTIME_API", api.to_string()),
        ("LAMBDA_TASK_ROOT", task_root.display().to_string()),
        (
            "AWS_LAMBDA_LOG_STREAM_NAME",
            format!("[$LATEST]{:032x}", environment.serial),
        ),
    ] {
        variables.insert(name.to_owned(), value);
    }
    variables
}

#[cfg(test)]
mod tests {
    use lexdr_simulator::LogBuffer;

    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn lambdas_own_go_before_the_functions_and_those_before_the_hosts() {
        let environment = Environment {
            function_name: "f".to_owned(),
            region: "us-east-1".to_owned(),
            variables: map(&[
                ("TZ", "Europe/Berlin"),
                ("AWS_ENDPOINT_URL", "http://mine"),
                ("AWS_LAMBDA_RUNTIME_API", "elsewhere"),
            ]),
            serial: 7,
            log: LogBuffer::default(),
        };
        let extra = map(&[("AWS_ENDPOINT_URL", "http://ours"), ("OTHER", "kept")]);
        let api = SocketAddr::from(([127, 0, 0, 1], 9001));
        let all = variables(
            &environment,
            &extra,
            api,
            Path::new("/code"),
            Path::new("/t"),
        );
        let of = |name: &str| all.get(name).map(String::as_str);
        assert_eq!(of("AWS_LAMBDA_RUNTIME_API"), Some("127.0.0.1:9001"));
        assert_eq!(of("TZ"), Some("Europe/Berlin"));
        assert_eq!(of("AWS_ENDPOINT_URL"), Some("http://mine"));
        assert_eq!(of("OTHER"), Some("kept"));
        assert_eq!(of("LAMBDA_TASK_ROOT"), Some("/code"));
        assert_eq!(of("TMPDIR"), Some("/t"));
    }
}
