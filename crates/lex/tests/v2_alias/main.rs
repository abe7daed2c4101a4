//! From the name of an alias to its id: when it is looked up, and what each outcome says about the
//! bot. The runtime decides wherever it can be asked; the models API alone never moves a caller.

mod look_up;
mod outcomes;
mod support;
