//! `cargo xtask package`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

use crate::archive::zipped;
use crate::glibc::{Version, needed};

/// The glibc of Amazon Linux 2023, on which `provided.al2023` runs.
const AL2023: Version = Version(2, 34);

/// The packages of the Lambdas, which are also the names of their binaries without `lexdr-`.
const LAMBDAS: [&str; 2] = ["lexdr-health-check", "lexdr-get-region"];

/// Builds both Lambdas for `target` and writes their packages to `out`.
pub(crate) fn package(out: &Path, target: &str) -> anyhow::Result<()> {
    let root = root();
    // A folder of its own: the flags below would rebuild everything in the usual one.
    let folder = root.join("target").join("package");
    build(&root, &folder, target)?;
    let out = root.join(out);
    fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    for lambda in LAMBDAS {
        let name = lambda.trim_start_matches("lexdr-");
        let binary = folder.join(target).join("release").join(name);
        let code =
            fs::read(&binary).with_context(|| format!("cannot read {}", binary.display()))?;
        let glibc = needed(&code).with_context(|| binary.display().to_string())?;
        if let Some(glibc) = glibc.filter(|glibc| *glibc > AL2023) {
            bail!(
                "{name} needs glibc {glibc}, and provided.al2023 has {AL2023}: build it on a \
                 system with glibc {AL2023} or older"
            );
        }
        let package = zipped(&code)?;
        let file = out.join(format!("{name}.zip"));
        fs::write(&file, &package).with_context(|| format!("cannot write {}", file.display()))?;
        let hash: String = Sha256::digest(&package)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        println!(
            "{}  {} bytes  sha256 {hash}  {}",
            file.display(),
            package.len(),
            glibc.map_or_else(
                || "static".to_owned(),
                |glibc| format!("needs glibc {glibc}")
            ),
        );
    }
    Ok(())
}

/// Where the workspace is.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own).to_owned()
}

/// Builds so that neither the folder of the workspace nor that of cargo's sources is in the
/// binaries: the same sources and toolchain give the same bytes wherever they lie.
fn build(root: &Path, folder: &Path, target: &str) -> anyhow::Result<()> {
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("neither CARGO_HOME nor a home folder is set")?;
    let flags = [
        format!("--remap-path-prefix={}=/lexdr", root.display()),
        format!("--remap-path-prefix={}=/cargo", cargo_home.display()),
    ];
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args(["build", "--release", "--locked", "--target", target])
        .args(LAMBDAS.iter().flat_map(|lambda| ["--package", lambda]))
        .arg("--target-dir")
        .arg(folder)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        // C code as well, and nothing of the caller's own flags.
        .env(
            "CFLAGS",
            format!("-ffile-prefix-map={}=/cargo", cargo_home.display()),
        )
        .status()
        .context("cannot start cargo")?;
    if !status.success() {
        bail!(
            "the Lambdas do not build for {target}; `rustup target add {target}` installs its \
             standard library, and another architecture needs its linker as well"
        );
    }
    Ok(())
}
