"""OrderFlowers in Lex V2, as a script for AWS would make it."""

LOCALE = "en_US"
ROLE = "arn:aws:iam::123456789012:role/lexDRRoleLex"
QUESTION = "What type of flowers would you like to order?"
ORDER = "I would like to order some flowers"

SLOTS = [
    ("FlowerType", None, QUESTION),
    ("PickupDate", "AMAZON.Date", "What day do you want the {FlowerType} to be picked up?"),
    ("PickupTime", "AMAZON.Time", "Pick up the {FlowerType} at what time on {PickupDate}?"),
]


def settings(name):
    return dict(
        botName=name,
        roleArn=ROLE,
        dataPrivacy={"childDirected": False},
        idleSessionTTLInSeconds=300,
    )


def say(text):
    return [{"message": {"plainTextMessage": {"value": text}}}]


def make_bot(models, name):
    """A bot with a built locale; returns its id."""
    bot = models.create_bot(**settings(name))["botId"]
    models.get_waiter("bot_available").wait(botId=bot)
    draft = dict(botId=bot, botVersion="DRAFT")
    models.create_bot_locale(**draft, localeId=LOCALE, nluIntentConfidenceThreshold=0.4)
    draft["localeId"] = LOCALE
    models.get_waiter("bot_locale_created").wait(**draft)
    flowers = models.create_slot_type(
        **draft,
        slotTypeName="FlowerTypes",
        slotTypeValues=[{"sampleValue": {"value": each}} for each in ("tulips", "lilies", "roses")],
        valueSelectionSetting={"resolutionStrategy": "OriginalValue"},
    )["slotTypeId"]
    intent = dict(
        **draft,
        intentName="OrderFlowers",
        sampleUtterances=[{"utterance": ORDER}],
        intentConfirmationSetting={
            "promptSpecification": {
                "messageGroups": say("Your {FlowerType} will be ready. Does this sound okay?"),
                "maxRetries": 2,
            },
            "declinationResponse": {"messageGroups": say("Okay, I will not place your order.")},
        },
    )
    intent_id = models.create_intent(**intent)["intentId"]
    slots = [
        models.create_slot(
            **draft,
            intentId=intent_id,
            slotName=slot,
            slotTypeId=slot_type or flowers,
            valueElicitationSetting={
                "slotConstraint": "Required",
                "promptSpecification": {"messageGroups": say(question), "maxRetries": 2},
            },
        )["slotId"]
        for slot, slot_type, question in SLOTS
    ]
    priorities = [{"priority": place + 1, "slotId": slot} for place, slot in enumerate(slots)]
    models.update_intent(**intent, intentId=intent_id, slotPriorities=priorities)
    models.build_bot_locale(**draft)
    models.get_waiter("bot_locale_built").wait(**draft)
    return bot


def make_version(models, bot):
    source = {LOCALE: {"sourceBotVersion": "DRAFT"}}
    made = models.create_bot_version(botId=bot, botVersionLocaleSpecification=source)
    models.get_waiter("bot_version_available").wait(botId=bot, botVersion=made["botVersion"])
    return made["botVersion"]


def make_alias(models, bot, name, version):
    made = models.create_bot_alias(
        botId=bot,
        botAliasName=name,
        botVersion=version,
        botAliasLocaleSettings={LOCALE: {"enabled": True}},
    )
    alias = made["botAliasId"]
    models.get_waiter("bot_alias_available").wait(botId=bot, botAliasId=alias)
    return alias
