/// Makes ring the process's TLS provider, before anybody asks for one. Again is harmless.
pub fn install_crypto() {
    // An error means that a provider is there already.
    rustls::crypto::ring::default_provider().install_default().ok();
}
