//! Every promise of the product, one file each: through the real components in Wasmtime. One program, because linking
//! Wasmtime takes longer than compiling a test, and so that all of them share one compiled component.

mod agreement;
mod animation;
mod avif;
mod colour;
mod credentials;
mod damaged;
mod dev;
mod docs;
mod effects;
mod geometry;
mod heic;
mod hostile;
mod key_decoding;
mod limits;
mod negotiation;
mod options;
mod palette;
mod png;
mod policy;
mod privacy;
mod resize;
mod round_trip;
mod s3;
mod s3_faults;
mod simd;
mod smart_crop;
mod spin;
mod status;
mod store_contract;
mod svg;
mod tiff;
mod website;
