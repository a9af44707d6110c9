//! The bucket, in both its forms: every test runs in memory and in a folder, unless it is about the folder.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::*;

/// Keys that no file system, URL or XML document likes.
fn nasty_keys() -> Vec<String> {
    let mut keys: Vec<String> = [
        "..",
        ".",
        "../outside",
        "a/../../outside",
        "a/./b",
        "/leading",
        "//",
        "dbl//slash",
        "trailing/",
        "dir",
        "dir/child",
        ".marble/meta/x",
        ".hidden",
        "sp ace + % & # ? =",
        "uni-ü-日本-e\u{301}",
        "back\\slash:*?\"<>|",
        "line\nfeed\0nul",
        "ends.",
    ]
    .map(str::to_owned)
    .into();
    keys.push("x".repeat(300));
    keys.push("y".repeat(MAX_KEY_BYTES));
    keys.push("segment/".repeat(128));
    keys
}

fn both(check: impl Fn(Bucket)) {
    check(Bucket::in_memory());
    let dir = tempfile::tempdir().unwrap();
    check(Bucket::in_folder(dir.path().join("bucket")).unwrap());
    let outside: Vec<_> = fs::read_dir(dir.path()).unwrap().collect();
    assert_eq!(
        outside.len(),
        1,
        "something outside of the bucket: {outside:?}"
    );
}

fn text(bucket: &Bucket, key: &str) -> Option<String> {
    let object = bucket.get(key)?;
    Some(String::from_utf8(object.bytes.to_vec()).unwrap())
}

fn put(bucket: &Bucket, key: &str, text: &str) {
    let object = Object::new(text.to_owned());
    bucket.put(key, object, &Condition::Always).unwrap();
}

#[test]
fn every_key_is_its_own_object() {
    both(|bucket| {
        let mut keys = nasty_keys();
        for key in &keys {
            put(&bucket, key, key);
        }
        for key in &keys {
            assert_eq!(text(&bucket, key).as_ref(), Some(key));
        }
        keys.sort_unstable();
        assert_eq!(bucket.keys(), keys);
        for key in &keys {
            assert!(bucket.delete(key).unwrap(), "{key:?}");
            assert_eq!(bucket.get(key), None, "{key:?}");
            assert!(!bucket.delete(key).unwrap(), "{key:?}");
        }
        assert!(bucket.is_empty());
    });
}

#[test]
fn a_key_has_1_to_1024_bytes() {
    both(|bucket| {
        for length in [0, MAX_KEY_BYTES + 1] {
            let refused = bucket.put(&"x".repeat(length), Object::new(""), &Condition::Always);
            assert!(matches!(refused, Err(PutError::KeyLength(found)) if found == length));
        }
    });
}

#[test]
fn metadata_comes_back_and_an_overwrite_replaces_it() {
    both(|bucket| {
        let mut object = Object::new("one").with_content_type("image/webp");
        object.cache_control = Some("no-store".to_owned());
        object.user.insert("a".to_owned(), "b ü".to_owned());
        bucket
            .put("k.jpg", object.clone(), &Condition::Always)
            .unwrap();
        let found = bucket.get("k.jpg").unwrap();
        object.last_modified = found.last_modified;
        assert_eq!(found, object);
        bucket
            .put("k.jpg", Object::new("two"), &Condition::Always)
            .unwrap();
        let found = bucket.get("k.jpg").unwrap();
        assert_eq!(found.etag, Object::new("two").etag);
        assert_eq!((found.content_type, found.cache_control), (None, None));
        assert!(found.user.is_empty());
    });
}

#[test]
fn a_condition_decides_before_the_write() {
    both(|bucket| {
        let etag = Object::new("1").etag;
        let matching = Condition::IfMatch(etag.clone());
        let try_put = |text: &str, condition: &Condition| {
            bucket.put("k", Object::new(text.to_owned()), condition)
        };
        assert!(matches!(try_put("0", &matching), Err(PutError::NoSuchKey)));
        assert_eq!(try_put("1", &Condition::IfAbsent).unwrap(), etag);
        assert!(matches!(
            try_put("2", &Condition::IfAbsent),
            Err(PutError::PreconditionFailed)
        ));
        assert_eq!(text(&bucket, "k").as_deref(), Some("1"));
        try_put("3", &matching).unwrap();
        assert!(matches!(
            try_put("4", &matching),
            Err(PutError::PreconditionFailed)
        ));
        assert_eq!(text(&bucket, "k").as_deref(), Some("3"));
    });
}

#[test]
fn of_many_writers_if_absent_one_wins() {
    both(|bucket| {
        let bucket = Arc::new(bucket);
        let writers: Vec<_> = (0..24)
            .map(|number| {
                let bucket = Arc::clone(&bucket);
                std::thread::spawn(move || {
                    bucket.put("k", Object::new(number.to_string()), &Condition::IfAbsent)
                })
            })
            .collect();
        let won = writers
            .into_iter()
            .filter_map(|writer| writer.join().unwrap().ok())
            .count();
        assert_eq!(won, 1);
    });
}

