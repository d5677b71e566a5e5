//! The arguments of `relief lsp`.

use clap::Args as ClapArgs;

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct LspArgs {
    /// Accepted because some editors pass it; the server always uses standard input and output
    #[arg(long, hide = true)]
    pub(in crate::cli) stdio: bool,
}
