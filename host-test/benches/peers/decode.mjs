// The pixels of a result that the benchmark cannot read itself, as a PNG: `node decode.mjs result.avif result.png`.

import sharp from 'sharp';

const [result, png] = process.argv.slice(2);

await sharp(result).png({ compressionLevel: 1 }).toFile(png);
