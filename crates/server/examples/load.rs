//! Load for a server such as `lexdr serve`: clients that keep their connections and ask the bot again and
//! again, next to slow ones that never finish a request.
//!
//! `load HOST:PORT CLIENTS REQUESTS SLOW` prints one line of JSON: requests in all, seconds, and
//! quantiles of the answers' times in milliseconds.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Barrier;

const BODY: &str = r#"{"inputText":"I would like to order some flowers"}"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || {
        arguments
            .next()
            .ok_or("load HOST:PORT CLIENTS REQUESTS SLOW")
    };
    let address: SocketAddr = next()?.parse()?;
    let (clients, requests, slow) = (next()?.parse()?, next()?.parse()?, next()?.parse()?);
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(load(address, clients, requests, slow))
}

async fn load(
    address: SocketAddr,
    clients: u64,
    requests: u64,
    slow: usize,
) -> Result<(), Box<dyn std::error::Error>> {
    let connected = Arc::new(Barrier::new(slow + 1));
    for _ in 0..slow {
        tokio::spawn(dawdle(address, Arc::clone(&connected)));
    }
    connected.wait().await;
    let asked = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|nth| tokio::spawn(ask(address, nth, requests, Arc::clone(&asked))))
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let seconds = begun.elapsed().as_secs_f64();
    times.sort_unstable();
    let quantile = |thousandths: usize| {
        let at = (times.len() * thousandths / 1000).min(times.len().saturating_sub(1));
        times
            .get(at)
            .map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    };
    println!(
        r#"{{"requests":{},"seconds":{seconds},"p50_ms":{},"p99_ms":{},"max_ms":{}}}"#,
        times.len(),
        quantile(500),
        quantile(990),
        quantile(1000)
    );
    Ok(())
}

/// Asks until all clients together have asked `requests` times.
async fn ask(
    address: SocketAddr,
    nth: u64,
    requests: u64,
    asked: Arc<AtomicU64>,
) -> std::io::Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let request = format!(
        "POST /us-east-1/runtime.lex/bot/OrderFlowers/alias/ver_one/user/load-{nth}/text \
         HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lex/aws4_request, \
         SignedHeaders=host, Signature=00\r\ncontent-length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let mut times = Vec::new();
    let mut buffer = Vec::new();
    while asked.fetch_add(1, Ordering::Relaxed) < requests {
        let begun = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        answer(&mut stream, &mut buffer).await?;
        times.push(begun.elapsed());
    }
    Ok(times)
}

/// Reads one answer, which must be a good one.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<()> {
    const LENGTH: &str = "content-length: ";
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(buffer);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        if !head.starts_with("HTTP/1.1 200 ") {
            return Err(std::io::Error::other(text.into_owned()));
        }
        let length = head
            .split("\r\n")
            .find_map(|line| line.strip_prefix(LENGTH));
        if length.and_then(|length| length.parse().ok()) == Some(body.len()) {
            return Ok(());
        }
    }
}

/// Sends a request byte by byte, over a new connection whenever the server has enough of it.
async fn dawdle(address: SocketAddr, connected: Arc<Barrier>) {
    let mut first = Some(connected);
    loop {
        let Ok(mut stream) = TcpStream::connect(address).await else {
            tokio::time::sleep(Duration::from_secs(1)).await;
            continue;
        };
        if let Some(connected) = first.take() {
            connected.wait().await;
        }
        while stream.write_all(b"G").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}
