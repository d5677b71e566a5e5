//! The arguments of `relief serve`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::PolicyArgs;

#[derive(Debug, ClapArgs)]
#[cfg_attr(not(feature = "server"), allow(dead_code, reason = "only a server reads them"))]
pub(in crate::cli) struct ServeArgs {
    #[command(flatten)]
    pub(in crate::cli) policy: PolicyArgs,
    /// The address and port to listen on; port 0 is any free port. An address that other machines can reach needs a
    /// token
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(in crate::cli) listen: String,
    /// The page at /: a file, instead of the page of the program
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) page: Option<PathBuf>,
    /// The token that requests under /v1 must bear. Other users of this machine can see it in the list of processes:
    /// prefer --token-file or the environment variable RELIEF_TOKEN
    #[arg(long, value_name = "TOKEN", conflicts_with = "token_file")]
    pub(in crate::cli) token: Option<String>,
    /// A file with the token
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) token_file: Option<PathBuf>,
    /// How many requests may run at the same time; the server answers others with 503
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(in crate::cli) max_requests: u32,
    /// How many seconds a request may take; /v1/decide/batch has no such limit
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    pub(in crate::cli) timeout: u32,
    /// After how many seconds a connection is closed that neither sends nor takes any bytes
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    pub(in crate::cli) idle: u32,
}
