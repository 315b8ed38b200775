//! The one provider of cryptography for TLS: ring. No OpenSSL, no aws-lc.

/// Makes ring the provider of every TLS connection of this process. The first line of every `main`; calling it again
/// does nothing.
pub fn install() {
    // The only error is that a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
