//! The behaviours of listings.

use host_test::store::mock::no_metadata;

use crate::store_contract::calls::put;
use crate::store_contract::keys::awkward_keys;
use crate::store_contract::stores::Store;

/// All pages, and how many there were.
async fn folders(store: &impl Store, prefix: &str) -> (Vec<String>, usize) {
    let (mut names, mut pages, mut page) = (Vec::new(), 0, None);
    loop {
        let folders = store.list_folders(prefix, page.as_deref()).await.unwrap();
        names.extend(folders.names);
        pages += 1;
        page = folders.next;
        if page.is_none() {
            return (names, pages);
        }
    }
}

pub(crate) async fn folders_are_what_lies_between_prefix_and_slash(store: &impl Store) {
    for key in [
        "300x300/a",
        "300x300/b/c",
        "a",
        "d/9x9/a",
        "d/9x/a",
        "d/a",
        "d/9x9,fit=fill/a/b",
        "e",
    ] {
        put(store, key, no_metadata(), b"").await;
    }
    for (prefix, expected) in [
        ("", &["300x300/", "d/"][..]),
        ("d/", &["9x/", "9x9,fit=fill/", "9x9/"]),
        ("300x300/", &["b/"]),
        ("absent/", &[]),
    ] {
        let (names, pages) = folders(store, prefix).await;
        assert_eq!(names, expected, "{prefix:?}");
        assert_eq!(pages, 1, "{prefix:?}");
    }
}

pub(crate) async fn folders_come_a_page_at_a_time(store: &impl Store) {
    let mut expected: Vec<_> = (1..=1_203).map(|width| format!("{width}x/")).collect();
    for folder in &expected {
        put(store, &format!("d/{folder}a"), no_metadata(), b"").await;
    }
    expected.sort();
    let (names, pages) = folders(store, "d/").await;
    assert_eq!(names, expected);
    assert_eq!(pages, 2);
}

pub(crate) async fn every_name_is_told_as_it_stands(store: &impl Store) {
    let mut expected = Vec::new();
    // XML itself cannot carry what stands in front of a space; `encoding-type` can.
    for key in awkward_keys()
        .iter()
        .filter(|key| !key.contains('/') && key.len() < 1_020)
    {
        put(store, &format!("p/{key}/x"), no_metadata(), b"").await;
        expected.push(format!("{key}/"));
    }
    expected.sort();
    assert_eq!(folders(store, "p/").await.0, expected);
}
