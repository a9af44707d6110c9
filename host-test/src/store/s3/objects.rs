//! The operations of S3 that Marble's world needs.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use bytes::BytesMut;
use futures_util::StreamExt as _;
use http::StatusCode;
use s3s::S3;
use s3s::S3Error;
use s3s::S3ErrorCode;
use s3s::S3Request;
use s3s::S3Response;
use s3s::S3Result;
use s3s::auth::Credentials;
use s3s::dto::CreateBucketInput;
use s3s::dto::CreateBucketOutput;
use s3s::dto::DeleteObjectInput;
use s3s::dto::DeleteObjectOutput;
use s3s::dto::DeleteObjectsInput;
use s3s::dto::DeleteObjectsOutput;
use s3s::dto::DeletedObject;
use s3s::dto::ETagCondition;
use s3s::dto::GetBucketCorsInput;
use s3s::dto::GetBucketCorsOutput;
use s3s::dto::GetBucketLifecycleConfigurationInput;
use s3s::dto::GetBucketLifecycleConfigurationOutput;
use s3s::dto::GetBucketPolicyInput;
use s3s::dto::GetBucketPolicyOutput;
use s3s::dto::GetBucketWebsiteInput;
use s3s::dto::GetBucketWebsiteOutput;
use s3s::dto::GetObjectInput;
use s3s::dto::GetObjectOutput;
use s3s::dto::GetPublicAccessBlockInput;
use s3s::dto::GetPublicAccessBlockOutput;
use s3s::dto::HeadBucketInput;
use s3s::dto::HeadBucketOutput;
use s3s::dto::HeadObjectInput;
use s3s::dto::HeadObjectOutput;
use s3s::dto::ListObjectsV2Input;
use s3s::dto::ListObjectsV2Output;
use s3s::dto::Metadata;
use s3s::dto::ObjectIdentifier;
use s3s::dto::PutBucketCorsInput;
use s3s::dto::PutBucketCorsOutput;
use s3s::dto::PutBucketLifecycleConfigurationInput;
use s3s::dto::PutBucketLifecycleConfigurationOutput;
use s3s::dto::PutBucketPolicyInput;
use s3s::dto::PutBucketPolicyOutput;
use s3s::dto::PutBucketWebsiteInput;
use s3s::dto::PutBucketWebsiteOutput;
use s3s::dto::PutObjectInput;
use s3s::dto::PutObjectOutput;
use s3s::dto::PutPublicAccessBlockInput;
use s3s::dto::PutPublicAccessBlockOutput;
use s3s::dto::StreamingBlob;
use s3s::s3_error;

use super::config::{S3Config, SOURCE_BUCKET};
use super::etag::strong;
use super::faults::Ignored;
use super::listing;
use super::policy::Policy;
use super::read;
use super::settings::BucketSettings;
use crate::store::bucket::Bucket;
use crate::store::bucket::Condition;
use crate::store::bucket::Object;
use crate::store::bucket::PutError;

/// More than any picture that Marble takes; S3's own limit is 5 GB.
const MAX_OBJECT_BYTES: usize = 64 * 1_024 * 1_024;
/// S3's limit for one request to delete.
const MOST_DELETED: usize = 1_000;
/// S3's limit for the names and values of user metadata together.
const MAX_USER_METADATA_BYTES: usize = 2_048;

/// Whose request it is; `None`: anybody's.
type Who<'a> = Option<&'a Credentials>;

pub(super) struct Objects {
    buckets: Vec<(String, Arc<Bucket>)>,
    region: String,
    policy: Arc<Mutex<Option<Policy>>>,
    /// The access key id of the owner.
    owner: Option<String>,
    settings: Option<Arc<BucketSettings>>,
}

impl Objects {
    /// `policy` may be another one later.
    pub(super) fn new(
        bucket: Arc<Bucket>,
        config: &S3Config,
        policy: Arc<Mutex<Option<Policy>>>,
    ) -> Self {
        let source = config.source_bucket.iter();
        let source = source.map(|bucket| (SOURCE_BUCKET.to_owned(), Arc::clone(bucket)));
        let bucket = (config.bucket_name.clone(), bucket);
        Self {
            buckets: [bucket].into_iter().chain(source).collect(),
            region: config.region.clone(),
            policy,
            owner: config.owner.as_ref().map(|(key, _)| key.clone()),
            settings: config.settings.clone(),
        }
    }

