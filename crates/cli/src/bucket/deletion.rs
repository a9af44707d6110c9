//! Deletes objects, a thousand with one request where the store can, and else each with its own.

use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use http::{Method, StatusCode};
use s3_store::{ErrorResponse, Failure, Kind};

use super::client::Bucket;
use crate::pace::{Pace, Setback};

/// How many objects are deleted with one request, which is the most that S3 takes.
pub const AT_ONCE: usize = 1_000;

/// How often those of a request are asked for again that the store could not delete for the moment.
const ROUNDS: u32 = 5;

/// An object that is still there, and why.
pub type Kept = (String, Failure);

impl Bucket {
    /// Deletes objects, at most [`AT_ONCE`], and says which are kept. What is absent counts as deleted.
    pub async fn delete(&self, pace: &Pace, mut keys: Vec<String>) -> Vec<Kept> {
        let mut kept = Vec::new();
        for round in 1..=ROUNDS {
            if keys.is_empty() {
                break;
            }
            let outcome = pace
                .send(async || Ok::<_, Setback>(self.delete_many(&keys).await?))
                .await;
            let failed = match outcome {
                Ok(Some(failed)) => failed,
                Ok(None) => return self.delete_each(pace, keys, kept).await,
                Err(failure) => {
                    kept.extend(keys.into_iter().map(|key| (key, failure.clone())));
                    return kept;
                }
            };
            let again = |(_, failure): &Kept| failure.transient && round < ROUNDS;
            let (later, never): (Vec<_>, Vec<_>) = failed.into_iter().partition(again);
            kept.extend(never);
            keys = later.into_iter().map(|(key, _)| key).collect();
        }
        kept
    }

    /// None where the store does not know how to.
    async fn delete_many(&self, keys: &[String]) -> Result<Option<Vec<Kept>>, Failure> {
        let objects = keys
            .iter()
            .map(|key| ObjectIdentifier::builder().key(key).build());
        let objects = objects
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| unfit(&error))?;
        let request = Delete::builder().set_objects(Some(objects)).quiet(true);
        let request = request.build().map_err(|error| unfit(&error))?;
        let sent = self
            .api()
            .delete_objects()
            .bucket(self.name())
            .delete(request);
        let answer = match sent.send().await {
            Ok(answer) => answer,
            Err(error) => {
                let response = self.response(&Method::POST, &error)?;
                return if is_unknown(&response) {
                    Ok(None)
                } else {
                    Err(response.failure())
                };
            }
        };
        let redact = |text: Option<&str>| {
            let text = text.unwrap_or_default();
            self.config().credentials.redact(text)
        };
        let kept = answer.errors().iter().filter_map(|error| {
            let response = ErrorResponse::of_one_key(redact(error.code()), redact(error.message()));
            let failure = response.absent_or_failure().err()?;
            Some((error.key().unwrap_or_default().to_owned(), failure))
        });
        Ok(Some(kept.collect()))
    }

    async fn delete_each(&self, pace: &Pace, keys: Vec<String>, mut kept: Vec<Kept>) -> Vec<Kept> {
        let mut keys = keys.into_iter();
        let work = |key: String| {
            let (bucket, pace) = (self.clone(), pace.clone());
            async move {
                let one = async || Ok::<_, Setback>(bucket.delete_one(&key).await?);
                pace.send(one)
                    .await
                    .err()
                    .map(|failure| (key.clone(), failure))
            }
        };
        let done = async |failed: Option<Kept>| {
            kept.extend(failed);
            Ok(())
        };
        let all = crate::work::each(pace.limit(), async || Ok(keys.next()), work, done).await;
        if let Err(error) = all {
            let failure = Failure::permanent(Kind::Invalid, format!("{error:#}"));
            kept.extend(keys.map(|key| (key, failure.clone())));
        }
        kept
    }

    async fn delete_one(&self, key: &str) -> Result<(), Failure> {
        let sent = self
            .api()
            .delete_object()
            .bucket(self.name())
            .key(key)
            .send();
        match sent.await {
            Ok(_) => Ok(()),
            Err(error) => self.response(&Method::DELETE, &error)?.absent_or_failure(),
        }
    }
}

fn is_unknown(response: &ErrorResponse) -> bool {
    let statuses = [StatusCode::NOT_IMPLEMENTED, StatusCode::METHOD_NOT_ALLOWED];
    statuses.contains(&response.status) || response.says("NotImplemented")
}

fn unfit(error: &dyn std::error::Error) -> Failure {
    Failure::permanent(Kind::Invalid, format!("not sent: {error}"))
}
