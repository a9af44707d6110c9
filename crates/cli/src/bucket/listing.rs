//! The keys of a bucket, page by page: no more than one page is held.

use std::vec;

use anyhow::{Context as _, Result, ensure};
use aws_sdk_s3::types::EncodingType;
use http::Method;
use s3_store::{Failure, decode_listed};

use super::client::Bucket;
use crate::pace::{Pace, Setback};

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// The folders directly below the prefix, each with a slash at its end.
    Folders,
    /// Every object.
    Objects,
}

/// The keys below a prefix, in the store's order.
pub struct Listing {
    bucket: Bucket,
    pace: Pace,
    prefix: String,
    listed: Listed,
    page: vec::IntoIter<String>,
    next: Next,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Next {
    First,
    Behind(String),
    Nothing,
}

impl Listing {
    /// Asks for nothing yet.
    #[must_use]
    pub fn new(bucket: &Bucket, pace: &Pace, prefix: &str, listed: Listed) -> Self {
        Self {
            bucket: bucket.clone(),
            pace: pace.clone(),
            prefix: prefix.to_owned(),
            listed,
            page: Vec::new().into_iter(),
            next: Next::First,
        }
    }

    /// The next key; none at the end.
    ///
    /// # Errors
    ///
    /// What the store says, and a page that is not understood.
    pub async fn next(&mut self) -> Result<Option<String>> {
        loop {
            if let Some(key) = self.page.next() {
                return Ok(Some(key));
            }
            let token = match &self.next {
                Next::First => None,
                Next::Behind(token) => Some(token.clone()),
                Next::Nothing => return Ok(None),
            };
            let page = self
                .pace
                .send(async || Ok::<_, Setback>(self.ask(token.clone()).await?));
            let name = self.bucket.name();
            let (keys, next) = page
                .await
                .map_err(|failure| anyhow::anyhow!("GET {failure}"))
                .with_context(|| format!("list {name:?} below {:?}", self.prefix))?;
            ensure!(
                next == Next::Nothing || next != self.next,
                "list {name:?}: the store says again and again that the same page is the next"
            );
            self.page = keys.into_iter();
            self.next = next;
        }
    }

    /// How many keys are left.
    ///
    /// # Errors
    ///
    /// As [`Self::next`].
    pub async fn count(mut self, counts: impl Fn(&str) -> bool) -> Result<u64> {
        let mut count = 0_u64;
        while let Some(key) = self.next().await? {
            count = count.saturating_add(counts(&key).into());
        }
        Ok(count)
    }

    async fn ask(&self, token: Option<String>) -> Result<(Vec<String>, Next), Failure> {
        let request = self.bucket.api().list_objects_v2();
        let delimiter = (self.listed == Listed::Folders).then(|| "/".to_owned());
        let sent = request
            .bucket(self.bucket.name())
            .encoding_type(EncodingType::Url)
            .set_prefix((!self.prefix.is_empty()).then(|| self.prefix.clone()))
            .set_delimiter(delimiter)
            .set_continuation_token(token)
            .send();
        let page = sent
            .await
            .map_err(|error| self.bucket.failure(&Method::GET, &error))?;
        let encoded = page.encoding_type() == Some(&EncodingType::Url);
        let decode = |key: &str| Ok(decode_listed(key, encoded)?.into_owned());
        let keys: Result<Vec<_>, Failure> = match self.listed {
            Listed::Folders => {
                let prefixes = page.common_prefixes().iter().filter_map(|it| it.prefix());
                prefixes.map(decode).collect()
            }
            Listed::Objects => {
                let keys = page.contents().iter().filter_map(|it| it.key());
                keys.map(decode).collect()
            }
        };
        let next = match page.next_continuation_token() {
            Some(token) if page.is_truncated() == Some(true) => Next::Behind(token.to_owned()),
            _ => Next::Nothing,
        };
        Ok((keys?, next))
    }
}
