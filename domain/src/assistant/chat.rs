//! What is said to a model and what it answers, whoever it is.

use serde_json::Value;

use super::reading::Schema;

/// One exchange: all that the model is told.
#[derive(Debug, Clone, Default)]
pub struct ChatRequest {
    /// Who it is and what it may do. From us alone, never from people or from the catalogue.
    pub system: String,
    /// Oldest first; the last one is not the model's.
    pub messages: Vec<Message>,
    /// What it may ask us to do.
    pub tools: Vec<ToolSpec>,
    /// The shape of the answer, where it is to be read by a program.
    pub schema: Option<Schema>,
}

impl ChatRequest {
    /// The most tokens that it may come to: no tokenizer makes more than one of two bytes, in the mean of a text.
    pub fn most_tokens(&self) -> i64 {
        let messages: usize = self.messages.iter().map(Message::bytes).sum();
        let tools: usize = self.tools.iter().map(ToolSpec::bytes).sum();
        let schema = self.schema.as_ref().map_or(0, |schema| schema.definition.to_string().len());
        let bytes = self.system.len() + messages + tools + schema;
        // And a few for what stands around each message.
        i64::try_from(bytes / 2 + 16 * (self.messages.len() + 2)).unwrap_or(i64::MAX)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    User(String),
    /// What the model said before.
    Assistant {
        text: String,
        calls: Vec<ToolCall>,
    },
    /// What came of a call that it asked for.
    Tool {
        call: ToolCall,
        result: String,
    },
}

impl Message {
    fn bytes(&self) -> usize {
        let call = |call: &ToolCall| call.name.len() + call.arguments.to_string().len();
        match self {
            Self::User(text) => text.len(),
            Self::Assistant { text, calls } => text.len() + calls.iter().map(call).sum::<usize>(),
            Self::Tool { call, result } => call.name.len() + result.len(),
        }
    }
}

/// Something that the model may ask us to do.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolSpec {
    pub name: &'static str,
    /// For the model.
    pub description: &'static str,
    /// JSON schema of an object.
    pub parameters: Value,
}

impl ToolSpec {
    fn bytes(&self) -> usize {
        self.name.len() + self.description.len() + self.parameters.to_string().len()
    }
}

/// The model asks us to do something. Whether it may is for the tool to say.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    /// Goes back with the result.
    pub id: String,
    pub name: String,
    pub arguments: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// May be empty, if it asks for tools.
    pub text: String,
    pub calls: Vec<ToolCall>,
    pub stop: Stop,
    pub usage: Usage,
}

/// Why it stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It has said what it had to say, or asks for tools.
    Complete,
    /// It was cut off at the most tokens it may make.
    Length,
    /// It, or its provider, will not say that.
    Refused,
}

/// What was counted, by the provider. Nought where it did not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    pub input_tokens: i64,
    pub output_tokens: i64,
}

impl Usage {
    pub fn plus(self, other: Self) -> Self {
        Self {
            input_tokens: self.input_tokens + other.input_tokens,
            output_tokens: self.output_tokens + other.output_tokens,
        }
    }
}
