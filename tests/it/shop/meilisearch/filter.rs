//! The language of filters: `(a = 1 OR NOT b IN ["x", y]) AND c 1 TO 3`, with the documented precedence.

use serde_json::Value;

#[derive(Debug)]
pub enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Compare { field: String, operator: String, value: String },
    In { field: String, values: Vec<String> },
    Between { field: String, least: f64, most: f64 },
    Exists { field: String },
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(String),
}

/// # Errors
/// What is wrong with it.
pub fn parse(text: &str) -> Result<Filter, String> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    let filter = parser.any()?;
    match parser.tokens.get(parser.at) {
        None => Ok(filter),
        Some(token) => Err(format!("Found unexpected characters at the end of the filter: {token:?}")),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            ' ' | '\n' | '\t' => {}
            '(' | ')' | '[' | ']' | ',' | '=' => tokens.push(Token::Sign(c.to_string())),
            '>' | '<' | '!' => {
                let mut sign = c.to_string();
                sign.extend(rest.next_if_eq(&'='));
                tokens.push(Token::Sign(sign));
            }
            '"' | '\'' => {
                let mut value = String::new();
                loop {
                    match rest.next() {
                        Some('\\') => match rest.next() {
                            Some(next) if next == c => value.push(c),
                            Some(next) => value.extend(['\\', next]),
                            None => return Err("Malformed value".to_owned()),
                        },
                        Some(next) if next == c => break,
                        Some(next) => value.push(next),
                        None => return Err("Malformed value".to_owned()),
                    }
                }
                tokens.push(Token::Quoted(value));
            }
            c if c.is_alphanumeric() || "_-.".contains(c) => {
                let mut word = c.to_string();
                while let Some(c) = rest.next_if(|c| c.is_alphanumeric() || "_-.".contains(*c)) {
                    word.push(c);
                }
                tokens.push(Token::Word(word));
            }
            c => return Err(format!("Was expecting an operation, found {c:?}")),
        }
    }
    Ok(tokens)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn any(&mut self) -> Result<Filter, String> {
        let mut parts = vec![self.all()?];
        while self.word("OR") {
            parts.push(self.all()?);
        }
        Ok(Filter::Any(parts))
    }

    fn all(&mut self) -> Result<Filter, String> {
        let mut parts = vec![self.not()?];
        while self.word("AND") {
            parts.push(self.not()?);
        }
        Ok(Filter::All(parts))
    }

    fn not(&mut self) -> Result<Filter, String> {
        if self.word("NOT") {
            return Ok(Filter::Not(Box::new(self.not()?)));
        }
        if self.sign("(") {
            let inner = self.any()?;
            return if self.sign(")") { Ok(inner) } else { Err("Expression is missing `)`".to_owned()) };
        }
        self.condition()
    }

    fn condition(&mut self) -> Result<Filter, String> {
        let field = self.value()?;
        if self.word("NOT") {
            return Ok(Filter::Not(Box::new(self.operation(field)?)));
        }
        self.operation(field)
    }

    fn operation(&mut self, field: String) -> Result<Filter, String> {
        if self.word("EXISTS") {
            return Ok(Filter::Exists { field });
        }
        if self.word("IN") {
            let mut values = Vec::new();
            if !self.sign("[") {
                return Err("Expected `[` after IN".to_owned());
            }
            while !self.sign("]") {
                values.push(self.value()?);
                self.sign(",");
            }
            return Ok(Filter::In { field, values });
        }
        for operator in [">=", "<=", "!=", "=", ">", "<"] {
            if self.sign(operator) {
                return Ok(Filter::Compare { field, operator: operator.to_owned(), value: self.value()? });
            }
        }
        let least = self.value()?;
        if !self.word("TO") {
            return Err(format!("Was expecting an operation after {field}"));
        }
        let most = self.value()?;
        let number = |text: String| text.parse().map_err(|_| format!("{text} is no number"));
        Ok(Filter::Between { field, least: number(least)?, most: number(most)? })
    }

    fn value(&mut self) -> Result<String, String> {
        let keywords = ["OR", "AND", "NOT", "IN", "TO", "EXISTS", "IS", "NULL", "EMPTY", "CONTAINS"];
        let value = match self.tokens.get(self.at) {
            Some(Token::Quoted(value)) => value.clone(),
            Some(Token::Word(word)) if !keywords.contains(&word.as_str()) => word.clone(),
            other => return Err(format!("Was expecting a value, found {other:?}")),
        };
        self.at += 1;
        Ok(value)
    }

    fn word(&mut self, word: &str) -> bool {
        self.next_is(&Token::Word(word.to_owned()))
    }

    fn sign(&mut self, sign: &str) -> bool {
        self.next_is(&Token::Sign(sign.to_owned()))
    }

    fn next_is(&mut self, token: &Token) -> bool {
        let is_it = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(is_it);
        is_it
    }
}

