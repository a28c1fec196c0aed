//! The feed and the audit of a package, as the gRPC services that every package has.

/// Asks whether a call may be made, before anything is done for it. Implemented by closures
/// `Fn(tonic::Request<()>, &'static str) -> impl Future<Output = Result<String, Fault>>` too.
pub trait Admit: Send + Sync + 'static {
    /// Says who calls: for an audit entry, a worker's id, or the name of a service or system. `request` has the metadata
    /// and the extensions of the call, `rpc` its full name, as `permanence.workflow.v1.EventService/Subscribe`.
    fn admit(
        &self,
        request: Request<()>,
        rpc: &'static str,
    ) -> impl Future<Output = Result<String, Fault>> + Send;
}

use fault::Fault;
use tonic::Request;

impl<F, A> Admit for F
where
    F: Fn(Request<()>, &'static str) -> A + Send + Sync + 'static,
    A: Future<Output = Result<String, Fault>> + Send,
{
    fn admit(
        &self,
        request: Request<()>,
        rpc: &'static str,
    ) -> impl Future<Output = Result<String, Fault>> + Send {
        self(request, rpc)
    }
}

/// Asks for admission and gives the caller's name beside the message.
#[doc(hidden)]
pub async fn admitted<M>(
    admit: &impl Admit,
    request: Request<M>,
    rpc: &'static str,
) -> Result<(String, M), Fault> {
    let (metadata, extensions, message) = request.into_parts();
    let caller = admit.admit(Request::from_parts(metadata, extensions, ()), rpc).await?;
    Ok((caller, message))
}

/// Defines `Feed`, which serves a package's `EventService`:
///
/// ```ignore
/// eventlog::serve_feed!(contracts::workflow::v1);
/// routes.add_service(Feed::new(log.clone(), admit).into_server());
/// ```
#[macro_export]
macro_rules! serve_feed {
    ($contracts:ident :: $package:ident :: $version:ident) => {
        /// The package's feed, served to whom `A` admits.
        pub struct Feed<A> {
            log: $crate::EventLog,
            admit: A,
        }

        impl<A: $crate::Admit> Feed<A> {
            /// The feed of this log.
            pub fn new(log: $crate::EventLog, admit: A) -> Self {
                Self { log, admit }
            }

            /// As a service for tonic's router.
            pub fn into_server(
                self,
            ) -> $contracts::$package::$version::event_service_server::EventServiceServer<Self> {
                $contracts::$package::$version::event_service_server::EventServiceServer::new(self)
            }
        }

        #[$crate::reexport::tonic::async_trait]
        impl<A: $crate::Admit> $contracts::$package::$version::event_service_server::EventService
            for Feed<A>
        {
            type SubscribeStream = $crate::reexport::BoxStream<
                'static,
                Result<$contracts::$package::$version::SubscribeResponse, $crate::reexport::tonic::Status>,
            >;

            async fn subscribe(
                &self,
                request: $crate::reexport::tonic::Request<$contracts::$package::$version::SubscribeRequest>,
            ) -> Result<
                $crate::reexport::tonic::Response<Self::SubscribeStream>,
                $crate::reexport::tonic::Status,
            > {
                use $crate::reexport::StreamExt;
                const RPC: &str = concat!(
                    "permanence.",
                    stringify!($package),
                    ".",
                    stringify!($version),
                    ".EventService/Subscribe"
                );
                let (_, request) = $crate::reexport::admitted(&self.admit, request, RPC).await?;
                let $contracts::$package::$version::SubscribeRequest { subscription } = request;
                let batches = self.log.subscribe(subscription.unwrap_or_default()).await?;
                let responses = batches.map(|batch| {
                    batch
                        .map(|batch| $contracts::$package::$version::SubscribeResponse { batch: Some(batch) })
                });
                Ok($crate::reexport::tonic::Response::new(responses.boxed()))
            }

            async fn get_position(
                &self,
                request: $crate::reexport::tonic::Request<$contracts::$package::$version::GetPositionRequest>,
            ) -> Result<
                $crate::reexport::tonic::Response<$contracts::$package::$version::GetPositionResponse>,
                $crate::reexport::tonic::Status,
            > {
                const RPC: &str = concat!(
                    "permanence.",
                    stringify!($package),
                    ".",
                    stringify!($version),
                    ".EventService/GetPosition"
                );
                let (_, request) = $crate::reexport::admitted(&self.admit, request, RPC).await?;
                let $contracts::$package::$version::GetPositionRequest {} = request;
                let position = Some(self.log.position().await?);
                Ok($crate::reexport::tonic::Response::new(
                    $contracts::$package::$version::GetPositionResponse { position },
                ))
            }
        }
    };
}

/// Defines `AuditTrail`, which serves a package's `AuditService`; looking into the audit is an entry of its own.
///
/// ```ignore
/// eventlog::serve_audit!(contracts::workflow::v1);
/// routes.add_service(AuditTrail::new(log.clone(), audit.clone(), clock.clone(), admit).into_server());
/// ```
#[macro_export]
macro_rules! serve_audit {
    ($contracts:ident :: $package:ident :: $version:ident) => {
        /// The package's audit, served to whom `A` admits.
        pub struct AuditTrail<A> {
            trail: $crate::reexport::Trail,
            admit: A,
        }

        impl<A: $crate::Admit> AuditTrail<A> {
            /// The audit of this log; looking into it is written by `writer`, at the instant of `clock`.
            pub fn new(
                log: $crate::EventLog,
                writer: $crate::AuditWriter,
                clock: $crate::reexport::Clock,
                admit: A,
            ) -> Self {
                Self { trail: $crate::reexport::Trail::new(log, writer, clock), admit }
            }

            /// As a service for tonic's router.
            pub fn into_server(
                self,
            ) -> $contracts::$package::$version::audit_service_server::AuditServiceServer<Self> {
                $contracts::$package::$version::audit_service_server::AuditServiceServer::new(self)
            }
        }

        #[$crate::reexport::tonic::async_trait]
        impl<A: $crate::Admit> $contracts::$package::$version::audit_service_server::AuditService
            for AuditTrail<A>
        {
            async fn list_audit_entries(
                &self,
                request: $crate::reexport::tonic::Request<
                    $contracts::$package::$version::ListAuditEntriesRequest,
                >,
            ) -> Result<
                $crate::reexport::tonic::Response<$contracts::$package::$version::ListAuditEntriesResponse>,
                $crate::reexport::tonic::Status,
            > {
                const RPC: &str = concat!(
                    "permanence.",
                    stringify!($package),
                    ".",
                    stringify!($version),
                    ".AuditService/ListAuditEntries"
                );
                let (caller, request) = $crate::reexport::admitted(&self.admit, request, RPC).await?;
                let $contracts::$package::$version::ListAuditEntriesRequest { filter } = request;
                let page = Some(self.trail.list(caller, RPC, filter.unwrap_or_default()).await?);
                Ok($crate::reexport::tonic::Response::new(
                    $contracts::$package::$version::ListAuditEntriesResponse { page },
                ))
            }

            async fn verify_audit_chain(
                &self,
                request: $crate::reexport::tonic::Request<
                    $contracts::$package::$version::VerifyAuditChainRequest,
                >,
            ) -> Result<
                $crate::reexport::tonic::Response<$contracts::$package::$version::VerifyAuditChainResponse>,
                $crate::reexport::tonic::Status,
            > {
                const RPC: &str = concat!(
                    "permanence.",
                    stringify!($package),
                    ".",
                    stringify!($version),
                    ".AuditService/VerifyAuditChain"
                );
                let (caller, request) = $crate::reexport::admitted(&self.admit, request, RPC).await?;
                let $contracts::$package::$version::VerifyAuditChainRequest {} = request;
                let report = Some(self.trail.verify(caller, RPC).await?);
                Ok($crate::reexport::tonic::Response::new(
                    $contracts::$package::$version::VerifyAuditChainResponse { report },
                ))
            }
        }
    };
}
