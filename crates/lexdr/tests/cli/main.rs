//! The program as its users meet it, all in one binary: most of these tests wait for a child
//! process, and others have the processor meanwhile. Tests begin in the order of their names, and
//! the longest to wait for are named to begin first.

mod as_processes;
mod command_line;
mod gameday;
mod proxy;
mod serve;
mod support;