/// What a document has under a path with dots.
pub fn values<'a>(document: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut at = document;
    for part in path.split('.') {
        match at.get(part) {
            Some(next) => at = next,
            None => return Vec::new(),
        }
    }
    match at {
        Value::Array(values) => values.iter().collect(),
        Value::Null => Vec::new(),
        value => vec![value],
    }
}

impl Filter {
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::fields).collect(),
            Self::Not(part) => part.fields(),
            Self::Compare { field, .. }
            | Self::In { field, .. }
            | Self::Between { field, .. }
            | Self::Exists { field } => vec![field],
        }
    }

    pub fn holds(&self, document: &Value) -> bool {
        let any =
            |field: &str, is_so: &dyn Fn(&Value) -> bool| values(document, field).into_iter().any(is_so);
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(document)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(document)),
            Self::Not(part) => !part.holds(document),
            Self::In { field, values } => any(field, &|one| values.iter().any(|value| equal(one, value))),
            Self::Between { field, least, most } => {
                any(field, &|one| one.as_f64().is_some_and(|number| (*least..=*most).contains(&number)))
            }
            Self::Exists { field } => !values(document, field).is_empty(),
            Self::Compare { field, operator, value } if operator == "=" => {
                any(field, &|one| equal(one, value))
            }
            Self::Compare { field, operator, value } if operator == "!=" => {
                !any(field, &|one| equal(one, value))
            }
            Self::Compare { field, operator, value } => any(field, &|one| {
                let (Some(one), Ok(value)) = (one.as_f64(), value.parse::<f64>()) else { return false };
                match operator.as_str() {
                    ">" => one > value,
                    ">=" => one >= value,
                    "<" => one < value,
                    _ => one <= value,
                }
            }),
        }
    }
}

fn equal(one: &Value, value: &str) -> bool {
    match one {
        Value::Number(number) => number.as_f64() == value.parse().ok(),
        Value::Bool(is_so) => is_so.to_string() == value,
        Value::String(text) => text.to_lowercase() == value.to_lowercase(),
        _ => false,
    }
}

#[test]
fn filters_have_the_documented_precedence() {
    let document = serde_json::json!({ "a": [1, 5], "b": { "c": "Red \"x\"" } });
    for (text, holds) in [
        ("a = 1", true),
        ("a = 2 OR a = 5 AND b.c = none", false),
        ("NOT a = 2 AND a 2 TO 5", true),
        ("(a = 2 OR a >= 5) AND b.c IN [\"red \\\"x\\\"\", y]", true),
        ("d EXISTS OR b.c NOT EXISTS", false),
        ("b.c NOT IN [red]", true),
        ("b.c IN []", false),
    ] {
        assert_eq!(parse(text).unwrap().holds(&document), holds, "{text}");
    }
    for text in ["a =", "a 1 TO", "(a = 1", "a = 1)", "a = 1 b = 2", "AND = 1", "a:b = 1"] {
        assert!(parse(text).is_err(), "{text}");
    }
}
