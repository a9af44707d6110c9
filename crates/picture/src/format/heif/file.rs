//! A file's items to what has to be decoded, and what has to be done with it. Nothing is decoded here.

use image::metadata::Orientation;

use crate::color::icc::Named;
use crate::error::{Error, plain};
use crate::geometry::Dimensions;

use super::coding::{Coded, Coding, Colors, Item};
use super::error::unsupported;
use super::grid::Grid;
use super::meta::Meta;
use super::mosaic::Mosaic;
use super::properties::{Part, Properties};

/// Items that are looked at in search of alpha.
const MOST_AUXILIARIES: usize = 16;

/// Bytes of tables that are looked through for all tiles in sum: each tile is searched from the beginning.
const MOST_SEARCHED: usize = 1 << 26;

/// Bytes of a tile that several may have in common: libavif writes the same ones once.
const SHARED_BYTES: usize = 16 << 10;

/// ISO/IEC 23000-22, 7.3.5.2, and what came before it.
const ALPHA: [&[u8]; 2] = [
    b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0",
    b"urn:mpeg:hevc:2015:auxid:1\0",
];

/// What a file holds.
pub(super) struct File<'a> {
    pub(super) color: Mosaic<'a>,
    pub(super) alpha: Option<Alpha<'a>>,
    pub(super) colors: Colors,
    /// Colour profile (ICC.1).
    pub(super) profile: Option<&'a [u8]>,
    /// The part that is seen.
    pub(super) part: Part,
    /// How that is turned.
    pub(super) orientation: Orientation,
}

/// How much of the picture is seen.
pub(super) struct Alpha<'a> {
    pub(super) mosaic: Mosaic<'a>,
    /// Whether the colours are multiplied with it.
    pub(super) premultiplied: bool,
}

impl<'a> File<'a> {
    pub(super) fn read(file: &'a [u8], codings: &'static [Coding]) -> Result<Self, Error> {
        let items = Items {
            file,
            codings,
            meta: Meta::read(file)?,
        };
        let primary = items.meta.primary();
        let primary =
            primary.ok_or_else(|| Error::damaged("the file does not say what its picture is"))?;
        let (color, properties) = items.mosaic(primary)?;
        let alpha = items.alpha(primary, color.size)?;
        let colors = properties.colors.unwrap_or(color.form.colors);
        let profile =
            properties
                .profile
                .or_else(|| match Named::new(colors.primaries, colors.transfer)? {
                    Named::Profile(profile) => Some(profile),
                    Named::Srgb => None,
                });
        let part = properties.aperture.map(|part| part.of(color.size));
        Ok(Self {
            alpha,
            colors,
            profile,
            part: part.transpose()?.unwrap_or(Part::whole(color.size)),
            orientation: properties.orientation,
            color,
        })
    }
}

/// The tables, and what they are about.
struct Items<'a> {
    file: &'a [u8],
    codings: &'static [Coding],
    meta: Meta<'a>,
}

