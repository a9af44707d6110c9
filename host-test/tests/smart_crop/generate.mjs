// Which part of a picture sharp keeps with `entropy` and `attention`: `npm ci` in `host-test/benches`, then, there,
// `node ../tests/interest/generate.mjs > ../tests/interest/cases.json`.
//
// Each picture has one clear subject on a calm ground. The pictures go along as PNGs, in base64.

import { createRequire } from 'node:module';
import { join } from 'node:path';

const sharp = createRequire(join(process.cwd(), 'package.json'))('sharp');

// The same noise on every machine.
const noise = (x, y, channel) => {
  let mixed = Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca6b) ^ Math.imul(channel + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) & 255;
};

// Subjects: what they look like at a distance from their middle, in parts of their radius.
const SUBJECTS = {
  // A disc in the colour of skin with dark eyes, on a grey-blue ramp.
  face: {
    channels: 3,
    ground: (x, y) => [100 + (y >> 2), 110 + (y >> 2), 130 + (y >> 2)],
    subject: (dx, dy) => (Math.hypot(Math.abs(dx) - 0.4, dy + 0.2) < 0.15 ? [30, 20, 20] : [226, 176, 150]),
  },
  // Texture on a plain ground.
  texture: {
    channels: 3,
    ground: () => [60, 90, 70],
    subject: (dx, dy, x, y) => [0, 1, 2].map((channel) => noise(x >> 1, y >> 1, channel)),
  },
  // Lines in grey.
  lines: {
    channels: 1,
    ground: (x, y) => [200 - (y >> 3)],
    subject: (dx, dy, x, y) => [(x + y) % 10 < 5 ? 20 + x % 40 : 235 - y % 40],
  },
  // A red sign that fades out, around it nothing that is seen.
  sign: {
    channels: 4,
    ground: (x, y) => [noise(x >> 3, y >> 3, 0), noise(x >> 3, y >> 3, 1), 90, 0],
    subject: (dx, dy, x, y) => [220, (noise(x >> 2, y >> 2, 0) >> 2), 40, 255 - Math.round(60 * Math.hypot(dx, dy))],
  },
};

const paint = async ({ channels, ground, subject }, width, height, [middleX, middleY], radius) => {
  const data = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dx, dy] = [(x - middleX * width) / radius, (y - middleY * height) / radius];
      const color = Math.hypot(dx, dy) < 1 ? subject(dx, dy, x, y) : ground(x, y);
      data.set(color, (y * width + x) * channels);
    }
  }
  const image = sharp(data, { raw: { width, height, channels } });
  return image.toColourspace(channels === 1 ? 'b-w' : 'srgb').png({ compressionLevel: 9 }).toBuffer();
};

// Sides of the picture, and the sizes that are asked for.
const SHAPES = [
  [[160, 60], ['60x60', '30x30', '40x30', '100x80']],
  [[60, 160], ['60x60', '25x25', '60x20']],
  [[150, 100], ['75x75', '50x20']],
  [[300, 40], ['40x40', '20x10']],
];
const PLACES = [0.36, 0.62, 0.85];

const pictures = {};
const cases = [];
for (const [name, kind] of Object.entries(SUBJECTS)) {
  for (const [[width, height], sizes] of SHAPES) {
    for (const place of PLACES) {
      const at = width > height ? [place, 0.5] : [0.5, place];
      const key = `${name} ${width}x${height} ${place}`;
      const png = await paint(kind, width, height, at, Math.min(width, height) * 0.3);
      pictures[key] = png.toString('base64');
      for (const size of sizes) {
        for (const position of ['entropy', 'attention']) {
          // One size for each place keeps the file small.
          if (sizes.indexOf(size) % PLACES.length !== PLACES.indexOf(place)) continue;
          const [wide, high] = size.split('x').map(Number);
          const { info } = await sharp(png).resize(wide, high, { position: sharp.strategy[position] })
            .png().toBuffer({ resolveWithObject: true });
          const [left, top] = [-(info.cropOffsetLeft ?? 0), -(info.cropOffsetTop ?? 0)].map((offset) => offset + 0);
          cases.push({ picture: key, size, position, left, top });
        }
      }
    }
  }
}
const used = new Set(cases.map(({ picture }) => picture));
const kept = Object.fromEntries(Object.entries(pictures).filter(([key]) => used.has(key)));
const lines = cases.map((one) => JSON.stringify(one));
process.stdout.write(`{"pictures":${JSON.stringify(kept)},"cases":[\n${lines.join(',\n')}\n]}\n`);
