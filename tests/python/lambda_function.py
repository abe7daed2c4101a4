"""A health check as somebody else might write it, in Python with boto3: asks the primary region's
bot, then the secondary's, and writes the first healthy one."""

import os
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

QUICK = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 2})


def healthy(region):
    lex = boto3.client("lex-runtime", region_name=region, config=QUICK)
    try:
        answer = lex.post_text(
            botName=os.environ["BOTNAME"],
            botAlias=os.environ["BOT_ALIAS"],
            userId=f"{os.environ['TEST_USER']}-{uuid.uuid4()}",
            inputText=os.environ["SAMPLE_UTTERANCE"],
        )
    except (BotoCoreError, ClientError) as error:
        print(f"{region}: {type(error).__name__}")
        return False
    return answer.get("message") == os.environ["EXPECTED_RESPONSE"]


def lambda_handler(event, context):
    regions = (os.environ["PRIMARY_REGION"], os.environ["SECONDARY_REGION"])
    region = next(filter(healthy, regions), "err")
    boto3.client("dynamodb", config=QUICK).update_item(
        TableName=os.environ["TABLE_NAME"],
        Key={"connectRegion": {"S": regions[0]}},
        UpdateExpression="SET lexRegion = :region",
        ExpressionAttributeValues={":region": {"S": region}},
    )
    return {"statusCode": 200, "body": "Success"}
