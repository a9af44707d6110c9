//! What a decoder hands out, put together.

use marble_jpeg::decode::{Decoder, MAX_SCANS, Region, Rows, Scale};
use marble_jpeg::{Error, Plane};

/// Planes that grow.
struct Planes(Vec<Plane>);

impl Rows for Planes {
    fn take(&mut self, component: usize, rows: &[u8]) {
        let plane = &mut self.0[component];
        let width = plane.width as usize;
        assert!(!rows.is_empty() && rows.len().is_multiple_of(width));
        plane.samples.extend_from_slice(rows);
        assert!(plane.samples.len() <= width * plane.height as usize);
    }
}

/// Where the planes begin, and the planes.
pub(crate) fn handed_out(
    decoder: Decoder<'_>,
    scale: Scale,
    region: Option<Region>,
) -> Result<((u32, u32), Vec<Plane>), Error> {
    let extent = decoder.extent(scale, region);
    let planes = extent.planes.iter().map(|&(width, height)| Plane {
        width,
        height,
        samples: Vec::new(),
    });
    let mut planes = Planes(planes.collect());
    decoder.decode_rows(scale, region, MAX_SCANS, &mut planes)?;
    Ok(((extent.left, extent.top), planes.0))
}
