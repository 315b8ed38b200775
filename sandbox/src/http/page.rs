//! What the two pages for people have in common: no script, nothing loaded from elsewhere, light and dark.

use poem::Response;

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c2430; --paper: #f4f5f7; --card: #fff; --line: #d9dde3; --go: #1f6f43; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ee; --paper: #14181e; --card: #1d232b; --line: #343c47; --go: #4fb27e; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 2rem 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; }
main.narrow { max-width: 26rem; }
h1 { margin: 0 0 .5rem; font-size: 1.25rem; }
.amount { margin: .5rem 0; font-size: 2rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.muted { opacity: .75; }
form { display: grid; gap: .75rem; margin-top: 1.5rem; }
button { padding: .75rem; border: 1px solid var(--line); border-radius: .5rem; background: none; color: inherit;
  font: inherit; cursor: pointer; }
button.primary { border-color: var(--go); background: var(--go); color: var(--card); font-weight: 600; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .5rem .5rem .5rem 0; border-top: 1px solid var(--line); text-align: left; }
code { font-family: ui-monospace, monospace; white-space: nowrap; }
a { color: inherit; }
";

/// A whole page. `main` is HTML, `title` is plain text.
pub(super) fn page(title: &str, main: &str) -> Response {
    let title = escape(title);
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{main}\n</body>\n</html>\n"
    );
    Response::builder()
        .content_type("text/html; charset=utf-8")
        // No form-action: browsers apply it to the redirect after the form too, which leads to the shop.
        .header(
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        )
        .header("x-content-type-options", "nosniff")
        // With `no-referrer` browsers would send the form with the origin `null`, which no shop takes for its own page.
        .header("referrer-policy", "same-origin")
        .header("cache-control", "no-store")
        .body(html)
}

/// Plain text as HTML, fit for content and for quoted attributes.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
