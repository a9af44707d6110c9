//! Questions on the terminal, for what no flag says.

use std::io::{self, BufRead, Write as _};

use anyhow::{Context as _, Result, anyhow, ensure};

/// Asks on the terminal, if somebody is there.
pub(super) struct Ask {
    pub(super) answers: bool,
}

/// What is asked where a flag is missing.
pub(super) struct Question<'a> {
    pub(super) flag: &'a str,
    pub(super) text: &'a str,
    pub(super) default: Option<String>,
    /// What is wrong with an answer.
    pub(super) check: &'a dyn Fn(&str) -> Result<()>,
}

impl Ask {
    /// The answer to a question; the default where nobody is asked.
    pub(super) fn question(&self, question: Question<'_>) -> Result<String> {
        if self.answers {
            return question.ask(&mut io::stdin().lock());
        }
        let Question { flag, default, .. } = question;
        default.with_context(|| format!("expected --{flag}"))
    }

    pub(super) fn choice<T: clap::ValueEnum>(
        &self,
        flag: &str,
        text: &str,
        default: &T,
    ) -> Result<T> {
        let name = |value: &T| value.to_possible_value().map(|it| it.get_name().to_owned());
        let names: Vec<_> = T::value_variants().iter().filter_map(name).collect();
        let names = names.join(", ");
        let read = |answer: &str| {
            T::from_str(answer, false)
                .map_err(|_| anyhow!("expected one of {names}, but found {answer:?}"))
        };
        let answer = self.question(Question {
            flag,
            text: &format!("{text} ({names})"),
            // Nobody who is not asked has a store by default.
            default: name(default).filter(|_| self.answers),
            check: &|answer| read(answer).map(drop),
        })?;
        read(&answer)
    }
}

impl Question<'_> {
    /// Asks until there is an answer; an empty one stands for the default.
    fn ask(self, answers: &mut impl BufRead) -> Result<String> {
        let Self { flag, text, .. } = self;
        loop {
            match &self.default {
                Some(default) => eprint!("{text} [{default}]: "),
                None => eprint!("{text}: "),
            }
            io::stderr().flush()?;
            let mut line = String::new();
            ensure!(answers.read_line(&mut line)? > 0, "expected --{flag}");
            let answer = match (line.trim(), &self.default) {
                ("", None) => continue,
                ("", Some(default)) => default,
                (answer, _) => answer,
            };
            match (self.check)(answer) {
                Ok(()) => return Ok(answer.to_owned()),
                Err(error) => eprintln!("{error:#}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_answers_wrongly_is_asked_again() {
        let asked = |default: Option<&str>, mut answers: &[u8]| {
            let question = Question {
                flag: "size",
                text: "How large",
                default: default.map(str::to_owned),
                check: &|answer| {
                    answer.parse::<u32>()?;
                    Ok(())
                },
            };
            question.ask(&mut answers)
        };
        assert_eq!(asked(None, b"\nlarge\n-1\n  7 \n8\n").unwrap(), "7");
        assert_eq!(asked(Some("9"), b"large\n\n").unwrap(), "9");
        // Nobody is there any more.
        for answers in [&b""[..], b"\n", b"large\n"] {
            let error = asked(None, answers).unwrap_err();
            assert_eq!(error.to_string(), "expected --size");
        }
    }
}
