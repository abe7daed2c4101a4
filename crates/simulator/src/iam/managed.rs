//! The AWS managed policies that the functions' role has.
//!
//! Documents as AWS publishes them in the AWS managed policy reference.

use super::state::Policy;

struct Managed {
    name: &'static str,
    path: &'static str,
    id: &'static str,
    version: &'static str,
    created: &'static str,
    document: &'static str,
}

const POLICIES: [Managed; 2] = [
    Managed {
        name: "AWSLambdaBasicExecutionRole",
        path: "/service-role/",
        id: "ANPAJNCQGXC42545SKXIK",
        version: "v1",
        created: "2015-04-09T15:03:43Z",
        document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}"#,
    },
    Managed {
        name: "AmazonLexRunBotsOnly",
        path: "/",
        id: "ANPAJVZGB5CM3N6YWJHBE",
        version: "v3",
        created: "2017-04-11T23:06:24Z",
        document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["lex:PostContent","lex:PostText","lex:PutSession","lex:GetSession","lex:DeleteSession","lex:RecognizeText","lex:RecognizeUtterance","lex:StartConversation"],"Resource":"*"}]}"#,
    },
];

/// The managed policy with this ARN, if the simulator knows it.
pub(crate) fn policy(arn: &str) -> Option<Policy> {
    let rest = arn.strip_prefix("arn:aws:iam::aws:policy")?;
    let found = POLICIES
        .iter()
        .find(|one| rest.strip_prefix(one.path) == Some(one.name))?;
    Some(Policy {
        id: found.id.to_owned(),
        name: found.name.to_owned(),
        path: found.path.to_owned(),
        created: found.created.to_owned(),
        description: None,
        document: found.document.to_owned(),
        version: found.version,
    })
}
