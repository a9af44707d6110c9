//! PNG files, chunk by chunk (ISO/IEC 15948, 5.3).

/// Name and data of a chunk.
pub type PngChunk = ([u8; 4], Vec<u8>);

/// A chunk with its length and its checksum.
///
/// # Panics
///
/// Where it is too long.
#[must_use]
pub fn png_chunk(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("a short chunk");
    let mut checksum = flate2::Crc::new();
    checksum.update(&name);
    checksum.update(body);
    let checksum = checksum.sum().to_be_bytes();
    [&length.to_be_bytes(), &name[..], body, &checksum].concat()
}

/// The chunks of a file.
///
/// # Panics
///
/// Where the file is cut.
#[must_use]
pub fn png_chunks(file: &[u8]) -> Vec<PngChunk> {
    let mut chunks = Vec::new();
    let mut rest = &file[8..];
    while let Some((length, behind)) = rest.split_first_chunk() {
        let length = u32::from_be_bytes(*length) as usize;
        let (name, behind) = behind.split_first_chunk().expect("a name");
        chunks.push((*name, behind[..length].to_vec()));
        rest = &behind[length + 4..];
    }
    chunks
}

/// The file of these chunks.
#[must_use]
pub fn png_of(chunks: &[PngChunk]) -> Vec<u8> {
    let chunks = chunks.iter().map(|(name, body)| png_chunk(*name, body));
    let signature = b"\x89PNG\r\n\x1a\n".to_vec();
    [signature].into_iter().chain(chunks).flatten().collect()
}
