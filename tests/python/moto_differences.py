"""Where moto 5.2.5 answers otherwise than `lexdr serve`, and what decides.

A row: step of the test, where in the answer, what lexdr has there, what moto has, and the reason.
The document is the operation's page of the Lex V2 API reference (`page`) where the reason names no
other. A reason that begins with "open:" is one that the documents leave undecided: lexdr and moto
both keep to them. Rows without it are for lexdr; there is none for moto."""


def page(step):
    """The reference page of the operation of a step."""
    operation = step.split()[0]
    return f"https://docs.aws.amazon.com/lexv2/latest/APIReference/API_{operation}.html"


STATUS = "Response Syntax gives the status of success"
WORD = "Response Elements, Valid Values: the words of the status are capitalised, not in capitals"
DELETING = "Response Elements: the status is Deleting while it is being deleted"
TYPE = "open: botType is a Response Element, and the page does not say when it is left out"
UNIQUE = "Request Body, botName: the name must be unique in the account"
PATTERN = "Request Body, botName: Pattern"
ERRORS = "Errors: what fails is one of those listed; InternalServerException is for Lex's own faults"
MISSING = "Errors: ResourceNotFoundException is for a resource that does not exist"
NO_BODY = "Response Syntax: HTTP 204, which has no content (RFC 9110, 15.3.5)"
REASONS = "Response Elements, failureReasons: of a bot whose status is Failed"
LATEST = "BotSummary, latestBotVersion: a text, the latest numbered version; a new bot has none"
ANY_REVISION = "URI Request Parameters, expectedRevisionId: without it the policy is overwritten"
REVISION = "URI Request Parameters, expectedRevisionId: another revision is an error"

NOT_THERE = "PreconditionFailedException"
NOT_FOUND = "ResourceNotFoundException"

DIFFERENCES = [
    ("CreateBot", "HTTP", "202", "200", STATUS),
    ("CreateBot", "botStatus", "Creating", "CREATING", WORD),
    ("CreateBot", "botType", "Bot", "none", TYPE),
    ("CreateBot of a taken name", "HTTP", "412", "200", UNIQUE),
    ("CreateBot of a taken name", "error", "PreconditionFailedException", "none", UNIQUE),
    ("CreateBot without a form", "HTTP", "400", "200", PATTERN),
    ("CreateBot without a form", "error", "ValidationException", "none", PATTERN),
    ("DescribeBot", "botStatus", "Available", "CREATING", WORD),
    ("DescribeBot", "botType", "Bot", "none", TYPE),
    ("DescribeBot", "failureReasons", "none", "list of 0", REASONS),
    ("DescribeBot of none", "HTTP", "404", "500", MISSING),
    ("DescribeBot of none", "error", NOT_FOUND, "500", MISSING),
    ("UpdateBot", "HTTP", "202", "200", STATUS),
    ("UpdateBot", "botStatus", "Updating", "CREATING", WORD),
    ("UpdateBot", "botType", "Bot", "none", TYPE),
    ("UpdateBot of none", "HTTP", "412", "500", ERRORS),
    ("UpdateBot of none", "error", NOT_THERE, "500", ERRORS),
    ("ListBots", "botSummaries[].botStatus", "Available", "CREATING", WORD),
    ("ListBots", "botSummaries[].botType", "Bot", "none", TYPE),
    ("ListBots", "botSummaries[].latestBotVersion", "none", "int", LATEST),
    ("DeleteBot", "HTTP", "202", "200", STATUS),
    ("DeleteBot", "botStatus", "Deleting", "CREATING", DELETING),
    ("DeleteBot of none", "HTTP", "412", "500", ERRORS),
    ("DeleteBot of none", "error", NOT_THERE, "500", ERRORS),
    ("CreateBotAlias", "HTTP", "202", "200", STATUS),
    ("CreateBotAlias", "botAliasStatus", "Creating", "CREATING", WORD),
    ("DescribeBotAlias", "botAliasStatus", "Available", "CREATING", WORD),
    ("DescribeBotAlias of none", "HTTP", "404", "500", MISSING),
    ("DescribeBotAlias of none", "error", NOT_FOUND, "500", MISSING),
    ("UpdateBotAlias", "HTTP", "202", "200", STATUS),
    ("UpdateBotAlias", "botAliasStatus", "Available", "CREATING", WORD),
    ("ListBotAliases", "botAliasSummaries[].botAliasStatus", "Available", "CREATING", WORD),
    ("ListBotAliases of no bot", "HTTP", "400", "200", "open: Errors lists none for a missing bot"),
    (
        *("ListBotAliases of no bot", "error", "ValidationException", "none"),
        "open: Errors lists none for a missing bot; moto lists the aliases of all bots",
    ),
    ("DeleteBotAlias", "HTTP", "202", "200", STATUS),
    ("DeleteBotAlias", "botAliasStatus", "Deleting", "CREATING", DELETING),
    ("DeleteBotAlias of none", "HTTP", "412", "500", ERRORS),
    ("DeleteBotAlias of none", "error", NOT_THERE, "500", ERRORS),
    ("DescribeResourcePolicy of none", "HTTP", "404", "500", MISSING),
    ("DescribeResourcePolicy of none", "error", NOT_FOUND, "500", MISSING),
    ("UpdateResourcePolicy at any revision", "HTTP", "200", "500", ANY_REVISION),
    ("UpdateResourcePolicy at any revision", "error", "none", "500", ANY_REVISION),
    ("UpdateResourcePolicy at another revision", "HTTP", "412", "500", REVISION),
    (
        *("UpdateResourcePolicy at another revision", "error"),
        *("PreconditionFailedException", "500", REVISION),
    ),
    ("DeleteResourcePolicy", "HTTP", "204", "200", STATUS),
    ("DeleteResourcePolicy", "resourceArn", "none", "str", NO_BODY),
    ("DeleteResourcePolicy", "revisionId", "none", "str", NO_BODY),
]