    fn allows(&self, who: Who<'_>, action: &str, bucket: &str, key: Option<&str>) -> bool {
        let Some(who) = who else {
            // The settings are those of the first bucket.
            let first = self.buckets.first().is_some_and(|(name, _)| name == bucket);
            let settings = self.settings.as_ref().filter(|_| first);
            return settings.is_some_and(|settings| settings.everybody_may(action, key));
        };
        if self.owner.as_ref() == Some(&who.access_key) {
            return true;
        }
        let resource = key.map_or_else(|| bucket.to_owned(), |key| format!("{bucket}/{key}"));
        let policy = self.policy.lock().unwrap_or_else(PoisonError::into_inner);
        let policy = policy.as_ref();
        policy.is_none_or(|policy| policy.allows(action, &resource))
    }

    fn check(&self, who: Who<'_>, action: &str, bucket: &str, key: Option<&str>) -> S3Result<()> {
        if self.allows(who, action, bucket, key) {
            return Ok(());
        }
        Err(access_denied())
    }

    fn bucket(&self, name: &str) -> S3Result<&Bucket> {
        let mut buckets = self.buckets.iter().zip(0..);
        let found = buckets.find(|((known, _), _)| known == name);
        let absent = |settings: &Arc<BucketSettings>| !settings.exists();
        let found = found.filter(|(_, at)| *at > 0 || !self.settings.as_ref().is_some_and(absent));
        let found = found.map(|((_, bucket), _)| &**bucket);
        found.ok_or_else(|| s3_error!(NoSuchBucket, "The specified bucket does not exist"))
    }

    /// The settings of a bucket, for who may do `action` to it.
    fn settings(&self, who: Who<'_>, action: &str, bucket: &str) -> S3Result<&BucketSettings> {
        self.bucket(bucket)?;
        self.check(who, action, bucket, None)?;
        let first = self.buckets.first().is_some_and(|(name, _)| name == bucket);
        let settings = self.settings.as_deref().filter(|_| first);
        settings.ok_or_else(|| s3_error!(NotImplemented, "This bucket takes no settings"))
    }

    fn object(&self, who: Who<'_>, bucket: &str, key: &str) -> S3Result<Object> {
        let bucket_name = bucket;
        let bucket = self.bucket(bucket)?;
        self.check(who, "s3:GetObject", bucket_name, Some(key))?;
        let object = bucket
            .read(key)
            .map_err(|error| failed("read", key, error))?;
        // Who may not list a bucket is not told that an object is absent.
        let listed = self.allows(who, "s3:ListBucket", bucket_name, None);
        object.ok_or_else(|| {
            if listed {
                no_such_key()
            } else {
                access_denied()
            }
        })
    }
}

