//! Lambda: the commands that make a function of a container, and its settings.

use serde_json::{Map, Value, json};

use super::wishes::Wishes;

/// What Lambda sets itself, and nobody else may: the keys of the function's role, and its region
/// (AWS Lambda Developer Guide, "Reserved environment variables").
const RESERVED: [&str; 1] = ["AWS_REGION"];

/// The settings, as `aws lambda create-function --environment` takes them.
pub(super) fn environment(wishes: &Wishes) -> String {
    let settings = wishes.settings().into_iter();
    let settings = settings.filter(|(name, _)| !RESERVED.contains(name));
    let variables: Map<_, _> = settings
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect();
    format!("{:#}\n", json!({ "Variables": variables }))
}

/// The commands, with the keys of the account's owner in the shell.
pub(super) fn commands(wishes: &Wishes, folder: &str) -> String {
    let region = &wishes.region;
    let put_policy = |name: &str, file: &str| {
        format!(
            "aws iam put-role-policy --role-name marble --policy-name {name} --policy-document file://{folder}/{file}\n"
        )
    };
    let mut policies = put_policy("marble", "component-policy.json");
    if wishes.events_token.is_some() {
        policies.push_str(&put_policy("marble-events", "events-policy.json"));
    }
    format!(
        "cargo dev release
docker build --tag marble --file dist/container/Dockerfile.lambda dist/container

export AWS_REGION={region}
account=$(aws sts get-caller-identity --query Account --output text)
registry=$account.dkr.ecr.$AWS_REGION.amazonaws.com
aws ecr create-repository --repository-name marble
aws ecr get-login-password | docker login --username AWS --password-stdin \"$registry\"
docker tag marble \"$registry/marble\"
docker push \"$registry/marble\"

aws iam create-role --role-name marble --assume-role-policy-document '{TRUST}'
{policies}aws iam attach-role-policy --role-name marble \\
  --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole

aws lambda create-function --function-name marble --package-type Image --code \"ImageUri=$registry/marble:latest\" \\
  --role \"arn:aws:iam::$account:role/marble\" --memory-size 1769 --timeout 31 \\
  --environment file://{folder}/lambda-environment.json
aws lambda create-function-url-config --function-name marble --auth-type NONE
aws lambda add-permission --function-name marble --statement-id url --principal '*' \\
  --action lambda:InvokeFunctionUrl --function-url-auth-type NONE
aws lambda add-permission --function-name marble --statement-id function --principal '*' \\
  --action lambda:InvokeFunction --invoked-via-function-url"
    )
}

/// Whom the role is for.
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
