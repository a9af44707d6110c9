// sharp, native: libvips with hand-written SIMD, on one thread and without its cache.

import sharp from 'sharp';

sharp.concurrency(1);
sharp.cache(false);

export const packages = ['sharp'];
export const memory = 'resident';
export const note = '`autoOrient`, `resize` (cover), `toFormat`; one thread, no cache';

export const resize = (input, { width, height, format }) =>
  sharp(input)
    .autoOrient()
    .resize(width, height)
    .toFormat(format, format === 'jpeg' ? { quality: 80 } : {})
    .toBuffer();