impl<'a> Items<'a> {
    fn alpha(&self, primary: u32, size: Dimensions) -> Result<Option<Alpha<'a>>, Error> {
        let mosaic = if let Some(id) = self.alpha_of(primary)? {
            let (mosaic, _) = self.mosaic(id)?;
            let premultiplied = self.meta.refers(*b"prem", primary, id);
            Some((mosaic, premultiplied))
        } else {
            // Each tile may have its own.
            let tiles = self.tiles_of(primary)?;
            let ids = tiles.iter().map(|id| self.alpha_of(*id));
            let ids: Option<Vec<_>> = ids.collect::<Result<_, _>>()?;
            match ids.filter(|ids| !ids.is_empty()) {
                Some(ids) => Some((self.tiled(primary, &ids)?.0, false)),
                None => None,
            }
        };
        let Some((mosaic, premultiplied)) = mosaic else {
            return Ok(None);
        };
        if mosaic.size != size {
            return Err(Error::damaged("picture and alpha are of different sizes"));
        }
        Ok(Some(Alpha {
            mosaic,
            premultiplied,
        }))
    }

    fn alpha_of(&self, id: u32) -> Result<Option<u32>, Error> {
        for id in self.meta.referring(*b"auxl", id).take(MOST_AUXILIARIES) {
            let kind = Properties::read(&self.meta.properties(id)?)?.auxiliary;
            if ALPHA.iter().any(|alpha| kind == Some(*alpha)) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// The item as tiles, of which there is one only where it is no grid.
    fn mosaic(&self, id: u32) -> Result<(Mosaic<'a>, Properties<'a>), Error> {
        let tiles = self.tiles_of(id)?;
        let mut properties = Properties::read(&self.meta.properties(id)?)?;
        if tiles.is_empty() {
            let mut unread = self.file.len();
            let coded = self.coded(id, &properties, &mut unread)?;
            return Ok((Mosaic::single(coded), properties));
        }
        let (mosaic, first) = self.tiled(id, &tiles)?;
        if properties.size.is_some_and(|size| size != mosaic.size) {
            return Err(Error::damaged("a grid and its item differ in size"));
        }
        properties.colors = properties.colors.or(first.colors);
        properties.profile = properties.profile.or(first.profile);
        Ok((mosaic, properties))
    }

    /// The tiles of a grid.
    fn tiles_of(&self, id: u32) -> Result<Vec<u32>, Error> {
        match self.meta.kind(id) {
            Some(kind) if kind == *b"grid" => {}
            Some(kind) if kind == *b"iovl" => return Err(unsupported("one of overlays (iovl)")),
            Some(_) => return Ok(Vec::new()),
            None => return Err(Error::damaged("the file does not say what an item is")),
        }
        let tiles = self.meta.made_of(id);
        if tiles.is_empty() {
            return Err(Error::damaged("a grid has no tiles"));
        }
        if tiles.len().saturating_mul(self.meta.searched()) > MOST_SEARCHED {
            return Err(unsupported("one of more tiles"));
        }
        Ok(tiles)
    }

    /// The grid of the item `id`, filled with `tiles`; and what is said of the first of them.
    fn tiled(&self, id: u32, tiles: &[u32]) -> Result<(Mosaic<'a>, Properties<'a>), Error> {
        let grid = Grid::read(&self.meta.data(id)?.whole());
        let grid = grid.ok_or_else(|| Error::damaged("a grid is cut off"))?;
        // Reading all tiles is reading the file once, but for small ones that are the same.
        let shared = tiles.len().saturating_mul(SHARED_BYTES);
        let mut unread = self.file.len().saturating_add(shared);
        let mut coded = Vec::new();
        let mut first = None;
        for id in tiles {
            let properties = Properties::read(&self.meta.properties(*id)?)?;
            if properties.orientation != Orientation::NoTransforms || properties.aperture.is_some()
            {
                return Err(unsupported("one of tiles that are turned or cut"));
            }
            coded.push(self.coded(*id, &properties, &mut unread)?);
            first = first.or(Some(properties));
        }
        let first = first.ok_or_else(|| Error::damaged("a grid has no tiles"))?;
        Ok((Mosaic::new(&grid, coded)?, first))
    }

    /// `unread` is how many bytes the item may have.
    fn coded(
        &self,
        id: u32,
        properties: &Properties<'a>,
        unread: &mut usize,
    ) -> Result<Box<dyn Coded + 'a>, Error> {
        let kind = self.meta.kind(id);
        let kind = kind.ok_or_else(|| Error::damaged("the file does not say what an item is"))?;
        let coding = self.codings.iter().find(|coding| coding.kind == kind);
        let coding = coding.ok_or_else(|| {
            let kind = String::from_utf8_lossy(&kind);
            unsupported(&format!("one coded as {}", plain(&kind)))
        })?;
        let data = self.meta.data(id)?;
        let length = usize::try_from(data.len()).ok();
        *unread = length
            .and_then(|length| unread.checked_sub(length))
            .ok_or_else(|| Error::damaged("items overlap"))?;
        (coding.open)(Item {
            data,
            #[cfg(feature = "heic")]
            configuration: properties.configuration.clone(),
            size: properties.size,
            #[cfg(feature = "avif")]
            operating_point: properties.operating_point,
            #[cfg(feature = "avif")]
            layer: properties.layer,
        })
    }
}
