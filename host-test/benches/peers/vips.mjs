// libvips in WebAssembly. It is built with threads and will not start without its workers.

import Vips from 'wasm-vips';

// AVIF is a library of its own.
const vips = await Vips({ dynamicLibraries: ['vips-heif.wasm'] });
vips.concurrency(1);
vips.Cache.max(0);

export const packages = ['wasm-vips'];
export const memory = 'linear';
export const note =
  '`thumbnailBuffer` with `crop: centre`, which orients and shrinks on load; not cropped where all frames are asked for; ' +
  'its memory starts at 256 MiB';

const write = {
  animation: (image) => image.webpsaveBuffer({ Q: 80 }),
  avif: (image) => image.heifsaveBuffer({ Q: 50, compression: 'av1' }),
  jpeg: (image) => image.jpegsaveBuffer({ Q: 80 }),
  palette: (image) => image.pngsaveBuffer({ palette: true }),
  png: (image) => image.pngsaveBuffer(),
  webp: (image) => image.webpsaveBuffer({ Q: 80 }),
};

export function resize(input, { width, height, format }) {
  const how = format === 'animation' ? { option_string: 'n=-1' } : { crop: 'centre' };
  const image = vips.Image.thumbnailBuffer(input, width, { height, ...how });
  try {
    return write[format](image);
  } finally {
    image.delete();
  }
}
