use crate::sample::SAMPLE;
use std::time::Duration;
use testkit::Suite;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, timeout},
};

#[tokio::test]
async fn who_comes_in_and_says_nothing_is_shown_out() {
    let suite = Suite::start(testkit::database(&[&SAMPLE]).await, &[(&SAMPLE, 1)]).await;
    let address = suite.address("directory", 0);
    let mut silent = TcpStream::connect(address).await.unwrap();
    let mut hesitant = TcpStream::connect(address).await.unwrap();
    hesitant.write_all(b"PRI * HTTP").await.unwrap();

    let begun = Instant::now();
    for guest in [&mut silent, &mut hesitant] {
        let mut said = Vec::new();
        let shown_out = timeout(Duration::from_secs(30), guest.read_to_end(&mut said)).await;
        assert!(shown_out.is_ok(), "it may stay for ever");
    }
    assert!(begun.elapsed() >= Duration::from_secs(4), "that was too hasty: {:?}", begun.elapsed());
}