#[async_trait::async_trait]
impl S3 for Objects {
    async fn get_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        let ignored = request.extensions.get::<Ignored>().copied();
        let ignored = ignored.unwrap_or_default();
        let who = request.credentials.as_ref();
        let mut input = request.input;
        if ignored.conditions {
            (input.if_match, input.if_none_match) = (None, None);
        }
        if ignored.range {
            input.range = None;
        }
        let object = self.object(who, &input.bucket, &input.key)?;
        read::get(object, &input).map(S3Response::new)
    }

    async fn head_object(
        &self,
        request: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        let who = request.credentials.as_ref();
        let input = request.input;
        let object = self.object(who, &input.bucket, &input.key)?;
        read::head(object, &input).map(S3Response::new)
    }

    async fn put_object(
        &self,
        request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let ignored = request.extensions.get::<Ignored>().copied();
        let who = request.credentials.as_ref();
        let input = request.input;
        let bucket = self.bucket(&input.bucket)?;
        self.check(who, "s3:PutObject", &input.bucket, Some(&input.key))?;
        let condition = if ignored.unwrap_or_default().conditions {
            Condition::Always
        } else {
            condition(&input)?
        };
        let user = input.metadata.unwrap_or_default();
        check_metadata(&user)?;
        let bytes = receive(input.body, input.content_length).await?;
        let mut object = Object::new(bytes);
        check_md5(&object, input.content_md5.as_deref())?;
        object.content_type = input.content_type;
        object.cache_control = input.cache_control;
        object.user = user.into_iter().collect();
        let etag = bucket
            .put(&input.key, object, &condition)
            .map_err(|error| put_error(&input.key, error))?;
        Ok(S3Response::new(PutObjectOutput {
            e_tag: Some(strong(&etag)),
            ..PutObjectOutput::default()
        }))
    }

    async fn delete_object(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        let who = request.credentials.as_ref();
        let input = request.input;
        let bucket = self.bucket(&input.bucket)?;
        self.check(who, "s3:DeleteObject", &input.bucket, Some(&input.key))?;
        // 204 whether there was one or not, as S3 answers.
        bucket
            .delete(&input.key)
            .map_err(|error| failed("delete", &input.key, error))?;
        Ok(S3Response::new(DeleteObjectOutput::default()))
    }

    async fn delete_objects(
        &self,
        request: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let who = request.credentials.as_ref();
        let input = request.input;
        let bucket = self.bucket(&input.bucket)?;
        if input.delete.objects.len() > MOST_DELETED {
            return Err(s3_error!(
                MalformedXML,
                "The XML you provided was not well-formed or did not validate against our published schema"
            ));
        }
        let mut deleted = Vec::new();
        let mut errors = Vec::new();
        for ObjectIdentifier { key, .. } in input.delete.objects {
            if !self.allows(who, "s3:DeleteObject", &input.bucket, Some(&key)) {
                errors.push(s3s::dto::Error {
                    code: Some("AccessDenied".to_owned()),
                    message: Some("Access Denied".to_owned()),
                    key: Some(key),
                    ..s3s::dto::Error::default()
                });
                continue;
            }
            match bucket.delete(&key) {
                Ok(_) => deleted.push(DeletedObject {
                    key: Some(key),
                    ..DeletedObject::default()
                }),
                Err(error) => errors.push(s3s::dto::Error {
                    code: Some(failed("delete", &key, error).code().as_str().to_owned()),
                    key: Some(key),
                    ..s3s::dto::Error::default()
                }),
            }
        }
        let quiet = input.delete.quiet.unwrap_or_default();
        Ok(S3Response::new(DeleteObjectsOutput {
            deleted: (!quiet).then_some(deleted),
            errors: Some(errors),
            ..DeleteObjectsOutput::default()
        }))
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        let who = request.credentials.as_ref();
        let input = request.input;
        let bucket = self.bucket(&input.bucket)?;
        self.check(who, "s3:ListBucket", &input.bucket, None)?;
        let entries = bucket
            .list(input.prefix.as_deref().unwrap_or_default())
            .map_err(|error| failed("list", "", error))?;
        listing::list(&entries, input).map(S3Response::new)
    }

    async fn head_bucket(
        &self,
        request: S3Request<HeadBucketInput>,
    ) -> S3Result<S3Response<HeadBucketOutput>> {
        self.bucket(&request.input.bucket)?;
        Ok(S3Response::new(HeadBucketOutput {
            bucket_region: Some(self.region.clone()),
            ..HeadBucketOutput::default()
        }))
    }

    async fn create_bucket(
        &self,
        request: S3Request<CreateBucketInput>,
    ) -> S3Result<S3Response<CreateBucketOutput>> {
        let name = request.input.bucket;
        if self.bucket(&name).is_ok() {
            return Err(s3_error!(
                BucketAlreadyOwnedByYou,
                "Your previous request to create the named bucket succeeded and you already own it."
            ));
        }
        let ours = self
            .buckets
            .first()
            .is_some_and(|(known, _)| *known == name);
        if let Some(settings) = self.settings.as_ref().filter(|_| ours) {
            let who = request.credentials.as_ref();
            self.check(who, "s3:CreateBucket", &name, None)?;
            settings.create();
            return Ok(S3Response::new(CreateBucketOutput::default()));
        }
        Err(s3_error!(
            TooManyBuckets,
            "This server has its buckets, and no more"
        ))
    }

    async fn get_bucket_website(
        &self,
        request: S3Request<GetBucketWebsiteInput>,
    ) -> S3Result<S3Response<GetBucketWebsiteOutput>> {
        let who = request.credentials.as_ref();
        let settings = self.settings(who, "s3:GetBucketWebsite", &request.input.bucket)?;
        let website = settings.website_configuration()?;
        Ok(S3Response::new(GetBucketWebsiteOutput {
            error_document: website.error_document,
            index_document: website.index_document,
            redirect_all_requests_to: website.redirect_all_requests_to,
            routing_rules: website.routing_rules,
        }))
    }

    async fn put_bucket_website(
        &self,
        request: S3Request<PutBucketWebsiteInput>,
    ) -> S3Result<S3Response<PutBucketWebsiteOutput>> {
        let who = request.credentials.as_ref();
        let input = request.input;
        let settings = self.settings(who, "s3:PutBucketWebsite", &input.bucket)?;
        settings.put_website(input.website_configuration)?;
        Ok(S3Response::new(PutBucketWebsiteOutput::default()))
    }

    async fn get_bucket_policy(
        &self,
        request: S3Request<GetBucketPolicyInput>,
    ) -> S3Result<S3Response<GetBucketPolicyOutput>> {
        let who = request.credentials.as_ref();
        let settings = self.settings(who, "s3:GetBucketPolicy", &request.input.bucket)?;
        let policy = Some(settings.policy()?);
        Ok(S3Response::new(GetBucketPolicyOutput { policy }))
    }

    async fn put_bucket_policy(
        &self,
        request: S3Request<PutBucketPolicyInput>,
    ) -> S3Result<S3Response<PutBucketPolicyOutput>> {
        let who = request.credentials.as_ref();
        let input = request.input;
        let settings = self.settings(who, "s3:PutBucketPolicy", &input.bucket)?;
        settings.set_policy(&input.policy)?;
        Ok(S3Response::new(PutBucketPolicyOutput::default()))
    }

    async fn get_bucket_cors(
        &self,
        request: S3Request<GetBucketCorsInput>,
    ) -> S3Result<S3Response<GetBucketCorsOutput>> {
        let who = request.credentials.as_ref();
        let settings = self.settings(who, "s3:GetBucketCORS", &request.input.bucket)?;
        let cors_rules = Some(settings.cors()?);
        Ok(S3Response::new(GetBucketCorsOutput { cors_rules }))
    }

    async fn put_bucket_cors(
        &self,
        request: S3Request<PutBucketCorsInput>,
    ) -> S3Result<S3Response<PutBucketCorsOutput>> {
        let who = request.credentials.as_ref();
        let input = request.input;
        let settings = self.settings(who, "s3:PutBucketCORS", &input.bucket)?;
        settings.put_cors(input.cors_configuration.cors_rules);
        Ok(S3Response::new(PutBucketCorsOutput::default()))
    }

    async fn get_bucket_lifecycle_configuration(
        &self,
        request: S3Request<GetBucketLifecycleConfigurationInput>,
    ) -> S3Result<S3Response<GetBucketLifecycleConfigurationOutput>> {
        let who = request.credentials.as_ref();
        let action = "s3:GetLifecycleConfiguration";
        let settings = self.settings(who, action, &request.input.bucket)?;
        Ok(S3Response::new(GetBucketLifecycleConfigurationOutput {
            rules: Some(settings.lifecycle()?),
            ..GetBucketLifecycleConfigurationOutput::default()
        }))
    }

    async fn put_bucket_lifecycle_configuration(
        &self,
        request: S3Request<PutBucketLifecycleConfigurationInput>,
    ) -> S3Result<S3Response<PutBucketLifecycleConfigurationOutput>> {
        let who = request.credentials.as_ref();
        let input = request.input;
        let action = "s3:PutLifecycleConfiguration";
        let settings = self.settings(who, action, &input.bucket)?;
        let configuration = input.lifecycle_configuration;
        settings.put_lifecycle(configuration.map(|it| it.rules).unwrap_or_default());
        Ok(S3Response::new(
            PutBucketLifecycleConfigurationOutput::default(),
        ))
    }

    async fn get_public_access_block(
        &self,
        request: S3Request<GetPublicAccessBlockInput>,
    ) -> S3Result<S3Response<GetPublicAccessBlockOutput>> {
        let who = request.credentials.as_ref();
        let action = "s3:GetBucketPublicAccessBlock";
        let settings = self.settings(who, action, &request.input.bucket)?;
        Ok(S3Response::new(GetPublicAccessBlockOutput {
            public_access_block_configuration: Some(settings.block()),
        }))
    }

    async fn put_public_access_block(
        &self,
        request: S3Request<PutPublicAccessBlockInput>,
    ) -> S3Result<S3Response<PutPublicAccessBlockOutput>> {
        let who = request.credentials.as_ref();
        let input = request.input;
        let action = "s3:PutBucketPublicAccessBlock";
        let settings = self.settings(who, action, &input.bucket)?;
        settings.put_block(input.public_access_block_configuration);
        Ok(S3Response::new(PutPublicAccessBlockOutput::default()))
    }
}

