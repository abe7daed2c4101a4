//! The OrderFlowers sample bot of the Lex developer guide (example "bot order flowers", CLI
//! exercise): its words, which both generations of Lex turn into requests of their own.

/// What the health check says to the bot.
pub const SAMPLE_UTTERANCE: &str = "I would like to order some flowers";

/// What a healthy bot answers.
pub const EXPECTED_RESPONSE: &str = "What type of flowers would you like to order?";

/// A complete order, turn by turn: what the caller says and how the bot's answer begins. The last
/// answer has no message: the order is ready for fulfilment.
pub const ORDER: [(&str, Option<&str>); 5] = [
    (SAMPLE_UTTERANCE, Some(EXPECTED_RESPONSE)),
    (
        "roses",
        Some("What day do you want the roses to be picked up?"),
    ),
    ("tomorrow", Some("Pick up the roses at what time on ")),
    (
        "6 pm",
        Some("Okay, your roses will be ready for pickup by 18:00 on "),
    ),
    ("yes", None),
];

/// The intent that callers come for.
pub const INTENT: &str = "OrderFlowers";

pub(crate) const BOT_DESCRIPTION: &str = "Bot to order flowers for pick up";
pub(crate) const INTENT_DESCRIPTION: &str = "Intent to order a bouquet of flowers for pick up";
pub(crate) const SLOT_TYPE_DESCRIPTION: &str = "Types of flowers to pick up";

pub(crate) const SLOT_TYPE: &str = "FlowerTypes";
pub(crate) const FLOWERS: [&str; 3] = ["tulips", "lilies", "roses"];

pub(crate) const UTTERANCES: [&str; 2] = [
    "I would like to pick up flowers",
    "I would like to order some flowers",
];

/// Times a question is asked before the bot gives up.
pub(crate) const TIMES_ASKED: i32 = 2;

/// Seconds without a word after which the bot forgets a conversation.
pub(crate) const IDLE_SECONDS: i32 = 600;

/// Who speaks for the bot.
pub(crate) const VOICE: &str = "Salli";

/// What a slot takes. The generations spell the built-in types differently.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Takes {
    /// A value of [`SLOT_TYPE`].
    Flowers,
    Date,
    Time,
}

/// What the bot has to know for an order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SlotWords {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
    pub(crate) question: &'static str,
    /// How a caller may answer in a whole sentence.
    pub(crate) utterance: Option<&'static str>,
}

/// In the order in which the bot asks.
pub(crate) const SLOTS: [SlotWords; 3] = [
    SlotWords {
        name: "FlowerType",
        takes: Takes::Flowers,
        question: EXPECTED_RESPONSE,
        utterance: Some("I would like to order {FlowerType}"),
    },
    SlotWords {
        name: "PickupDate",
        takes: Takes::Date,
        question: "What day do you want the {FlowerType} to be picked up?",
        utterance: None,
    },
    SlotWords {
        name: "PickupTime",
        takes: Takes::Time,
        question: "Pick up the {FlowerType} at what time on {PickupDate}?",
        utterance: None,
    },
];

/// Two blanks before "Does", as published.
pub(crate) const CONFIRMATION: &str = "Okay, your {FlowerType} will be ready for pickup by \
    {PickupTime} on {PickupDate}.  Does this sound okay?";

pub(crate) const REJECTION: &str = "Okay, I will not place your order.";
pub(crate) const CLARIFICATION: &str = "I didn't understand you, what would you like to do?";
pub(crate) const ABORT: &str = "Sorry, I'm not able to assist at this time";
