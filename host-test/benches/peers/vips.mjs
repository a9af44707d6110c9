// libvips in WebAssembly. It is built with threads and will not start without its workers.

import Vips from 'wasm-vips';

const vips = await Vips({ dynamicLibraries: [] });
vips.concurrency(1);
vips.Cache.max(0);

export const packages = ['wasm-vips'];
export const memory = 'linear';
export const note = '`thumbnailBuffer` with `crop: centre`, which orients and shrinks on load; its memory starts at 256 MiB';

export function resize(input, { width, height, format }) {
  const image = vips.Image.thumbnailBuffer(input, width, { height, crop: 'centre' });
  try {
    return format === 'jpeg' ? image.jpegsaveBuffer({ Q: 80 }) : image.pngsaveBuffer();
  } finally {
    image.delete();
  }
}
