//! ES modules as one script, so that a page needs no file beside it. Every module becomes a function that is called once
//! and gives what it exports.
//!
//! Read are the forms that the page's modules use, each at the beginning of a line:
//! `import { a, b as c } from "./name.js";` (over several lines, too), `export` in front of a `function`, an
//! `async function`, a `class` or a `const`, and `export { a, b };`. All else that imports or exports is an error.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail, ensure};

/// One module.
pub(super) struct Module {
    /// Its file, as others import it.
    pub(super) name: &'static str,
    /// Its text.
    pub(super) source: &'static str,
}

/// One script of modules, of which each imports only from those in front of it.
pub(super) fn join(modules: &[Module]) -> Result<String> {
    let mut script = String::new();
    let mut known: Vec<&str> = Vec::new();
    for module in modules {
        let part = function(module, &known).with_context(|| module.name)?;
        script.push_str(&part);
        known.push(module.name);
    }
    // What would end the element, or begin a comment in it (HTML standard, "Restrictions for contents of script elements").
    for forbidden in ["</script", "<script", "<!--"] {
        let found = script.to_ascii_lowercase().contains(forbidden);
        ensure!(!found, "{forbidden} cannot stand in a script element");
    }
    Ok(script)
}

fn function(module: &Module, known: &[&str]) -> Result<String> {
    let mut body = String::new();
    let mut exports = Vec::new();
    let mut lines = module.source.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("import ") || line.starts_with("import{") {
            let mut statement = line.to_owned();
            while !statement.trim_end().ends_with(';') {
                let next = lines.next().context("an import that does not end")?;
                statement.push_str(next);
            }
            let _ = writeln!(body, "{}", import(&statement, known)?);
        } else if let Some(rest) = line.strip_prefix("export ") {
            if let Some(names) = rest.strip_prefix('{') {
                let names = names.trim_end().strip_suffix("};");
                exports.extend(list(names.with_context(|| line.to_owned())?));
            } else {
                exports.push(declared(rest).with_context(|| line.to_owned())?);
                let _ = writeln!(body, "{rest}");
            }
        } else {
            let _ = writeln!(body, "{line}");
        }
    }
    let exports = exports.join(", ");
    let name = variable(module.name);
    Ok(format!(
        "const {name} = (() => {{\n{body}return {{ {exports} }};\n}})();\n"
    ))
}

/// `const { a, b: c } = $name;`
fn import(statement: &str, known: &[&str]) -> Result<String> {
    let rest = statement.strip_prefix("import").unwrap_or_default().trim();
    let names = rest.strip_prefix('{').and_then(|it| it.split_once('}'));
    let (names, from) = names.with_context(|| statement.to_owned())?;
    let file = from.trim().strip_prefix("from ");
    let file = file.and_then(|it| it.trim().strip_prefix("\"./")?.strip_suffix("\";"));
    let file = file.with_context(|| statement.to_owned())?;
    ensure!(
        known.contains(&file),
        "{file} is not in front of what imports it"
    );
    let names = list(names).map(|name| name.replace(" as ", ": "));
    let names = names.collect::<Vec<_>>().join(", ");
    Ok(format!("const {{ {names} }} = {};", variable(file)))
}

fn list(names: &str) -> impl Iterator<Item = String> {
    let names = names.split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned)
}

/// The name that a declaration gives.
fn declared(declaration: &str) -> Result<String> {
    const KINDS: [&str; 4] = ["async function ", "function ", "class ", "const "];
    let mut kinds = KINDS.iter();
    let rest = kinds.find_map(|kind| declaration.strip_prefix(kind));
    let Some(rest) = rest else {
        bail!("expected a function, a class or a constant");
    };
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let name: String = rest.chars().take_while(|c| is_part(*c)).collect();
    ensure!(!name.is_empty(), "expected a name");
    Ok(name)
}

/// The variable that holds what a module exports.
fn variable(file: &str) -> String {
    let stem = file.strip_suffix(".js").unwrap_or(file);
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    format!("${}", stem.chars().map(letter).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Module = Module {
        name: "a-b.js",
        source: "/** One. */\nexport const one = 1;\nfunction two() {}\nexport { two };\n",
    };

    fn module(source: &'static str) -> Module {
        Module {
            name: "main.js",
            source,
        }
    }

    #[test]
    fn modules_become_functions() -> Result<()> {
        let main = module("import {\n  one,\n  two as deux,\n} from \"./a-b.js\";\ndeux(one);\n");
        assert_eq!(
            join(&[A, main])?,
            "const $a_b = (() => {\n/** One. */\nconst one = 1;\nfunction two() {}\nreturn { one, two };\n})();\n\
             const $main = (() => {\nconst { one, two: deux } = $a_b;\ndeux(one);\nreturn {  };\n})();\n"
        );
        Ok(())
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for source in [
            "import { one } from \"./c.js\";\n",
            "import one from \"./a-b.js\";\n",
            "import * as all from \"./a-b.js\";\n",
            "import \"./a-b.js\";\n",
            "import { one } from \"https://a.example/a-b.js\";\n",
            "export default 1;\n",
            "export * from \"./a-b.js\";\n",
            "const a = \"</SCRIPT>\";\n",
            "const a = \"<!--\";\n",
        ] {
            assert!(join(&[A, module(source)]).is_err(), "{source}");
        }
    }
}
