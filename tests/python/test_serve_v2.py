"""Lex V2 of `lexdr serve` as boto3 sees it, from a bot's making to its end.

The program's endpoint variables are expected in the environment (`lexdr serve --print-env`)."""

import base64
import gzip
import json
import unittest

import boto3

import flowers
from flowers import LOCALE, ORDER, QUESTION


def unpacked(header):
    return json.loads(gzip.decompress(base64.b64decode(header)))


class Life(unittest.TestCase):
    """A bot that the test makes itself."""

    @classmethod
    def setUpClass(cls):
        cls.models = boto3.client("lexv2-models", region_name="us-east-1")
        cls.lex = boto3.client("lexv2-runtime", region_name="us-east-1")
        cls.bot = flowers.make_bot(cls.models, "Bouquets")
        cls.version = flowers.make_version(cls.models, cls.bot)

    @classmethod
    def tearDownClass(cls):
        cls.models.delete_bot(botId=cls.bot, skipResourceInUseCheck=True)
        with unittest.TestCase().assertRaises(cls.models.exceptions.ResourceNotFoundException):
            cls.models.describe_bot(botId=cls.bot)

    def alias(self, name):
        alias = flowers.make_alias(self.models, self.bot, name, self.version)
        return dict(botId=self.bot, botAliasId=alias, localeId=LOCALE)

    def say(self, at, text, session="caller"):
        return self.lex.recognize_text(**at, sessionId=session, text=text)

    def test_a_whole_order(self):
        at = self.alias("order")
        first = self.say(at, ORDER)
        state = first["sessionState"]
        self.assertEqual(first["messages"], [{"contentType": "PlainText", "content": QUESTION}])
        asked = {"type": "ElicitSlot", "slotToElicit": "FlowerType"}
        self.assertEqual(state["dialogAction"], asked)
        # boto3 keeps the keys of slots without a value.
        nothing = {"FlowerType": None, "PickupDate": None, "PickupTime": None}
        self.assertEqual(state["intent"]["slots"], nothing)
        self.assertEqual(state["intent"]["state"], "InProgress")
        slot = self.say(at, "roses")["sessionState"]
        self.assertEqual(slot["dialogAction"]["slotToElicit"], "PickupDate")
        self.assertEqual(slot["intent"]["slots"]["FlowerType"]["value"]["interpretedValue"], "roses")
        slot = self.say(at, "tomorrow")["sessionState"]
        self.assertEqual(slot["dialogAction"]["slotToElicit"], "PickupTime")
        last = self.say(at, "6 pm")["sessionState"]
        self.assertEqual(last["dialogAction"]["type"], "ConfirmIntent")
        done = self.say(at, "yes")["sessionState"]
        self.assertEqual(done["intent"]["state"], "ReadyForFulfillment")
        self.assertEqual(done["intent"]["confirmationState"], "Confirmed")

    def test_an_alias_made_again_has_another_id(self):
        at = self.alias("again")
        self.assertEqual(self.say(at, ORDER)["messages"][0]["content"], QUESTION)
        gone = self.models.delete_bot_alias(botId=self.bot, botAliasId=at["botAliasId"])
        self.assertEqual(gone["botAliasStatus"], "Deleting")
        with self.assertRaises(self.lex.exceptions.ResourceNotFoundException):
            self.say(at, ORDER)
        new = self.alias("again")
        self.assertNotEqual(new["botAliasId"], at["botAliasId"])
        self.assertEqual(self.say(new, ORDER)["messages"][0]["content"], QUESTION)
        with self.assertRaises(self.lex.exceptions.ResourceNotFoundException):
            self.say(at, ORDER)

    def test_a_disabled_locale_does_not_answer(self):
        at = self.alias("disabled")
        update = dict(
            botId=self.bot,
            botAliasId=at["botAliasId"],
            botAliasName="disabled",
            botVersion=self.version,
        )
        for enabled in (False, True):
            setting = {LOCALE: {"enabled": enabled}}
            self.models.update_bot_alias(**update, botAliasLocaleSettings=setting)
            if enabled:
                self.assertTrue(self.say(at, ORDER)["messages"])
            else:
                with self.assertRaises(self.lex.exceptions.ValidationException):
                    self.say(at, ORDER)

    def test_an_utterance_and_its_packed_headers(self):
        answer = self.lex.recognize_utterance(
            **self.alias("utterance"),
            sessionId="utterance",
            requestContentType="text/plain; charset=utf-8",
            responseContentType="text/plain; charset=utf-8",
            inputStream=ORDER.encode(),
        )
        self.assertEqual(unpacked(answer["inputTranscript"]), ORDER)
        self.assertEqual(unpacked(answer["messages"])[0]["content"], QUESTION)
        state = unpacked(answer["sessionState"])
        self.assertEqual(state["dialogAction"]["slotToElicit"], "FlowerType")
        self.assertIsNone(state["intent"]["slots"]["FlowerType"])
        self.assertEqual(unpacked(answer["interpretations"])[0]["intent"]["name"], "OrderFlowers")

    def test_modelled_errors_are_typed(self):
        errors = self.models.exceptions
        with self.assertRaises(errors.PreconditionFailedException) as taken:
            self.models.create_bot(**flowers.settings("Bouquets"))
        self.assertEqual(status(taken), 412)
        with self.assertRaises(errors.ValidationException) as wrong:
            self.models.create_bot(**flowers.settings("two__lines"))
        self.assertEqual(status(wrong), 400)
        statement = dict(
            resourceArn=f"arn:aws:lex:us-east-1:123456789012:bot/{self.bot}",
            statementId="one",
            effect="Allow",
            principal=[{"service": "connect.amazonaws.com"}],
            action=["lex:RecognizeText"],
        )
        self.models.create_resource_policy_statement(**statement)
        with self.assertRaises(errors.ConflictException) as twice:
            self.models.create_resource_policy_statement(**statement)
        self.assertEqual(status(twice), 409)

    def test_an_account_has_its_quota_of_bots(self):
        models = boto3.client("lexv2-models", region_name="eu-west-1")
        with self.assertRaises(models.exceptions.ServiceQuotaExceededException) as full:
            for number in range(101):
                models.create_bot(**flowers.settings(f"bot-{number}"))
        self.assertEqual((number, status(full)), (100, 402))


class Deployed(unittest.TestCase):
    """The bots that are there from the start."""

    def test_they_are_found_by_name_and_answer(self):
        for region in ("us-east-1", "us-west-2"):
            models = boto3.client("lexv2-models", region_name=region)
            named = {"name": "BotName", "operator": "EQ", "values": ["OrderFlowers"]}
            [bot] = models.list_bots(filters=[named])["botSummaries"]
            aliases = models.list_bot_aliases(botId=bot["botId"])["botAliasSummaries"]
            [alias] = [each for each in aliases if each["botAliasName"] == "ver_one"]
            answer = boto3.client("lexv2-runtime", region_name=region).recognize_text(
                botId=bot["botId"],
                botAliasId=alias["botAliasId"],
                localeId=LOCALE,
                sessionId="caller",
                text=ORDER,
            )
            self.assertEqual(answer["messages"][0]["content"], QUESTION)


def status(raised):
    return raised.exception.response["ResponseMetadata"]["HTTPStatusCode"]


if __name__ == "__main__":
    unittest.main(verbosity=2)
