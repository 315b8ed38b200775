//! The shop's own words. Whoever writes them may not do all that the shipped templates may: nothing that mails are given
//! gets out of its place, no template goes on for ever, and none makes a mail that no server takes.

use std::io;

use domain::FieldError;
use domain::notifications::wording::{self, Placeholder};
use domain::notifications::{Template, Typeset, Wording};
use minijinja::{Environment, Error, ErrorKind, Value};

use super::{mjml, plain, squeeze, subject, tidy};

/// Steps of one template.
const FUEL: u64 = 100_000;
/// Bytes of what a template makes.
const LONGEST: usize = 1 << 20;
/// What templates may call beside what mails are given.
const FUNCTIONS: &[&str] = &["super", "self", "loop", "caller", "range", "dict", "namespace"];

pub(super) struct Own {
    environment: Environment<'static>,
}

impl Own {
    /// May extend and include the shipped templates.
    pub fn beside(shipped: &Environment<'static>) -> Self {
        let mut environment = shipped.clone();
        environment.set_fuel(Some(FUEL));
        // What is given to a mail is escaped, whatever a template says.
        environment.remove_filter("safe");
        Self { environment }
    }

    /// # Errors
    /// What is wrong.
    pub fn typeset(&self, wording: &Wording, data: &Value) -> Result<Typeset, FieldError> {
        let body = self.render("body", &wording.body, data)?;
        let html = mjml::to_html(&body).map_err(|problem| wrong("body", format!("is no MJML: {problem}")))?;
        let text = match &wording.text {
            Some(text) => squeeze(&self.render("text", text, data)?),
            None => plain::text_of(&body),
        };
        Ok(Typeset { subject: subject(&self.render("subject", &wording.subject, data)?), text, html })
    }

    pub fn check(&self, template: Template, wording: &Wording) -> Vec<FieldError> {
        let fields = [
            ("subject", Some(&wording.subject)),
            ("body", Some(&wording.body)),
            ("text", wording.text.as_ref()),
        ];
        let mut found = Vec::new();
        for (field, source) in fields {
            if let Some(source) = source {
                found.extend(self.look_through(template, field, source));
            }
        }
        if !found.is_empty() {
            return found;
        }
        for data in [wording::sample(template), wording::least(template)] {
            if let Err(wrong) = self.typeset(wording, &tidy(&data)) {
                return vec![wrong];
            }
        }
        Vec::new()
    }

    /// What can be seen without trying.
    fn look_through(&self, template: Template, field: &'static str, source: &str) -> Vec<FieldError> {
        if has_autoescape(source) {
            return vec![wrong(
                field,
                "must not switch escaping off or on: remove {% autoescape %}".to_owned(),
            )];
        }
        let mut environment = self.environment.clone();
        let name = name_of(field);
        if let Err(error) = environment.add_template_owned(name, source.to_owned()) {
            return vec![explain(field, &error)];
        }
        let Ok(compiled) = environment.get_template(name) else { return Vec::new() };
        let mut asked: Vec<String> = compiled.undeclared_variables(true).into_iter().collect();
        asked.sort_unstable();
        let unknown = asked.into_iter().filter(|path| {
            !wording::has(template, path) && !FUNCTIONS.contains(&path.split('.').next().unwrap_or_default())
        });
        let known = wording::placeholders(template);
        unknown.map(|path| wrong(field, no_such(&path, &known))).collect()
    }

    fn render(&self, field: &'static str, source: &str, data: &Value) -> Result<String, FieldError> {
        let mut environment = self.environment.clone();
        let name = name_of(field);
        let rendered = environment.add_template_owned(name, source.to_owned()).and_then(|()| {
            let mut page = Page(Vec::new());
            environment.get_template(name)?.render_captured_to(data.clone(), &mut page)?;
            Ok(page.0)
        });
        let bytes = rendered.map_err(|error| explain(field, &error))?;
        String::from_utf8(bytes).map_err(|_| wrong(field, "is no text".to_owned()))
    }
}

/// By its name a template is escaped or not.
const fn name_of(field: &str) -> &'static str {
    match field.as_bytes() {
        b"body" => "own.mjml.jinja",
        b"text" => "own.txt.jinja",
        _ => "own.subject.jinja",
    }
}

/// As much as a mail may be.
struct Page(Vec<u8>);

impl io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST {
            return Err(io::Error::other("the mail is too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn has_autoescape(source: &str) -> bool {
    let mut tags = source.split("{%").skip(1);
    tags.any(|tag| {
        let word = tag.trim_start_matches(['-', '+']).trim_start();
        word.starts_with("autoescape") || word.starts_with("endautoescape")
    })
}

fn no_such(path: &str, known: &[Placeholder]) -> String {
    let distance = |one: &Placeholder| strsim::damerau_levenshtein(&one.name, path);
    let near = known.iter().min_by_key(|one| distance(one)).filter(|one| distance(one) <= path.len() / 3);
    match near {
        Some(near) => format!("there is no {path} in this mail; did you mean {}?", near.name),
        None => format!("there is no {path} in this mail; see its list of placeholders"),
    }
}

fn explain(field: &'static str, error: &Error) -> FieldError {
    let line = error.line().map(|line| format!("line {line}: ")).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::UndefinedError => format!(
            "{line}asks for something that is not always there; put it between {{% if … %}} and {{% endif %}}, \
             or give something in its place: {{{{ … | default(\"\") }}}}"
        ),
        ErrorKind::OutOfFuel => "does not come to an end; make it simpler".to_owned(),
        ErrorKind::WriteFailure => "makes a mail of more than a mebibyte; make it shorter".to_owned(),
        ErrorKind::TemplateNotFound => {
            format!(
                "{line}there is no such template; there are layout.mjml.jinja, order.mjml.jinja, layout.txt.jinja and order.txt.jinja"
            )
        }
        kind => {
            format!("{line}{kind}{}", error.detail().map(|detail| format!(": {detail}")).unwrap_or_default())
        }
    };
    wrong(field, message)
}

fn wrong(field: &'static str, message: String) -> FieldError {
    FieldError { field: field.into(), message }
}
