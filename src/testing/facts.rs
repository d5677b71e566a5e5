//! The value of a fact in a test, compared with its declared type.

use crate::diagnostic::{Code, Diagnostic, list, nearest};
use crate::facts::{FactType, FactValue, Literal, LiteralError, Scale};
use crate::policy::Model;
use crate::policy::model::Fact;
use crate::syntax::ast::Value;

/// The value of a fact, or why it has none.
pub(super) fn read(model: &Model, fact: &Fact, value: &Value) -> Result<FactValue, Box<Diagnostic>> {
    let names = model.priority_names();
    let (code, message, help) = match fact.kind.parse_literal(&value.value, names.clone()) {
        Ok(value) => return Ok(value),
        Err(LiteralError::Name) => {
            let name = value.value.name().unwrap_or("");
            let help = match nearest(name, fact.kind.names(names.clone())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has {}", list(fact.kind.names(names))),
            };
            (Code::UnknownValue, format!("`{}` has no value `{name}`", fact.name), help)
        }
        Err(LiteralError::Kind(help)) => {
            let what = match &fact.kind {
                FactType::Bool => "`true` or `false`".to_owned(),
                FactType::Enumeration(_) => format!("`{}`", fact.kind.words()),
                kind => kind.article(),
            };
            let message = format!("`{}` is {what}, and {} is not", fact.name, value.value.described());
            let help = help.unwrap_or_else(|| match (fact.kind.scale(), &value.value) {
                (Scale::Names, Literal::Text(text)) => {
                    format!("write it without quotation marks: `{} {text}`", fact.name)
                }
                (Scale::Text, Literal::Name(name)) => format!("put it in quotation marks: `{} \"{name}\"`", fact.name),
                _ => format!("such as `{} {}`", fact.name, fact.kind.example(names.clone())),
            });
            (Code::BadTest, message, help)
        }
    };
    Err(Box::new(Diagnostic::error(code, value.span, message).help(help)))
}
