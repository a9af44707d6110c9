//! The contract of `wit/object-store.wit`, held against every store there is with the same code: the mock store
//! that the other tests trust, and the real S3 adapter over HTTP with signed requests, in both URL styles.
//!
//! It proves that the mock behaves as S3 does through our adapter; it cannot prove that AWS behaves as the S3
//! server of this process does. What goes wrong on the way is `s3_faults.rs`.

mod calls;
mod deletion;
mod keys;
mod listing;
mod places;
pub(crate) mod reader;
mod reads;
mod stores;
mod suite;

/// One module a store, one test a behaviour.
macro_rules! contract {
    ($($module:ident::$behaviour:ident,)*) => {
        contract!(mock, host_test::store::mock::MockStore::default(), $($module::$behaviour,)*);
        contract!(s3_path_style, crate::store_contract::stores::s3("path").await, $($module::$behaviour,)*);
        contract!(
            s3_virtual_hosted_style,
            crate::store_contract::stores::s3("virtual").await,
            $($module::$behaviour,)*
        );
    };
    ($store:ident, $start:expr, $($module:ident::$behaviour:ident,)*) => {
        mod $store {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $behaviour() {
                    crate::store_contract::$module::$behaviour(&$start).await;
                }
            )*
        }
    };
}

contract! {
    suite::what_was_never_stored_is_none,
    suite::what_was_put_is_got,
    suite::head_says_what_get_says,
    suite::put_always_replaces_body_and_metadata,
    suite::put_if_absent_stores_where_nothing_is,
    suite::put_if_absent_keeps_what_is_there,
    suite::put_if_match_replaces_that_version_alone,
    suite::of_many_writers_with_if_absent_exactly_one_stores,
    suite::of_many_writers_with_if_match_exactly_one_stores,
    suite::the_stores_own_fields_are_not_the_callers_to_set,
    suite::another_body_has_another_etag,
    suite::user_metadata_comes_back_as_it_was,
    suite::two_kibibytes_of_user_metadata_are_kept,
    suite::every_key_is_taken_as_it_stands,
    suite::keys_that_no_object_has_are_none,
    reads::bodies_of_every_length_come_back_whole,
    reads::bytes_are_bytes,
    reads::a_read_gives_at_most_what_was_asked_for,
    reads::reads_after_the_end_stay_empty,
    reads::two_objects_are_read_by_turns,
    reads::several_reads_are_under_way_at_once,
    reads::a_read_that_is_given_up_does_no_harm,
    reads::the_rest_is_had_from_any_byte_on,
    reads::one_object_is_read_twice_at_once,
    reads::an_object_dropped_half_read_does_no_harm,
    listing::folders_are_what_lies_between_prefix_and_slash,
    listing::folders_come_a_page_at_a_time,
    listing::every_name_is_told_as_it_stands,
    deletion::what_is_deleted_is_gone,
    deletion::what_is_absent_counts_as_deleted,
    deletion::every_key_can_be_deleted,
    places::both_places_are_one_bucket_unless_it_is_said_otherwise,
}

contract!(
    mock_apart,
    host_test::store::mock::MockStore::default().apart(),
    places::originals_and_derivatives_of_one_key_are_two_objects,
);
contract!(
    s3_apart_path_style,
    crate::store_contract::stores::s3_apart("path").await,
    places::originals_and_derivatives_of_one_key_are_two_objects,
);
contract!(
    s3_apart_virtual_hosted_style,
    crate::store_contract::stores::s3_apart("virtual").await,
    places::originals_and_derivatives_of_one_key_are_two_objects,
);
