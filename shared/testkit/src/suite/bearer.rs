use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};

/// Calls that carry somebody's token: what a generated client is made over.
pub type Client = InterceptedService<Channel, Bearer>;

/// Puts a token on every call.
#[derive(Clone, Debug)]
pub struct Bearer {
    header: MetadataValue<Ascii>,
}

impl Bearer {
    /// Whoever bears this token.
    pub fn of(token: &str) -> Self {
        let mut header: MetadataValue<Ascii> = format!("Bearer {token}").parse().expect("a token");
        header.set_sensitive(true);
        Self { header }
    }

    /// Their calls over this channel.
    pub fn over(self, channel: Channel) -> Client {
        InterceptedService::new(channel, self)
    }
}

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.header.clone());
        Ok(request)
    }
}
