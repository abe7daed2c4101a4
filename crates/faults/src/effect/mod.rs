//! What a rule does to a call.

mod answer;
mod body;
mod headers;
mod latency;
mod lex_v1;
mod lex_v2;
mod parts;
mod quantiles;

use lexdr_wire::Service;
use serde::Serialize;

pub use answer::{Answer, DialogState, SlotValue};
pub use body::Cut;
pub use headers::Headers;
pub use latency::Latency;
pub use parts::{ErrorAnswer, FunctionError, Loss, Throttle};

use crate::field::{Field, FieldError, Read};
use crate::units::Skew;
use crate::{errors, services};
pub(crate) use answer::rewrite;
pub(crate) use body::{Then, cut};

/// What a rule does to a call.
///
/// Three kinds work together on one call. *Delays* ([`Effect::Latency`]) of all rules add up.
/// *Answers* exclude one another: the first rule that fires decides, and later ones do not see
/// the call. *Headers* ([`Effect::Headers`], [`Effect::ClockSkew`]) are changed on whatever
/// answer there is, in the order of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The client sees an error of the service, byte for byte as the service sends it. The
    /// service itself does not see the call.
    Error(ErrorAnswer),
    /// The client sees the service's own error for too many calls, beyond a rate. One token
    /// bucket for each service and region, full when the rule is added.
    Throttle(Throttle),
    /// The client sees the true answer, later: half of the time passes before the service acts,
    /// half after.
    Latency(Latency),
    /// The client sees an open connection and no byte of an answer, until it gives up. The
    /// service does not act.
    Hang,
    /// The service acts. The client sees the headers and a part of the body, then silence, until
    /// it gives up.
    HangInBody(Cut),
    /// The service acts. The client sees the headers and a part of the body, then the end of the
    /// connection.
    ShortBody(Cut),
    /// The client sees its connection refused.
    Refused,
    /// The client sees its connection reset before an answer. The service does not act.
    Reset,
    /// The client's attempt to connect gets no answer: it fails with
    /// [`lexdr_wire::ConnectionError::ConnectTimeout`] after the time that the request's
    /// [`lexdr_wire::ConnectTimeout`] extension states; without that, it waits until the client
    /// gives up.
    BlackHole,
    /// The client cannot resolve the host name.
    Dns,
    /// The service acts, but the answer is lost: the client cannot know whether it did.
    LostAnswer(Loss),
    /// The client sees an answer, but not the true one.
    Answer(Answer),
    /// The client of `Invoke` sees that the function failed: status 200, `X-Amz-Function-Error`
    /// and the error as payload. The function does not run. Invocations of type `Event` and
    /// `DryRun` are left alone, as they show nothing of the kind.
    FunctionError(FunctionError),
    /// The client sees the true answer without some headers, or with others.
    Headers(Headers),
    /// The client sees the true answer with a `Date` that is off by so much from the run's clock.
    /// Beyond four minutes the Rust SDK takes a 403 with `AccessDeniedException`,
    /// `InvalidSignatureException`, `SignatureDoesNotMatch` or `RequestTimeTooSkewed` for the
    /// fault of its own clock and tries three times instead of once (measured).
    ClockSkew(Skew),
}

/// How an effect combines with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Delay,
    Answer,
    Header,
}

const NAMES: [&str; 15] = [
    "error",
    "throttle",
    "latency",
    "hang",
    "hang-in-body",
    "short-body",
    "refused",
    "reset",
    "black-hole",
    "dns",
    "lost-answer",
    "answer",
    "function-error",
    "headers",
    "clock-skew",
];

impl Effect {
    /// The name in rules.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Error(_) => "error",
            Self::Throttle(_) => "throttle",
            Self::Latency(_) => "latency",
            Self::Hang => "hang",
            Self::HangInBody(_) => "hang-in-body",
            Self::ShortBody(_) => "short-body",
            Self::Refused => "refused",
            Self::Reset => "reset",
            Self::BlackHole => "black-hole",
            Self::Dns => "dns",
            Self::LostAnswer(_) => "lost-answer",
            Self::Answer(_) => "answer",
            Self::FunctionError(_) => "function-error",
            Self::Headers(_) => "headers",
            Self::ClockSkew(_) => "clock-skew",
        }
    }

    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Latency(_) => Kind::Delay,
            Self::Headers(_) | Self::ClockSkew(_) => Kind::Header,
            _ => Kind::Answer,
        }
    }

    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        let (name, inner) = field.variant(&NAMES)?;
        let need = || {
            inner.as_ref().ok_or_else(|| {
                field
                    .error(format!("`{name}` needs a value"))
                    .suggest(format!("write {{ {name}: … }}"))
            })
        };
        let effect = match name {
            "error" => Self::Error(ErrorAnswer::read(need()?)?),
            "throttle" => Self::Throttle(Throttle::read(need()?)?),
            "latency" => Self::Latency(Latency::read(need()?)?),
            "hang-in-body" => Self::HangInBody(Cut::read(inner.as_ref())?),
            "short-body" => Self::ShortBody(Cut::read(inner.as_ref())?),
            "lost-answer" => Self::LostAnswer(need()?.word(&Loss::WORDS)?),
            "answer" => Self::Answer(Answer::read(need()?)?),
            "function-error" => Self::FunctionError(FunctionError::read(need()?)?),
            "headers" => Self::Headers(Headers::read(need()?)?),
            "clock-skew" => Self::ClockSkew(Skew::read(need()?)?),
            plain => {
                if let Some(inner) = &inner {
                    return Err(inner.error(format!("`{plain}` takes no value")));
                }
                match plain {
                    "refused" => Self::Refused,
                    "reset" => Self::Reset,
                    "black-hole" => Self::BlackHole,
                    "dns" => Self::Dns,
                    _ => Self::Hang,
                }
            }
        };
        Ok(effect)
    }

    /// Whether the effect means anything for this operation; a rule leaves other calls alone.
    pub(crate) fn reaches(&self, service: Service, operation: &str) -> bool {
        match self {
            Self::Answer(answer) => answer.reaches(service, operation),
            Self::FunctionError(_) => service == Service::Lambda && operation == "Invoke",
            _ => true,
        }
    }

    /// Refuses what no service can be made to do.
    pub(crate) fn check(&self, services: &[Service]) -> Read<()> {
        match self {
            Self::Error(error) => errors::check("effect.error.name", &error.name, services),
            Self::Throttle(Throttle { burst: 0, .. }) => Err(FieldError::new(
                "effect.throttle.burst",
                "`0` is not a whole number from 1",
            )),
            Self::Throttle(Throttle { rate, .. }) if rate.per.0 == 0 => Err(FieldError::new(
                "effect.throttle.rate",
                "a rate per no time",
            )),
            Self::Latency(latency) => latency.check(),
            Self::Headers(headers) => headers.check(),
            _ => Ok(()),
        }
    }

    /// What the effect needs of a call, for the message that a rule can never have it.
    pub(crate) fn needs(&self) -> Option<String> {
        match self {
            Self::FunctionError(_) => Some("it is about Invoke of Lambda".to_owned()),
            Self::Answer(_) => {
                let reached: Vec<String> = Service::ALL
                    .into_iter()
                    .flat_map(|service| {
                        let own = services::operations(service);
                        own.into_iter()
                            .filter(move |operation| self.reaches(service, operation))
                            .map(move |operation| {
                                format!("{operation} of {}", services::spoken(service))
                            })
                    })
                    .collect();
                Some(format!("it is about {}", reached.join(", ")))
            }
            _ => None,
        }
    }
}
