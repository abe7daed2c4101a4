//! The proxy between real clients and upstreams that tell what they saw.

mod extension;
mod faults;
mod passing;
mod signing;
mod streaming;
mod support;
mod trouble;
