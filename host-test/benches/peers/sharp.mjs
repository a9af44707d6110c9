// sharp, native: libvips with hand-written SIMD, on one thread and without its cache.

import sharp from 'sharp';

sharp.concurrency(1);
sharp.cache(false);

export const packages = ['sharp'];
export const memory = 'resident';
export const note =
  '`autoOrient`, `resize` (cover), `toFormat`; one thread, no cache; `animated` for animations, `palette` for PNGs of few colours';

const write = {
  animation: (image) => image.webp({ quality: 80 }),
  avif: (image) => image.avif({ quality: 50 }),
  jpeg: (image) => image.jpeg({ quality: 80 }),
  palette: (image) => image.png({ palette: true }),
  png: (image) => image.png(),
  webp: (image) => image.webp({ quality: 80 }),
};

export const resize = (input, { width, height, format }) =>
  write[format](
    sharp(input, { animated: format === 'animation' })
      .autoOrient()
      .resize(width, height),
  ).toBuffer();
