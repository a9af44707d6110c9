// Large originals, tiled from a photo by sharp: `node large.mjs photo.jpg folder`.

import { join } from 'node:path';

import sharp from 'sharp';

const [photo, folder] = process.argv.slice(2);

const tiled = (width, height, options, name) =>
  sharp({ create: { width, height, channels: 3, background: 'black' } })
    .composite([{ input: photo, tile: true, gravity: 'northwest' }])
    .jpeg({ quality: 90, ...options })
    .toFile(join(folder, name));

await tiled(12500, 8000, {}, 'baseline-100mp.jpg');
await tiled(8000, 6250, { progressive: true }, 'progressive-50mp.jpg');
