//! What the proxy costs: latency that it adds, and requests that it passes on in a second.
//!
//! `bench SECONDS CONNECTIONS UPSTREAM_PORT [NAME=HOST:PORT…]` prints one line of JSON for each way
//! to the same upstream: straight to it, through the proxy with rules that never fire, and through
//! other proxies that run already and pass on to `127.0.0.1:UPSTREAM_PORT`. Upstream and clients
//! speak plain bytes, so that they cost little themselves.

use std::error::Error;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use lexdr_proxy::{Options, Proxy, Upstream};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ASKED: &str = r#"{"TableName":"lexDR","Key":{"connectRegion":{"S":"us-east-1"}}}"#;
const ANSWERED: &str = r#"{"Item":{"lexRegion":{"S":"us-east-1"}}}"#;

/// Requests for one measurement of latency.
const ONE_BY_ONE: usize = 500;

/// How often each way is measured, in turn with the others, so that what else the machine does hits
/// all of them alike.
const TURNS: u32 = 8;

/// The command line's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let usage = "bench SECONDS CONNECTIONS UPSTREAM_PORT [NAME=HOST:PORT...]";
    let mut next = || arguments.next().ok_or(usage);
    let seconds = Duration::from_secs_f64(next()?.parse()?);
    let connections: usize = next()?.parse()?;
    let port: u16 = next()?.parse()?;
    let upstream = SocketAddr::from(([127, 0, 0, 1], port));
    let listener = std::net::TcpListener::bind(upstream)?;
    listener.set_nonblocking(true)?;
    let upstream = listener.local_addr()?;
    thread(async move { answer_all(TcpListener::from_std(listener)?).await });
    let mut ways = vec![
        ("direct".to_owned(), upstream),
        ("lexdr".to_owned(), proxy(upstream)?),
    ];
    for other in arguments {
        let (name, address) = other.split_once('=').ok_or(usage)?;
        ways.push((name.to_owned(), address.parse()?));
    }
    runtime().block_on(measure(ways, seconds, connections))
}

fn runtime() -> tokio::runtime::Runtime {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("the system has threads and sockets")
}

/// Each part has a thread of its own, as it would have a process.
fn thread(work: impl Future<Output = Result<(), Failure>> + Send + 'static) {
    std::thread::spawn(move || {
        if let Err(failure) = runtime().block_on(work) {
            eprintln!("error: {failure}");
            std::process::exit(1);
        }
    });
}

/// A proxy with rules that look at every call and never fire.
fn proxy(upstream: SocketAddr) -> Result<SocketAddr, Failure> {
    let upstream: Upstream = format!("http://{upstream}").parse()?;
    let options = Options {
        listen: ([127, 0, 0, 1], 0).into(),
        ..Options::new(upstream)
    };
    let (sender, address) = std::sync::mpsc::channel();
    thread(async move {
        let proxy = Proxy::start(options).await?;
        proxy.rules().add(&json!([
            {
                "id": "another-region",
                "matches": { "service": "dynamodb", "region": "eu-west-3" },
                "effect": { "error": "InternalServerError" },
            },
            {
                "id": "another-table",
                "matches": { "service": "dynamodb", "resource": "orders" },
                "effect": { "latency": "100ms" },
            },
        ]))?;
        sender.send(proxy.address())?;
        proxy.serve(std::future::pending()).await;
        Ok(())
    });
    Ok(address.recv()?)
}

async fn answer_all(listener: TcpListener) -> Result<(), Failure> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        // It ends with the connection; whoever measures sees it.
        tokio::spawn(answer(stream));
    }
}

async fn answer(mut stream: TcpStream) -> Result<(), Failure> {
    let length = ANSWERED.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\n\
         content-length: {length}\r\n\r\n{ANSWERED}"
    );
    let mut buffer = Vec::new();
    loop {
        message(&mut stream, &mut buffer, ASKED).await?;
        stream.write_all(answer.as_bytes()).await?;
    }
}

/// Reads one message, which has this body, in one piece.
async fn message(stream: &mut TcpStream, buffer: &mut Vec<u8>, body: &str) -> Result<(), Failure> {
    buffer.clear();
    while !is_whole(buffer, body.as_bytes()) {
        if stream.read_buf(buffer).await? == 0 {
            let read = String::from_utf8_lossy(buffer);
            return Err(format!("the connection ended: {read}").into());
        }
    }
    Ok(())
}

/// Whether a message is whole. Some proxies send a body of known length in chunks.
fn is_whole(message: &[u8], body: &[u8]) -> bool {
    let chunked = || message.windows(7).any(|part| part == b"chunked");
    message.ends_with(b"\r\n0\r\n\r\n") || (message.ends_with(body) && !chunked())
}

struct Client {
    stream: TcpStream,
    request: String,
    buffer: Vec<u8>,
}

impl Client {
    async fn of(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let request = format!(
            "POST / HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/x-amz-json-1.0\r\n\
             x-amz-target: DynamoDB_20120810.GetItem\r\nx-amz-date: 20260101T000000Z\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/us-west-2/dynamodb/\
             aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature=00\r\n\
             content-length: {}\r\n\r\n{ASKED}",
            ASKED.len()
        );
        Ok(Self {
            stream,
            request,
            buffer: Vec::new(),
        })
    }

    async fn ask(&mut self) -> Result<Duration, Failure> {
        let begun = Instant::now();
        self.stream.write_all(self.request.as_bytes()).await?;
        message(&mut self.stream, &mut self.buffer, ANSWERED).await?;
        Ok(begun.elapsed())
    }
}

async fn measure(
    ways: Vec<(String, SocketAddr)>,
    seconds: Duration,
    connections: usize,
) -> Result<(), Failure> {
    let mut measured: Vec<(Vec<Duration>, Vec<f64>)> = vec![Default::default(); ways.len()];
    for _ in 0..TURNS {
        for ((times, counts), (_, address)) in measured.iter_mut().zip(&ways) {
            let mut client = Client::of(*address).await?;
            client.ask().await?;
            for _ in 0..ONE_BY_ONE {
                times.push(client.ask().await?);
            }
            counts.push(throughput(*address, seconds / TURNS, connections).await?);
        }
    }
    let mut straight = None;
    for ((name, _), (times, counts)) in ways.iter().zip(&mut measured) {
        times.sort_unstable();
        counts.sort_unstable_by(f64::total_cmp);
        let quantile =
            |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
        let (p50, p99) = (quantile(50), quantile(99));
        let added = p50 - *straight.get_or_insert(p50);
        let line = json!({
            "way": name, "p50_ms": p50, "p99_ms": p99, "added_p50_ms": added,
            "connections": connections, "requests_per_second": counts[counts.len() / 2].round(),
        });
        println!("{line}");
    }
    Ok(())
}

/// Requests in a second, over connections that are kept, each with one request at a time.
async fn throughput(
    address: SocketAddr,
    seconds: Duration,
    connections: usize,
) -> Result<f64, Failure> {
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let mut client = Client::of(address).await?;
        tasks.push(tokio::spawn(async move {
            let (begun, mut count) = (Instant::now(), 0_u32);
            while begun.elapsed() < seconds {
                client.ask().await?;
                count += 1;
            }
            Ok::<_, Failure>(count)
        }));
    }
    let mut sum = 0;
    for task in tasks {
        sum += task.await??;
    }
    Ok(f64::from(sum) / seconds.as_secs_f64())
}
