//! The operations of Amazon Connect: of its API those that set up a bot, a function and a flow.

use super::Route;

pub(super) const CONNECT: &[Route] = &[
    ("CreateInstance", "PUT", "/instance"),
    ("DescribeInstance", "GET", "/instance/{InstanceId}"),
    ("DeleteInstance", "DELETE", "/instance/{InstanceId}"),
    ("ListInstances", "GET", "/instance"),
    ("AssociateBot", "PUT", "/instance/{InstanceId}/bot"),
    ("DisassociateBot", "POST", "/instance/{InstanceId}/bot"),
    ("ListBots", "GET", "/instance/{InstanceId}/bots"),
    ("AssociateLexBot", "PUT", "/instance/{InstanceId}/lex-bot"),
    (
        "DisassociateLexBot",
        "DELETE",
        "/instance/{InstanceId}/lex-bot",
    ),
    ("ListLexBots", "GET", "/instance/{InstanceId}/lex-bots"),
    (
        "AssociateLambdaFunction",
        "PUT",
        "/instance/{InstanceId}/lambda-function",
    ),
    (
        "DisassociateLambdaFunction",
        "DELETE",
        "/instance/{InstanceId}/lambda-function",
    ),
    (
        "ListLambdaFunctions",
        "GET",
        "/instance/{InstanceId}/lambda-functions",
    ),
    ("CreateContactFlow", "PUT", "/contact-flows/{InstanceId}"),
    (
        "DescribeContactFlow",
        "GET",
        "/contact-flows/{InstanceId}/{ContactFlowId}",
    ),
    (
        "UpdateContactFlowContent",
        "POST",
        "/contact-flows/{InstanceId}/{ContactFlowId}/content",
    ),
    (
        "UpdateContactFlowMetadata",
        "POST",
        "/contact-flows/{InstanceId}/{ContactFlowId}/metadata",
    ),
    (
        "UpdateContactFlowName",
        "POST",
        "/contact-flows/{InstanceId}/{ContactFlowId}/name",
    ),
    (
        "DeleteContactFlow",
        "DELETE",
        "/contact-flows/{InstanceId}/{ContactFlowId}",
    ),
    (
        "ListContactFlows",
        "GET",
        "/contact-flows-summary/{InstanceId}",
    ),
    ("SearchContactFlows", "POST", "/search-contact-flows"),
    (
        "AssociatePhoneNumberContactFlow",
        "PUT",
        "/phone-number/{PhoneNumberId}/contact-flow",
    ),
    ("TagResource", "POST", "/tags/{resourceArn}"),
    ("UntagResource", "DELETE", "/tags/{resourceArn}"),
    ("ListTagsForResource", "GET", "/tags/{resourceArn}"),
];