#[test]
fn a_listing_has_the_prefix_and_the_order_of_bytes() {
    both(|bucket| {
        for key in ["b", "a/2", "a/1", "a", "ab", "ü"] {
            put(&bucket, key, key);
        }
        let keys = |prefix: &str| -> Vec<String> {
            let entries = bucket.list(prefix).unwrap();
            entries.into_iter().map(|entry| entry.key).collect()
        };
        assert_eq!(keys(""), ["a", "a/1", "a/2", "ab", "b", "ü"]);
        assert_eq!(keys("a/"), ["a/1", "a/2"]);
        let entry = &bucket.list("ü").unwrap()[0];
        assert_eq!((entry.size, &entry.etag), (2, &Object::new("ü").etag));
    });
}

#[test]
fn a_folder_survives_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let stored = |key: &str| {
        let bucket = Bucket::in_folder(dir.path()).unwrap();
        bucket.get(key).unwrap()
    };
    let mut before = Vec::new();
    {
        let bucket = Bucket::in_folder(dir.path()).unwrap();
        for key in ["300x300/a.jpg", "../x", "dir/child", "dir"] {
            let mut object = Object::new(key).with_content_type("image/x-test");
            object.user.insert("of".to_owned(), key.to_owned());
            bucket.put(key, object, &Condition::Always).unwrap();
            before.push((key, bucket.get(key).unwrap()));
        }
    }
    for (key, object) in before {
        assert_eq!(stored(key), object, "{key}");
    }
}

#[test]
fn a_dropped_file_is_an_object_and_a_plain_key_is_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let bucket = Bucket::in_folder(dir.path()).unwrap();
    assert!(bucket.is_empty());
    fs::write(dir.path().join("photo.jpg"), "pixels").unwrap();
    fs::write(dir.path().join(".DS_Store"), "noise").unwrap();
    let photo = bucket.get("photo.jpg").unwrap();
    assert_eq!(photo.content_type.as_deref(), Some("image/jpeg"));
    assert_eq!(photo.etag, Object::new("pixels").etag);
    put(&bucket, "300x300/photo.jpg", "fewer");
    let file = dir.path().join("300x300").join("photo.jpg");
    assert_eq!(fs::read_to_string(&file).unwrap(), "fewer");
    assert_eq!(bucket.keys(), ["300x300/photo.jpg", "photo.jpg"]);
    assert!(bucket.delete("300x300/photo.jpg").unwrap());
    assert!(!dir.path().join("300x300").exists());
}

#[test]
fn a_file_that_was_replaced_by_hand_loses_its_metadata() {
    let dir = tempfile::tempdir().unwrap();
    let bucket = Bucket::in_folder(dir.path()).unwrap();
    let object = Object::new("1").with_content_type("image/webp");
    bucket.put("a.png", object, &Condition::Always).unwrap();
    fs::write(dir.path().join("a.png"), "by hand").unwrap();
    let found = bucket.get("a.png").unwrap();
    assert_eq!(found.etag, Object::new("by hand").etag);
    assert_eq!(found.content_type.as_deref(), Some("image/png"));
    assert_eq!(bucket.list("").unwrap()[0].etag, found.etag);
}

#[test]
fn a_write_leaves_no_temporary_file() {
    let dir = tempfile::tempdir().unwrap();
    let tmp = dir.path().join(".marble/tmp");
    let bucket = Bucket::in_folder(dir.path()).unwrap();
    put(&bucket, "a", "1");
    put(&bucket, "..", "2");
    assert_eq!(files(&tmp), 0);
    fs::write(tmp.join("killed"), "half").unwrap();
    drop(bucket);
    let bucket = Bucket::in_folder(dir.path()).unwrap();
    assert_eq!((files(&tmp), bucket.keys().len()), (0, 2));
}

/// Whatever fails between the bytes and the metadata, as a kill there would: the object is the new one, with its type.
#[test]
fn bytes_are_never_there_without_their_metadata() {
    for key in ["300x300/a.png", "..", "300x300/what?.png"] {
        let dir = tempfile::tempdir().unwrap();
        let bucket = Bucket::in_folder(dir.path()).unwrap();
        let typed = |text: &'static str, kind: &str| Object::new(text).with_content_type(kind);
        let first = bucket.put(key, typed("1", "image/webp"), &Condition::Always);
        first.unwrap();
        let metas = dir.path().join(".marble/meta");
        let meta = fs::read_dir(&metas).unwrap().next().unwrap().unwrap();
        // No file can be moved over a folder with something in it.
        fs::remove_file(meta.path()).unwrap();
        fs::create_dir_all(meta.path().join("x")).unwrap();
        let failed = bucket.put(key, typed("2", "image/avif"), &Condition::Always);
        assert!(failed.is_err(), "{key}");
        fs::remove_dir_all(meta.path()).unwrap();
        let expected = ("2".to_owned(), Some("image/avif".to_owned()));
        let found = |bucket: &Bucket| {
            let content_type = bucket.get(key).unwrap().content_type;
            (text(bucket, key).unwrap(), content_type)
        };
        assert_eq!(found(&bucket), expected, "{key}");
        assert_eq!(bucket.keys(), [key]);
        // The next start brings the write to its end.
        drop(bucket);
        let bucket = Bucket::in_folder(dir.path()).unwrap();
        assert_eq!(found(&bucket), expected, "{key}");
        assert_eq!((files(&metas), bucket.keys().len()), (1, 1), "{key}");
        assert_eq!(files(&dir.path().join(".marble/next")), 0, "{key}");
    }
}