/// S3 takes `*` in `If-None-Match` and an etag in `If-Match`; the other two it answers 501.
fn condition(input: &PutObjectInput) -> S3Result<Condition> {
    match (&input.if_none_match, &input.if_match) {
        (None, None) => Ok(Condition::Always),
        (Some(ETagCondition::Any), None) => Ok(Condition::IfAbsent),
        (None, Some(ETagCondition::ETag(etag))) => {
            Ok(Condition::IfMatch(format!("\"{}\"", etag.value())))
        }
        _ => Err(s3_error!(
            NotImplemented,
            "A header you provided implies functionality that is not implemented"
        )),
    }
}

/// The whole body, or nothing: a body that ends early or is not what its hash says stores nothing.
async fn receive(body: Option<StreamingBlob>, declared: Option<i64>) -> S3Result<Bytes> {
    let declared = declared.and_then(|length| usize::try_from(length).ok());
    if declared.is_some_and(|length| length > MAX_OBJECT_BYTES) {
        return Err(too_large());
    }
    let mut bytes = BytesMut::new();
    let Some(mut body) = body else {
        return Ok(bytes.freeze());
    };
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|cause| broken_body(&cause.to_string()))?;
        if bytes.len() + chunk.len() > MAX_OBJECT_BYTES {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    if declared.is_some_and(|length| length != bytes.len()) {
        return Err(incomplete());
    }
    Ok(bytes.freeze())
}

