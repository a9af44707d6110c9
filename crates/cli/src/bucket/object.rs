//! One object: what is known of it, and its beginning.

use http::Method;
use marble::store::Metadata;
use s3_store::Failure;

use super::client::Bucket;

impl Bucket {
    /// What is known of an object; none where there is none.
    ///
    /// # Errors
    ///
    /// What the store says. Without `s3:ListBucket` that an object is absent is a denial, too.
    pub async fn head(&self, key: &str) -> Result<Option<Metadata>, Failure> {
        let sent = self.api().head_object().bucket(self.name()).key(key).send();
        let found = match sent.await {
            Ok(found) => found,
            Err(error) => {
                return self
                    .response(&Method::HEAD, &error)?
                    .absent_or_failure()
                    .map(|()| None);
            }
        };
        let size = found
            .content_length()
            .and_then(|size| u64::try_from(size).ok());
        Ok(Some(Metadata {
            content_type: found.content_type,
            cache_control: found.cache_control,
            etag: found.e_tag,
            last_modified: None,
            size,
            user: found.metadata.into_iter().flatten().collect(),
        }))
    }

    /// The first bytes of an object, at most so many; none where there is none.
    ///
    /// # Errors
    ///
    /// What the store says, and that the answer breaks off.
    pub async fn beginning(&self, key: &str, most: usize) -> Result<Option<Vec<u8>>, Failure> {
        let sent = self.api().get_object().bucket(self.name()).key(key).send();
        let mut body = match sent.await {
            Ok(found) => found.body,
            Err(error) => {
                return self
                    .response(&Method::GET, &error)?
                    .absent_or_failure()
                    .map(|()| None);
            }
        };
        let mut bytes = Vec::new();
        while bytes.len() < most
            && let Some(chunk) = body.next().await
        {
            let chunk = chunk.map_err(|error| super::client::broken_off(&error))?;
            bytes.extend_from_slice(&chunk);
        }
        bytes.truncate(most);
        Ok(Some(bytes))
    }
}
