//! Values that are what the table of keys says they must be.

use std::collections::BTreeMap;

use crate::error::Place;
use crate::{Method, Millis, RegionRef, RequestFault, RouteRef, Span};

/// A value that is what its key says it must be.
#[derive(Debug)]
pub(crate) enum Parsed {
    Text(String),
    Method(Method),
    Time(Millis),
    Span(Span),
    /// A whole number, or thousandths of a percent.
    Count(u32),
    Flag(bool),
    Region(RegionRef),
    Route(RouteRef),
    List(List),
    Map(Fields),
    Request(RequestFault),
}

/// The elements of a list that are right.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) items: Vec<Item>,
    /// Whether these are all there were.
    pub(crate) complete: bool,
}

/// A value and its place.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) place: Place,
    pub(crate) value: Parsed,
}

/// The keys of a mapping of which the values are right.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) entries: BTreeMap<&'static str, Item>,
}

macro_rules! accessors {
    ($($name:ident: $variant:ident -> $type:ty),+ $(,)?) => {
        $(pub(crate) fn $name(&self, key: &str) -> Option<&$type> {
            match self.entries.get(key) {
                Some(Item { value: Parsed::$variant(value), .. }) => Some(value),
                _ => None,
            }
        })+
    };
}

impl Fields {
    accessors! {
        text: Text -> String,
        method: Method -> Method,
        time: Time -> Millis,
        span: Span -> Span,
        count: Count -> u32,
        flag: Flag -> bool,
        region: Region -> RegionRef,
        route: Route -> RouteRef,
        list: List -> List,
        map: Map -> Fields,
        request: Request -> RequestFault,
    }

    /// Where the value of a key stands.
    pub(crate) fn place(&self, key: &str) -> Option<Place> {
        self.entries.get(key).map(|item| item.place)
    }

    /// The first of these keys that is there.
    pub(crate) fn first_of(&self, keys: &[&'static str]) -> Option<&'static str> {
        keys.iter()
            .copied()
            .find(|key| self.entries.contains_key(key))
    }
}
