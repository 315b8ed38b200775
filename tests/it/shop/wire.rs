//! Requests as a stranger might send them: any path, header and body. Also what another process needs to join the shop.

use std::path::Path;

use reqwest::{Method, RequestBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Answer, Shop};

impl Shop {
    /// Without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A place for the files of this test.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A request to a path from the root, with nothing in it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// Fetches a path from the root.
    pub async fn fetch(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::read(request.send().await.unwrap()).await
    }

    /// Writes these bytes on a connection of their own, and reads until the shop hangs up.
    pub async fn send_bytes(&self, bytes: &[u8]) -> String {
        let authority = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(authority).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The environment of a program that works on the same database and Redis.
    pub fn environment(&self) -> Vec<(String, String)> {
        let mut environment = vec![
            ("PENDEN_DATA_DIR".to_owned(), self.folder.display().to_string()),
            ("PENDEN_DATABASE__URL".to_owned(), self.database.url().to_owned()),
            ("PENDEN_HTTP__PUBLIC_URL".to_owned(), self.url.clone()),
        ];
        if let Some((url, namespace)) = self.database.redis() {
            environment.push(("PENDEN_REDIS__URL".to_owned(), url.to_owned()));
            environment.push(("PENDEN_REDIS__NAMESPACE".to_owned(), namespace.to_owned()));
        }
        environment
    }
}
