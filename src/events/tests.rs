//! Each sender's own example, as it is documented, with the personal details replaced.

use super::*;

fn keys(body: &str) -> Vec<(String, bool)> {
    match parse(body.as_bytes()).unwrap_or_else(|error| panic!("{body}: {error}")) {
        Message::Events(events) => {
            let keys = events.into_iter().map(|event| (event.key, event.written));
            keys.collect()
        }
        Message::Confirmation(topic) => panic!("{topic}"),
    }
}

fn record(name: &str, source: &str, key: &str) -> String {
    format!(
        r#"{{"eventVersion":"2.1","eventSource":"{source}","awsRegion":"us-west-2","eventTime":"1970-01-01T00:00:00.000Z","eventName":"{name}","userIdentity":{{"principalId":"EXAMPLE"}},"requestParameters":{{"sourceIPAddress":"127.0.0.1"}},"responseElements":{{"x-amz-request-id":"C3D13FE58DE4C810","x-amz-id-2":"FMyUVURIY8"}},"s3":{{"s3SchemaVersion":"1.0","configurationId":"testConfigRule","bucket":{{"name":"amzn-s3-demo-bucket","ownerIdentity":{{"principalId":"EXAMPLE"}},"arn":"arn:aws:s3:::amzn-s3-demo-bucket"}},"object":{{"key":"{key}","size":1024,"eTag":"d41d8cd98f00b204e9800998ecf8427e","versionId":"096fKKXTRTtl3on89fVO.nfljtsv6qko","sequencer":"0055AED6DCD90281E5"}}}}}}"#
    )
}

