//! The fault layer in front of a fake service, in virtual time.

mod support;

mod answers;
mod combining;
mod connections;
mod errors;
mod handle;
mod matching;
mod repeatable;
mod rules;
mod timing;
mod vocabulary;