fn check_metadata(user: &Metadata) -> S3Result<()> {
    let bytes: usize = user
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if bytes > MAX_USER_METADATA_BYTES {
        return Err(s3_error!(
            MetadataTooLarge,
            "Your metadata headers exceed the maximum allowed metadata size"
        ));
    }
    Ok(())
}

fn check_md5(object: &Object, expected: Option<&str>) -> S3Result<()> {
    let Some(expected) = expected else {
        return Ok(());
    };
    let Some(expected) = super::content_md5::hex_from_base64(expected) else {
        return Err(s3_error!(
            InvalidDigest,
            "The Content-MD5 you specified was invalid."
        ));
    };
    if object.etag != format!("\"{expected}\"") {
        return Err(s3_error!(
            BadDigest,
            "The Content-MD5 you specified did not match what we received."
        ));
    }
    Ok(())
}

/// What the disk says is for whoever runs the server: on standard error, whether requests are logged or not.
fn failed(verb: &str, key: &str, error: io::Error) -> S3Error {
    eprintln!("s3: cannot {verb} {key:?}: {error}");
    match error.kind() {
        // As MinIO says it; another attempt would be told the same.
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            let code = S3ErrorCode::Custom("XMinioStorageFull".into());
            let mut full = S3Error::with_message(code, "The disk has no room for the object");
            full.set_status_code(StatusCode::INSUFFICIENT_STORAGE);
            full
        }
        _ => S3Error::internal_error(error),
    }
}

fn put_error(key: &str, error: PutError) -> S3Error {
    match error {
        PutError::Io(error) => failed("write", key, error),
        PutError::KeyLength(_) => s3_error!(KeyTooLongError, "Your key is too long"),
        PutError::NoSuchKey => no_such_key(),
        PutError::PreconditionFailed => s3_error!(
            PreconditionFailed,
            "At least one of the pre-conditions you specified did not hold"
        ),
    }
}

fn access_denied() -> S3Error {
    s3_error!(AccessDenied, "Access Denied")
}

fn no_such_key() -> S3Error {
    s3_error!(NoSuchKey, "The specified key does not exist.")
}

fn incomplete() -> S3Error {
    s3_error!(
        IncompleteBody,
        "You did not provide the number of bytes specified by the Content-Length HTTP header"
    )
}

/// The type of the cause is private to `s3s`; a test holds its text.
fn broken_body(cause: &str) -> S3Error {
    if !cause.contains("Sha256Mismatch") {
        return incomplete();
    }
    // A code that `s3s` does not know.
    let mut error = S3Error::with_message(
        S3ErrorCode::Custom("XAmzContentSHA256Mismatch".into()),
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
    error.set_status_code(StatusCode::BAD_REQUEST);
    error
}

fn too_large() -> S3Error {
    s3_error!(
        EntityTooLarge,
        "Your proposed upload exceeds the maximum allowed size"
    )
}