/// Of a write that was cut short before its bytes, nothing is left, and the old object is whole.
#[test]
fn a_write_that_fails_leaves_the_old_object_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let bucket = Bucket::in_folder(dir.path()).unwrap();
    let own = dir.path().join(".marble");
    let old = Object::new("1").with_content_type("image/webp");
    bucket.put("a.png", old, &Condition::Always).unwrap();
    // The bytes of `..` cannot come into place.
    let place = own.join("objects").join(layout::hash(".."));
    fs::create_dir_all(place.join("x")).unwrap();
    let failed = bucket.put("..", Object::new("2"), &Condition::Always);
    assert!(matches!(failed, Err(PutError::Io(_))), "{failed:?}");
    for folder in ["tmp", "next"] {
        assert_eq!(files(&own.join(folder)), 0, "{folder}");
    }
    assert_eq!(bucket.keys(), ["a.png"]);
    // Killed before the bytes came into place.
    let meta = fs::read_dir(own.join("meta")).unwrap().next().unwrap();
    let meta = meta.unwrap();
    let json = fs::read_to_string(meta.path()).unwrap();
    let next = json
        .replace("image/webp", "image/avif")
        .replace("\"bytes\": 1", "\"bytes\": 2");
    assert_ne!(json, next);
    fs::write(own.join("next").join(meta.file_name()), next).unwrap();
    for _ in 0..2 {
        let found = bucket.get("a.png").unwrap();
        assert_eq!(found.content_type.as_deref(), Some("image/webp"));
    }
    drop(bucket);
    let bucket = Bucket::in_folder(dir.path()).unwrap();
    let found = bucket.get("a.png").unwrap();
    assert_eq!(found.content_type.as_deref(), Some("image/webp"));
    assert_eq!(files(&own.join("next")), 0);
}

/// Names that this bucket would not write itself.
#[cfg(unix)]
#[test]
fn a_dropped_file_is_found_under_its_name_whatever_it_is() {
    let long = "y".repeat(250) + ".png";
    for name in [
        ".hidden.png",
        "what?.png",
        "a:b.png",
        "back\\slash.png",
        "quo\"te'<>|*.png",
        "line\nfeed.png",
        "dot.",
        "space ",
        " space.png",
        "...",
        "per%cent.png",
        "e\u{301}ü日.png",
        "folder?/.a/b.png",
        &long,
    ] {
        let dir = tempfile::tempdir().unwrap();
        let bucket = Bucket::in_folder(dir.path()).unwrap();
        let file = dir.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "by hand").unwrap();
        let found = bucket.get(name).unwrap_or_else(|| panic!("{name:?}"));
        assert_eq!(found.bytes, "by hand", "{name:?}");
        let extension = Path::new(name).extension();
        let is_png = extension.is_some_and(|extension| extension == "png");
        let expected = is_png.then_some("image/png");
        assert_eq!(found.content_type.as_deref(), expected, "{name:?}");
        assert_eq!(bucket.keys(), [name]);
        assert_eq!(bucket.list("").unwrap()[0].etag, found.etag);
        // What is written over it is found, too.
        put(&bucket, name, "ours");
        assert_eq!(text(&bucket, name).as_deref(), Some("ours"), "{name:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "ours", "{name:?}");
        assert_eq!(bucket.keys(), [name]);
        assert!(bucket.delete(name).unwrap(), "{name:?}");
        assert!(!file.exists(), "{name:?}");
    }
}

fn files(dir: &Path) -> usize {
    fs::read_dir(dir).unwrap().count()
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_leads_nowhere() {
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().unwrap();
    let outside = dir.path().join("outside");
    let inside = dir.path().join("inside");
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("secret.jpg"), "secret").unwrap();
    let bucket = Bucket::in_folder(&inside).unwrap();
    symlink(&outside, inside.join("folder")).unwrap();
    symlink(outside.join("secret.jpg"), inside.join("file.jpg")).unwrap();
    for key in ["folder/secret.jpg", "file.jpg"] {
        assert_eq!(bucket.get(key), None, "{key}");
        put(&bucket, key, "ours");
        assert_eq!(text(&bucket, key).as_deref(), Some("ours"), "{key}");
    }
    put(&bucket, "folder/new.jpg", "ours");
    assert_eq!(
        bucket.keys(),
        ["file.jpg", "folder/new.jpg", "folder/secret.jpg"]
    );
    assert_eq!(files(&outside), 1);
    let secret = fs::read_to_string(outside.join("secret.jpg")).unwrap();
    assert_eq!(secret, "secret");

    let linked = dir.path().join("linked");
    fs::create_dir_all(&linked).unwrap();
    symlink(&outside, linked.join(".marble")).unwrap();
    assert!(Bucket::in_folder(&linked).is_err());
}
