//! The listening loop: bounded connections and headers, a graceful end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::extract::Request;
use futures_util::future::Either;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

use crate::base::limits;
use crate::web::guard;
use crate::web::routes;
use crate::web::site::Site;

/// Serves until `stop` is done; then lets requests in hand finish, for ten seconds at most.
pub async fn serve(site: Arc<Site>, listener: TcpListener, stop: impl Future<Output = ()>) -> std::io::Result<()> {
    let app = routes::router(Arc::clone(&site));
    let connections = Arc::new(Semaphore::new(limits::CONNECTIONS));
    let graceful = hyper_util::server::graceful::GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let permit = Arc::clone(&connections).acquire_owned();
        let (stream, peer, permit) = tokio::select! {
            () = &mut stop => break,
            accepted = async { (permit.await, listener.accept().await) } => match accepted {
                (Ok(permit), Ok((stream, peer))) => (stream, peer, permit),
                (_, Err(error)) => {
                    tracing::debug!(error = %error, "a connection was not made");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
                (Err(_), _) => break,
            },
        };
        let _ = stream.set_nodelay(true);
        let (service, own) = (app.clone(), Arc::clone(&site));
        let answer = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            // Tiles are most of all requests: they do not even look for their route.
            match guard::at_once(&own, &request) {
                Some(response) => Either::Left(std::future::ready(Ok(response))),
                None => {
                    let mut request: Request = request.map(axum::body::Body::new);
                    request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
                    Either::Right(service.clone().oneshot(request))
                }
            }
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(10))
            .max_buf_size(limits::HEADER_BYTES)
            .serve_connection(TokioIo::new(stream), answer);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            let _permit = permit;
            if let Err(error) = watched.await {
                tracing::trace!(error = %error, "a connection ended early");
            }
        });
    }
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(Duration::from_secs(10)) => {
            tracing::warn!("requests that did not end were cut off");
        }
    }
    Ok(())
}
