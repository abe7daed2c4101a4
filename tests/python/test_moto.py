"""The same calls to Lex V2 of `lexdr serve` and of moto, answer by answer.

What differs stands in `moto_differences.py` with what decides. A difference that is not listed
fails the test, and so does one that is listed and gone.

`lexdr serve`'s endpoint variables are expected in the environment (`lexdr serve --print-env`)."""

import inspect
import json
import logging
import unittest

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.lexv2models.responses import LexModelsV2Response
from moto.server import ThreadedMotoServer

import flowers
from moto_differences import DIFFERENCES, page

# Where lexdr has no bots to begin with.
REGION = "eu-central-1"
ONCE = Config(retries={"total_max_attempts": 1})
NOBODY = "ABCDEFGHIJ"


def arn(kept):
    return f"arn:aws:lex:{REGION}:123456789012:bot/{kept['botId']}"


def policy(effect):
    statement = {
        "Sid": "one",
        "Effect": effect,
        "Principal": {"Service": "connect.amazonaws.com"},
        "Action": "lex:RecognizeText",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def bot(kept):
    return {"botId": kept["botId"]}


def alias(kept):
    return {"botId": kept["botId"], "botAliasId": kept["botAliasId"]}


def tagged(**more):
    return lambda kept: {"resourceARN": arn(kept), **more}


def guarded(**more):
    """Of the resource policy, at the revision that there is."""
    return lambda kept: {
        "resourceArn": arn(kept),
        "expectedRevisionId": kept["revisionId"],
        **more,
    }


LOCALES = {"en_US": {"enabled": True}}
# Step, operation, and the parameters from what earlier answers said.
STEPS = [
    ("", "CreateBot", lambda _: {**flowers.settings("Peer"), "botTags": {"a": "b"}}),
    ("", "DescribeBot", bot),
    ("", "UpdateBot", lambda kept: {**flowers.settings("Changed"), **bot(kept)}),
    ("", "ListBots", lambda _: {}),
    (
        "",
        "CreateBotAlias",
        lambda kept: {
            **bot(kept),
            "botAliasName": "one",
            "botAliasLocaleSettings": LOCALES,
            "tags": {"c": "d"},
        },
    ),
    ("", "DescribeBotAlias", alias),
    ("", "UpdateBotAlias", lambda kept: {**alias(kept), "botAliasName": "two", "description": "x"}),
    ("", "ListBotAliases", bot),
    ("", "TagResource", tagged(tags={"e": "f"})),
    ("", "ListTagsForResource", tagged()),
    ("", "UntagResource", tagged(tagKeys=["a"])),
    ("after untagging", "ListTagsForResource", tagged()),
    ("", "CreateResourcePolicy", lambda kept: {"resourceArn": arn(kept), "policy": policy("Allow")}),
    ("", "DescribeResourcePolicy", lambda kept: {"resourceArn": arn(kept)}),
    ("", "UpdateResourcePolicy", guarded(policy=policy("Deny"))),
    (
        "at any revision",
        "UpdateResourcePolicy",
        lambda kept: {"resourceArn": arn(kept), "policy": policy("Allow")},
    ),
    (
        "at another revision",
        "UpdateResourcePolicy",
        lambda kept: {"resourceArn": arn(kept), "policy": policy("Deny"), "expectedRevisionId": "99"},
    ),
    ("", "DeleteResourcePolicy", guarded()),
    ("of none", "DescribeResourcePolicy", lambda kept: {"resourceArn": arn(kept)}),
    ("of a taken name", "CreateBot", lambda _: flowers.settings("Changed")),
    ("without a form", "CreateBot", lambda _: flowers.settings("two__lines")),
    ("", "DeleteBotAlias", alias),
    ("of none", "DescribeBotAlias", alias),
    ("of none", "DeleteBotAlias", alias),
    ("", "DeleteBot", bot),
    ("of none", "DescribeBot", lambda _: {"botId": NOBODY}),
    ("of none", "UpdateBot", lambda _: {**flowers.settings("Nobody"), "botId": NOBODY}),
    ("of none", "DeleteBot", lambda _: {"botId": NOBODY}),
    ("of no bot", "ListBotAliases", lambda _: {"botId": NOBODY}),
]


def seen(shape, value, at, out):
    """Notes what an answer looks like: members, types, lengths of lists, words of enumerations."""
    kind = type(value).__name__
    if getattr(shape, "enum", None):
        kind = str(value)
    elif isinstance(value, list):
        kind = f"list of {len(value)}"
    out[at] = kind
    if shape.type_name == "structure":
        for name, member in value.items():
            if name != "ResponseMetadata":
                seen(shape.members[name], member, f"{at}.{name}".lstrip("."), out)
    elif shape.type_name == "list" and value:
        # They come in different orders; the last one made is the one to look at.
        newest = max(value, key=lambda each: str(each.get("lastUpdatedDateTime")))
        seen(shape.member, newest, f"{at}[]", out)
    elif shape.type_name == "map":
        out[at] = f"keys {sorted(value)}"


def run(client):
    """What each step shows."""
    kept, shown = {}, {}
    for step, operation, parameters in STEPS:
        out = shown[f"{operation} {step}".strip()] = {}
        try:
            answer = getattr(client, xform_name(operation))(**parameters(kept))
        except ClientError as error:
            answer = error.response
            out["error"] = answer["Error"]["Code"]
        else:
            shape = client.meta.service_model.operation_model(operation).output_shape
            if shape is not None:
                seen(shape, answer, "", out)
            # Of the alias that a caller made, and of a bot once.
            names = ("botAliasId", "revisionId")
            kept.update({name: answer[name] for name in names if name in answer})
            kept.setdefault("botId", answer.get("botId"))
        out["HTTP"] = str(answer["ResponseMetadata"]["HTTPStatusCode"])
    return shown


def differences(lexdr, moto):
    found = set()
    for step, ours in lexdr.items():
        theirs = moto[step]
        failed = {"error", "HTTP"} if "error" in ours or "error" in theirs else None
        for at in failed or ours.keys() | theirs.keys():
            pair = (ours.get(at, "none"), theirs.get(at, "none"))
            if pair[0] != pair[1]:
                found.add((step, at, *pair))
    return found


class Peers(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        # Where moto fails it would print a traceback for each call.
        logging.disable(logging.CRITICAL)
        cls.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        cls.server.start()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        logging.disable(logging.NOTSET)

    def client(self, **more):
        return boto3.client("lexv2-models", region_name=REGION, config=ONCE, **more)

    def test_every_operation_of_moto_is_called(self):
        own = vars(LexModelsV2Response).items()
        has = {name for name, it in own if inspect.isfunction(it) and not name.startswith("_")}
        self.assertEqual(has, {xform_name(operation) for _, operation, _ in STEPS})

    def test_answers_differ_where_it_is_known_why(self):
        host, port = self.server.get_host_and_port()
        found = differences(
            run(self.client()),
            run(self.client(endpoint_url=f"http://{host}:{port}")),
        )
        listed = {row[:4] for row in DIFFERENCES}
        new = [(*row, page(row[0])) for row in sorted(found - listed)]
        self.assertEqual(new, [], "differences that nobody has explained")
        self.assertEqual(sorted(listed - found), [], "differences that are gone")


if __name__ == "__main__":
    unittest.main(verbosity=2)
