//! The command that starts a program.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A program with its arguments, and the directory that it runs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) task_root: PathBuf,
}

/// Why a text is no command.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// There is nothing in it.
    #[error("the command is empty; name a program that speaks the Lambda Runtime API")]
    Empty,
    /// A quote is not closed.
    #[error("the command {text:?} has a quote that is not closed")]
    Unclosed {
        /// The command.
        text: String,
    },
    /// There is no such program.
    #[error(
        "there is no program {program:?}, or it cannot be executed; give its path, or put it on \
         the PATH"
    )]
    NoProgram {
        /// What the command begins with.
        program: String,
    },
    /// The directory to run in cannot be found out.
    #[error("the current directory cannot be read: {0}")]
    NoDirectory(#[source] std::io::Error),
}

impl Command {
    /// Splits a command the way a shell does, with quotes and backslashes, but without variables
    /// or patterns: it is run without a shell. The program is looked up now, on this process's own
    /// `PATH`; the directory it runs in is the current one.
    ///
    /// # Errors
    /// When the text is no command or names no program.
    pub fn parse(text: &str) -> Result<Self, CommandError> {
        let words = shell_words::split(text).map_err(|_| CommandError::Unclosed {
            text: text.to_owned(),
        })?;
        let mut words = words.into_iter();
        let name = words.next().ok_or(CommandError::Empty)?;
        Self::new(&name, words)
    }

    /// A program, by its path or looked up on this process's `PATH`, and its arguments.
    ///
    /// # Errors
    /// When there is no such program.
    pub fn new(
        program: &str,
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
    ) -> Result<Self, CommandError> {
        let task_root = std::env::current_dir().map_err(CommandError::NoDirectory)?;
        let missing = |_| CommandError::NoProgram {
            program: program.to_owned(),
        };
        // Absolute, but links are not followed: a Python finds its packages by the path that it is
        // started by.
        let found = which::which(program).map_err(missing)?;
        Ok(Self {
            program: task_root.join(found),
            arguments: arguments.into_iter().map(Into::into).collect(),
            task_root,
        })
    }

    /// The directory to run in, `LAMBDA_TASK_ROOT`: where a deployment package would be unpacked.
    #[must_use]
    pub fn task_root(mut self, directory: impl AsRef<Path>) -> Self {
        directory.as_ref().clone_into(&mut self.task_root);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_as_a_shell_does() {
        let command = Command::parse(r#"sh -c 'echo "a b"' c\ d $HOME *"#).unwrap();
        assert!(command.program.is_absolute() && command.program.ends_with("sh"));
        assert_eq!(
            command.arguments,
            ["-c", r#"echo "a b""#, "c d", "$HOME", "*"]
        );
    }

    #[test]
    fn what_is_no_command_is_told() {
        let error = |text: &str| Command::parse(text).unwrap_err().to_string();
        assert_eq!(
            error("  "),
            "the command is empty; name a program that speaks the Lambda Runtime API"
        );
        assert_eq!(
            error("sh 'a"),
            r#"the command "sh 'a" has a quote that is not closed"#
        );
        assert_eq!(
            error("./no-such-program x"),
            "there is no program \"./no-such-program\", or it cannot be executed; give its path, \
             or put it on the PATH"
        );
    }
}
