"""The AWS CLI against `lexdr serve`, with nothing but the environment to tell it where.

The program's endpoint variables are expected in the environment (`lexdr serve --print-env`)."""

import json
import os
import subprocess
import sys
import unittest

AWS = os.path.join(os.path.dirname(sys.executable), "aws")
ORDER = "I would like to order some flowers"
QUESTION = "What type of flowers would you like to order?"
V1 = ["--bot-name", "OrderFlowers", "--bot-alias", "ver_one", "--user-id", "cli"]


def aws(*arguments):
    command = [AWS, "--output", "json", "--region", "us-west-2", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


class Cli(unittest.TestCase):
    def told(self, *arguments):
        done = aws(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def test_lex_v1(self):
        aliases = self.told("lex-models", "get-bot-aliases", "--bot-name", "OrderFlowers")
        self.assertEqual([each["name"] for each in aliases["BotAliases"]], ["ver_one"])
        answer = self.told("lex-runtime", "post-text", *V1, "--input-text", ORDER)
        self.assertEqual((answer["message"], answer["slotToElicit"]), (QUESTION, "FlowerType"))

    def test_lex_v2(self):
        [bot] = self.told("lexv2-models", "list-bots")["botSummaries"]
        self.assertEqual((bot["botName"], bot["botStatus"]), ("OrderFlowers", "Available"))
        at = ["--bot-id", bot["botId"]]
        aliases = self.told("lexv2-models", "list-bot-aliases", *at)["botAliasSummaries"]
        [alias] = [each["botAliasId"] for each in aliases if each["botAliasName"] == "ver_one"]
        at += ["--bot-alias-id", alias, "--locale-id", "en_US", "--session-id", "cli"]
        answer = self.told("lexv2-runtime", "recognize-text", *at, "--text", ORDER)
        self.assertEqual(answer["messages"][0]["content"], QUESTION)
        self.assertIsNone(answer["sessionState"]["intent"]["slots"]["FlowerType"])

    def test_dynamodb(self):
        key, item = {"connectRegion": {"S": "us-west-2"}}, {"lexRegion": {"S": "us-east-1"}}
        table = ["--table-name", "cli"]
        made = self.told(
            *("dynamodb", "create-table", *table, "--billing-mode", "PAY_PER_REQUEST"),
            *("--attribute-definitions", "AttributeName=connectRegion,AttributeType=S"),
            *("--key-schema", "AttributeName=connectRegion,KeyType=HASH"),
        )
        self.assertEqual(made["TableDescription"]["TableName"], "cli")
        self.told("dynamodb", "wait", "table-exists", *table)
        self.told("dynamodb", "put-item", *table, "--item", json.dumps({**key, **item}))
        found = self.told("dynamodb", "get-item", *table, "--key", json.dumps(key))
        self.assertEqual(found, {"Item": {**key, **item}})

    def test_errors_have_their_names(self):
        for name, arguments in (
            ("NotFoundException", ["lex-models", "get-bot", "--name", "No", "--version-or-alias", "a"]),
            ("ResourceNotFoundException", ["lexv2-models", "describe-bot", "--bot-id", "ABCDEFGHIJ"]),
        ):
            with self.subTest(name):
                done = aws(*arguments)
                # Version 1 ends with 255 where version 2 ends with 254.
                self.assertIn(done.returncode, (254, 255))
                self.assertIn(f"({name})", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
