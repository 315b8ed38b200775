//! A mail server that takes down what it is sent, and is as unfriendly as the test wants.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Ends when it is dropped.
pub struct MailServer {
    pub url: &'static str,
    book: Arc<Book>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Book {
    /// Answers to the next recipients, instead of yes.
    refusals: Mutex<VecDeque<&'static str>>,
    mails: Mutex<Vec<Received>>,
}

#[derive(Debug, Clone)]
pub struct Received {
    pub recipient: String,
    /// Headers and parts, as they came.
    pub message: String,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        let line = self.message.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_default()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl MailServer {
    pub async fn start(refusals: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        // Settings of a shop live as long as the test.
        let url = format!("smtp://{}", listener.local_addr().unwrap()).leak();
        let book =
            Arc::new(Book { refusals: Mutex::new(refusals.iter().copied().collect()), ..Book::default() });
        let task = tokio::spawn({
            let book = Arc::clone(&book);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let book = Arc::clone(&book);
                    // A client that hangs up is none of our business.
                    tokio::spawn(async move { converse(stream, &book).await.unwrap_or_default() });
                }
            }
        });
        Self { url, book, task }
    }

    pub fn mails(&self) -> Vec<Received> {
        self.book.mails.lock().unwrap().clone()
    }
}

async fn converse(stream: TcpStream, book: &Book) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mail.example\r\n").await?;
    let mut recipient = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let command = line.trim_end();
        let answer = if let Some(address) = command.strip_prefix("RCPT TO:") {
            recipient = address.trim_matches(['<', '>', ' ']).to_owned();
            book.refusals.lock().unwrap().pop_front().unwrap_or("250 fine")
        } else if command == "DATA" {
            stream.write_all(b"354 go on\r\n").await?;
            let message = read_message(&mut stream).await?;
            book.mails.lock().unwrap().push(Received { recipient: recipient.clone(), message });
            "250 taken"
        } else if command == "QUIT" {
            "221 bye"
        } else {
            "250 fine"
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

async fn read_message(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut message = String::new();
    loop {
        let start = message.len();
        if stream.read_line(&mut message).await? == 0 || &message[start..] == ".\r\n" {
            message.truncate(start);
            return Ok(message);
        }
    }
}
