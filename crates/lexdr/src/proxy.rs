//! `lexdr proxy`: the fault layer in front of any AWS endpoint.

use std::env;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use lexdr_proxy::{
    Extension, Keys, KeysError, Options, Proxy as Server, Sink, StartError, Upstream, read_rules,
};
use serde_json::Value;

use crate::args::Proxy;
use crate::exit::{Exit, Failure};
use crate::serve::{refuse_strangers, stop};

/// The file or URL with the rules of an extension.
const RULES: &str = "LEXDR_FAULT_RULES";

/// Where the Extensions API is.
const LAMBDA: &str = "AWS_LAMBDA_RUNTIME_API";

/// What the file in `/opt/extensions` has to be called.
const EXTENSION: &str = "lexdr";

/// How many lines may wait to be printed before some are left out. Whoever does not read must not
/// hold up requests.
const WAITING: usize = 4096;

pub(crate) fn proxy(options: &Proxy) -> Result<Exit, Failure> {
    refuse_strangers(options.listen, options.allow_remote)?;
    if !options.listen.ip().is_loopback() {
        eprintln!(
            "warning: whoever reaches {} can send requests on and break everybody's",
            options.listen
        );
    }
    // One thread: what a request costs here is little, and handing it from thread to thread would
    // be most of that.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::unknown(format!("cannot start: {error}")))?;
    let (sink, printer) = printed();
    let done = runtime.block_on(run(options, sink));
    drop(runtime);
    // The last sink is gone with the runtime, so this ends.
    let _ = printer.join();
    done
}

async fn run(options: &Proxy, sink: Sink) -> Result<Exit, Failure> {
    let stop = stop().map_err(|error| Failure::unknown(format!("cannot take signals: {error}")))?;
    let lambda = if options.lambda_extension {
        Some(env::var(LAMBDA).map_err(|_| {
            Failure::usage(format!(
                "--lambda-extension works where Lambda starts it, in /opt/extensions: there is no \
                 {LAMBDA} here"
            ))
        })?)
    } else {
        None
    };
    let server = Server::start(Options {
        listen: options.listen,
        seed: options.seed,
        lifetime: options.default_ttl,
        open: lambda.is_none(),
        keys: keys(options).await?,
        sink,
        ..Options::new(upstream(options)?)
    });
    let server = server.await.map_err(|error| match error {
        StartError::Bind(error) => Failure::usage(error),
        error => Failure::unknown(error),
    })?;
    match &lambda {
        None => begin_with(&server, options).await?,
        Some(_) => begin_with_variable(&server).await,
    }
    let mut out = std::io::stdout();
    // Whoever reads this has the port; who has gone away does not need it.
    let _ = writeln!(out, "listening on http://{}", server.address());
    let _ = out.flush();
    let Some(lambda) = lambda else {
        server.serve(stop).await;
        return Ok(Exit::Passed);
    };
    let extension = Extension::register(&lambda, EXTENSION).await;
    let extension = extension.map_err(Failure::unknown)?;
    let over = async move {
        tokio::select! {
            () = stop => {}
            ended = extension.shutdown() => {
                if let Err(error) = ended {
                    eprintln!("error: {error}");
                }
            }
        }
    };
    server.serve(over).await;
    Ok(Exit::Passed)
}

fn upstream(options: &Proxy) -> Result<Upstream, Failure> {
    match &options.upstream {
        Some(upstream) => Ok(upstream.clone()),
        None => "aws".parse().map_err(Failure::usage),
    }
}

async fn keys(options: &Proxy) -> Result<Option<Keys>, Failure> {
    let of_environment = || Keys::from_environment(|name| env::var(name).ok());
    let wrong = |error: KeysError| match error {
        KeysError::NoneSet => Failure::usage(error),
        KeysError::File { .. } => Failure::bad_file(error),
    };
    let filed = match &options.credentials {
        Some(file) => Some(Keys::from_file(file).await.map_err(wrong)?),
        None => None,
    };
    if !options.resign && !options.lambda_extension {
        return Ok(filed);
    }
    let own = of_environment().map_err(wrong)?;
    Ok(Some(filed.map_or(own.clone(), |filed| filed.and(&own))))
}

/// Adds the rules of --rules. A rule that is wrong ends the program.
async fn begin_with(server: &Server, options: &Proxy) -> Result<(), Failure> {
    let Some(file) = &options.rules else {
        return Ok(());
    };
    let name = file.display().to_string();
    let rules = read_rules(&name).await.map_err(Failure::bad_file)?;
    server
        .rules()
        .add(&Value::Array(rules))
        .map(drop)
        .map_err(|error| Failure::bad_file(format!("{name}: error: {error}")))
}

/// Adds the rules of the variable. Beside a function of a real account a mistake in them must not
/// become an outage: without rules everything passes, and the log says why.
async fn begin_with_variable(server: &Server) {
    let source = env::var(RULES).unwrap_or_default();
    if source.is_empty() {
        return;
    }
    let added = match read_rules(&source).await {
        Ok(rules) => {
            let added = server.rules().add(&Value::Array(rules));
            added.map_err(|error| format!("{source}: {error}"))
        }
        Err(error) => Err(error.to_string()),
    };
    match added {
        Ok(ids) => eprintln!(
            "{RULES}: {} rules of {source}: {}",
            ids.len(),
            ids.join(", ")
        ),
        Err(problem) => eprintln!("error: {RULES}: {problem}; no faults, everything passes"),
    }
}

/// A sink whose lines are printed by a thread of their own.
fn printed() -> (Sink, JoinHandle<()>) {
    let (sender, lines) = mpsc::sync_channel::<String>(WAITING);
    let lost = Arc::new(AtomicU64::new(0));
    let missed = lost.clone();
    let printer = std::thread::spawn(move || {
        let mut out = std::io::stdout();
        for line in lines {
            let missed = missed.swap(0, Ordering::Relaxed);
            if missed > 0 {
                let _ = writeln!(out, "{}", serde_json::json!({ "missed": missed }));
            }
            // Nobody reads any more: then nobody misses it.
            let _ = writeln!(out, "{line}").and_then(|()| out.flush());
        }
    });
    let sink = Sink::new(move |line| {
        if sender.try_send(line.to_owned()).is_err() {
            lost.fetch_add(1, Ordering::Relaxed);
        }
    });
    (sink, printer)
}