fn records(name: &str, source: &str, key: &str) -> String {
    format!(r#"{{"Records":[{}]}}"#, record(name, source, key))
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

#[test]
fn reads_what_each_sender_sends() {
    let s3 = records("ObjectCreated:Put", "aws:s3", "Happy+Face%2B%C3%BC.jpg");
    let sns = format!(
        r#"{{"Type":"Notification","MessageId":"da41e39f","TopicArn":"arn:aws:sns:us-west-2:111122223333:topic","Subject":"Amazon S3 Notification","Message":{},"Timestamp":"2016-11-30T18:42:32.201Z","SignatureVersion":"1","Signature":"EXAMPLE","SigningCertURL":"https://sns.us-west-2.amazonaws.com/x.pem","UnsubscribeURL":"https://sns.us-west-2.amazonaws.com/"}}"#,
        quoted(&s3)
    );
    let sqs = format!(
        r#"{{"Records":[{{"messageId":"19dd0b57","receiptHandle":"x","body":{},"eventSource":"aws:sqs","awsRegion":"us-east-2"}}]}}"#,
        quoted(&sns)
    );
    let lambda =
        format!(r#"{{"Records":[{{"EventVersion":"1.0","EventSource":"aws:sns","Sns":{sns}}}]}}"#);
    let happy = ("Happy Face+ü.jpg".to_owned(), true);
    for body in [&s3, &sns, &sqs, &lambda] {
        assert_eq!(keys(body), std::slice::from_ref(&happy), "{body}");
    }
    let minio = records("s3:ObjectCreated:Put", "minio:s3", "images%2Fmyphoto.jpg");
    let minio = minio.replacen(
        '{',
        r#"{"EventName":"s3:ObjectCreated:Put","Key":"bucket/images/myphoto.jpg","#,
        1,
    );
    let bridge = |verb: &str| {
        format!(
            r#"{{"version":"0","id":"17793124","detail-type":"{verb}","source":"aws.s3","account":"111122223333","time":"2021-11-12T00:00:00Z","region":"ca-central-1","resources":["arn:aws:s3:::amzn-s3-demo-bucket1"],"detail":{{"version":"0","bucket":{{"name":"amzn-s3-demo-bucket1"}},"object":{{"key":"example+key%41","size":5,"etag":"b1946ac92492d2347c6235b4d2611184","version-id":"IYV3p45BT0ac8hjHg1houSdS1a.Mro8e","sequencer":"617f08299329d189"}},"request-id":"N4N7GDK58NMKJ12R","requester":"123456789012","source-ip-address":"1.2.3.4","reason":"PutObject"}}}}"#
        )
    };
    let r2 = |action: &str| {
        format!(
            r#"{{"account":"3f4b7e3d","action":"{action}","bucket":"my-bucket","object":{{"key":"my-new+object","size":65536,"eTag":"c846ff7a18f28c2e262116d6e8719ef0"}},"eventTime":"2024-05-24T19:36:44.379Z","copySource":{{"bucket":"my-bucket","object":"my-original-object"}}}}"#
        )
    };
    let queue = format!(
        r#"{{"messages":[{{"id":"1","body":{}}}]}}"#,
        r2("CopyObject")
    );
    let ceph = "a+b%41";
    for (body, expected) in [
        (minio, &[("images/myphoto.jpg", true)][..]),
        (bridge("Object Created"), &[("example+key%41", true)]),
        (bridge("Object Deleted"), &[("example+key%41", false)]),
        (bridge("Object Tags Added"), &[]),
        (bridge("Object Access Tier Changed"), &[]),
        (r2("CopyObject"), &[("my-new+object", true)]),
        (r2("DeleteObject"), &[("my-new+object", false)]),
        (r2("LifecycleDeletion"), &[("my-new+object", false)]),
        (queue, &[("my-new+object", true)]),
        (format!("[{}]", r2("PutObject")), &[("my-new+object", true)]),
        (
            records("ObjectCreated:Put", "ceph:s3", ceph),
            &[("a bA", true), ("a+b%41", true)],
        ),
        (
            records("ObjectLifecycle:Expiration:Current", "ceph:s3", "plain.jpg"),
            &[("plain.jpg", false)],
        ),
        (
            records("ObjectRemoved:DeleteMarkerCreated", "aws:s3", "a"),
            &[("a", false)],
        ),
        (records("s3:ObjectAccessed:Get", "minio:s3", "a"), &[]),
        (records("s3:ObjectCreated:PutRetention", "minio:s3", "a"), &[]),
        (records("ObjectTagging:Put", "aws:s3", "a"), &[]),
        (
            r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2014-10-13T15:57:02.089Z","Bucket":"b","RequestId":"5582815E1AEA5ADF","HostId":"8cLeGAmw"}"#
                .to_owned(),
            &[],
        ),
        (
            r#"{"keys":["a+b%41 ü","a","a"]}"#.to_owned(),
            &[("a", true), ("a+b%41 ü", true)],
        ),
        (r#"{"Records":[]}"#.to_owned(), &[]),
    ] {
        let expected: Vec<_> = expected
            .iter()
            .map(|(key, written)| ((*key).to_owned(), *written))
            .collect();
        assert_eq!(keys(&body), expected, "{body}");
    }
}

#[test]
fn an_object_that_was_deleted_and_written_may_be_there() {
    let both = format!(
        r#"{{"Records":[{},{},{}]}}"#,
        record("ObjectRemoved:Delete", "aws:s3", "a"),
        record("ObjectCreated:Put", "aws:s3", "a"),
        record("ObjectRemoved:Delete", "aws:s3", "b"),
    );
    let expected = [("a".to_owned(), true), ("b".to_owned(), false)];
    assert_eq!(keys(&both), expected);
}

#[test]
fn a_subscription_is_for_the_operator_to_confirm() {
    let body = r#"{"Type":"SubscriptionConfirmation","MessageId":"165545c9","Token":"2336412f37","TopicArn":"arn:aws:sns:us-west-2:123456789012:MyTopic","Message":"You have chosen to subscribe to the topic","SubscribeURL":"https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription","Timestamp":"2012-04-26T20:45:04.751Z"}"#;
    let topic = "arn:aws:sns:us-west-2:123456789012:MyTopic".to_owned();
    assert_eq!(parse(body.as_bytes()), Ok(Message::Confirmation(topic)));
}

#[test]
fn what_is_no_event_is_refused() {
    let nested = (0..9).fold(r#"{"keys":[]}"#.to_owned(), |inner, _| {
        format!(r#"{{"Message":{}}}"#, quoted(&inner))
    });
    let many = format!(r#"{{"keys":[{}"a"]}}"#, r#""k","#.repeat(MAX_KEYS));
    for (body, expected) in [
        ("", Error::NotJson),
        ("keys=a", Error::NotJson),
        ("{}", Error::Unknown),
        ("1", Error::Unknown),
        (r#"{"keys":"a"}"#, Error::Unknown),
        (r#"{"keys":[1]}"#, Error::Unknown),
        (r#"{"Message":"hello"}"#, Error::NotJson),
        (r#"{"Records":[{"s3":{}}]}"#, Error::Unknown),
        (r#"{"s3":{"object":{"key":"a"}}}"#, Error::Unknown),
        (&nested, Error::Unknown),
        (&many, Error::TooMany),
    ] {
        assert_eq!(parse(body.as_bytes()), Err(expected), "{body}");
    }
}
