"""`lexdr serve` as boto3 sees it, without a line of code that knows of a simulator.

The program's endpoint variables are expected in the environment (`lexdr serve --print-env`)."""

import unittest

import boto3

REGION = "us-east-1"
BOT, ALIAS = "OrderFlowers", "ver_one"


class Serve(unittest.TestCase):
    def setUp(self):
        self.models = boto3.client("lex-models", region_name=REGION)
        self.lex = boto3.client("lex-runtime", region_name=REGION)

    def say(self, text, user="boto3"):
        return self.lex.post_text(botName=BOT, botAlias=ALIAS, userId=user, inputText=text)

    def test_the_four_model_calls_of_an_alias(self):
        alias = self.models.get_bot_alias(name=ALIAS, botName=BOT)
        self.assertEqual((alias["botName"], alias["name"]), (BOT, ALIAS))
        bot = self.models.get_bot(name=BOT, versionOrAlias="$LATEST")
        self.assertEqual(bot["status"], "READY")
        made = self.models.put_bot_alias(name="spare", botName=BOT, botVersion=alias["botVersion"])
        self.assertTrue(made["checksum"])
        self.models.delete_bot_alias(name="spare", botName=BOT)
        with self.assertRaises(self.models.exceptions.NotFoundException):
            self.models.get_bot_alias(name="spare", botName=BOT)

    def test_a_whole_order(self):
        first = self.say("I would like to order some flowers")
        self.assertEqual(first["dialogState"], "ElicitSlot")
        self.assertEqual(first["slotToElicit"], "FlowerType")
        self.assertIsNone(first["slots"]["FlowerType"])
        self.assertEqual(self.say("roses")["slotToElicit"], "PickupDate")
        self.assertEqual(self.say("tomorrow")["slotToElicit"], "PickupTime")
        self.assertEqual(self.say("at 10 am")["dialogState"], "ConfirmIntent")
        last = self.say("yes")
        self.assertEqual(last["dialogState"], "ReadyForFulfillment")
        self.assertEqual(last["slots"]["FlowerType"], "roses")

    def test_an_alias_deleted_and_made_again(self):
        models = boto3.client("lex-models", region_name="us-west-2")
        lex = boto3.client("lex-runtime", region_name="us-west-2")
        ask = dict(botName=BOT, botAlias=ALIAS, userId="again", inputText="order flowers")
        version = models.get_bot_alias(name=ALIAS, botName=BOT)["botVersion"]
        models.delete_bot_alias(name=ALIAS, botName=BOT)
        with self.assertRaises(lex.exceptions.NotFoundException):
            lex.post_text(**ask)
        self.assertTrue(self.say("I would like to order some flowers", "elsewhere")["message"])
        models.put_bot_alias(name=ALIAS, botName=BOT, botVersion=version)
        self.assertTrue(lex.post_text(**ask)["message"])

    def test_modelled_errors_are_typed(self):
        with self.assertRaises(self.lex.exceptions.NotFoundException):
            self.lex.post_text(botName="Nobody", botAlias=ALIAS, userId="user", inputText="hello")
        with self.assertRaises(self.lex.exceptions.BadRequestException):
            self.lex.post_text(botName=BOT, botAlias=ALIAS, userId="user", inputText=" " * 2000)
        with self.assertRaises(self.models.exceptions.PreconditionFailedException):
            self.models.put_bot_alias(name=ALIAS, botName=BOT, botVersion="1", checksum="stale")

    def test_objects_of_s3(self):
        s3 = boto3.client("s3", region_name="eu-west-1")
        where = {"LocationConstraint": "eu-west-1"}
        s3.create_bucket(Bucket="runs", CreateBucketConfiguration=where)
        s3.put_object(Bucket="runs", Key="a/b c", Body=b"{}", ContentType="application/json")
        got = s3.get_object(Bucket="runs", Key="a/b c")
        self.assertEqual((got["Body"].read(), got["ContentType"]), (b"{}", "application/json"))
        self.assertEqual(s3.head_object(Bucket="runs", Key="a/b c")["ContentLength"], 2)
        listed = s3.list_objects_v2(Bucket="runs", Prefix="a/")["Contents"]
        self.assertEqual([(one["Key"], one["Size"]) for one in listed], [("a/b c", 2)])
        with self.assertRaises(s3.exceptions.NoSuchKey):
            s3.get_object(Bucket="runs", Key="a")
        with self.assertRaises(s3.exceptions.NoSuchBucket):
            s3.put_object(Bucket="nobodys", Key="a", Body=b"")


if __name__ == "__main__":
    unittest.main(verbosity=2)
