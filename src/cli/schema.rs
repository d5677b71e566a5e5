//! `relief schema`: the JSON Schema of what is read and written.

use crate::io::read::Shape;
use crate::io::schema;

use super::args::{SchemaArgs, SchemaOf};
use super::exit::{Exit, Outcome};
use super::terminal::Terminal;

pub(super) fn run(args: &SchemaArgs, terminal: &Terminal) -> Outcome {
    // Incidents hold the policy's facts, decisions its remedies.
    let policy = match super::policies::load(&args.policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    let model = policy.model();
    let schema = match args.what {
        SchemaOf::Incident => schema::incident(Shape::of(model)),
        SchemaOf::Decision => schema::decision(&policy),
        SchemaOf::Due => schema::due(),
        SchemaOf::Credits => schema::credits(),
        SchemaOf::Report => schema::report(),
        SchemaOf::Promise => schema::promise(),
        SchemaOf::Explanation => schema::explanation(&policy),
        SchemaOf::Mapping => schema::mapping(),
        SchemaOf::Calendar => schema::calendar(),
    };
    terminal.print(&format!("{}\n", serde_json::to_string_pretty(&schema).unwrap_or_default()))?;
    Ok(Exit::Fine)
}
