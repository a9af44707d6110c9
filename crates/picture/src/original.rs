//! An original that was opened: its header was read, and none of its pixels. It tells what it is and what decoding it
//! will take, and decodes on demand. There are five kinds, one for each way through `pipeline`.

pub(crate) mod drawing;
pub(crate) mod frames;
pub(crate) mod pixels;
pub(crate) mod planes;
pub(crate) mod rows;

/// How a file is opened. Which kind of original comes of it, and so which pipeline it takes, the file tells.
///
/// Functions, and not originals: they borrow the file, and a pipeline gives its memory back as soon as it is decoded.
pub(crate) enum Open {
    #[cfg_attr(
        not(feature = "svg"),
        expect(dead_code, reason = "no other format is drawn")
    )]
    Drawing(drawing::Open),
    Frames(frames::Open),
    Pixels(pixels::Open),
    Planes(planes::Open),
    Rows(rows::Open),
}
