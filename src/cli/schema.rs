//! stub
use super::args::SchemaArgs; use super::exit::*; use super::terminal::Terminal;
pub(super) fn run(_a:&SchemaArgs,_t:&Terminal)->Outcome{ Ok(Exit::Fine) }
