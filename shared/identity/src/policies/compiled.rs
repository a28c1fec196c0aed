//! The policy files, checked against their schema.

use super::prepared::Question;
use cedar_policy::{
    Authorizer, Decision, Entities, PolicyId, PolicySet, Schema, SchemaWarning, ValidationMode, Validator,
};
use fault::BoxError;

/// Why the policies cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PoliciesError {
    /// The schema is wrong.
    #[error("the schema of the policies is wrong")]
    Schema(#[source] BoxError),
    /// A file is no Cedar.
    #[error("{file} cannot be read as policies")]
    File {
        /// Which.
        file: String,
        /// What is wrong, and where.
        source: BoxError,
    },
    /// Policies that cannot mean what they say: what is wrong with each.
    #[error("the policies contradict their schema: {0}")]
    Invalid(String),
    /// The schema lacks what every question needs.
    #[error("the policies cannot be asked")]
    Question(#[source] BoxError),
}

pub(super) struct Compiled {
    schema: Schema,
    policies: PolicySet,
    authorizer: Authorizer,
}

impl Compiled {
    pub(super) fn new(schema: &str, files: &[(&str, &str)]) -> Result<Self, PoliciesError> {
        let (schema, warnings) =
            Schema::from_cedarschema_str(schema).map_err(|error| PoliciesError::Schema(error.into()))?;
        let warnings: Vec<String> = warnings.map(|warning: SchemaWarning| warning.to_string()).collect();
        if !warnings.is_empty() {
            return Err(PoliciesError::Invalid(warnings.join("; ")));
        }
        let policies = read(files)?;
        check(&schema, &policies)?;
        Ok(Self { schema, policies, authorizer: Authorizer::new() })
    }

    /// Every call and every group of calls.
    pub(super) fn actions(&self) -> Result<Entities, PoliciesError> {
        self.schema.action_entities().map_err(|error| PoliciesError::Schema(error.into()))
    }

    /// A policy that fails while it is asked permits nothing: Cedar leaves it out, and validation has shown that none
    /// does.
    pub(super) fn permits(&self, question: &Question) -> bool {
        let answer = self.authorizer.is_authorized(&question.request, &self.policies, &question.entities);
        answer.decision() == Decision::Allow
    }
}

/// Policies keep the order of their files in their ids, and the name that `@id` gives them.
fn read(files: &[(&str, &str)]) -> Result<PolicySet, PoliciesError> {
    let mut all = PolicySet::new();
    for (file, text) in files {
        let in_file = |source: BoxError| PoliciesError::File { file: (*file).to_owned(), source };
        let policies: PolicySet = text.parse().map_err(|error| in_file(Box::new(error)))?;
        for policy in policies.policies() {
            let name = policy.annotation("id").ok_or_else(|| in_file("a policy has no @id".into()))?;
            let named = policy.new_id(PolicyId::new(name));
            all.add(named).map_err(|error| in_file(Box::new(error)))?;
        }
    }
    Ok(all)
}

fn check(schema: &Schema, policies: &PolicySet) -> Result<(), PoliciesError> {
    let found = Validator::new(schema.clone()).validate(policies, ValidationMode::Strict);
    let errors = found.validation_errors().map(ToString::to_string);
    let warnings = found.validation_warnings().map(ToString::to_string);
    let wrong: Vec<String> = errors.chain(warnings).collect();
    if wrong.is_empty() { Ok(()) } else { Err(PoliciesError::Invalid(wrong.join("; "))) }
}
