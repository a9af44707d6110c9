// Originals that no folder of photographs has, made of one by sharp: `node originals.mjs photo.jpg folder`.

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

// The camera moves over the photograph: every pixel of every frame is another one.
const FRAMES = 24;
const numbers = [...Array(FRAMES).keys()];
const panned = await sharp(photo).resize(960, 720).toBuffer();
const pan = (number) =>
  sharp(panned)
    .extract({ left: number * 8, top: number * 4, width: 480, height: 360 })
    .png()
    .toBuffer();
// A ball over a ground that stays: what most animations are like.
const drawing = (x) => `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360" shape-rendering="crispEdges">
  <rect width="480" height="360" fill="#f8f4e8"/>
  <rect y="300" width="480" height="60" fill="#20a060"/>
  <rect x="60" y="180" width="120" height="120" fill="#2060c0"/>
  <rect x="300" y="140" width="90" height="160" fill="#e03020"/>
  <circle cx="${x}" cy="120" r="50" fill="#f0b000"/>
</svg>`;
const drawn = (number) =>
  sharp(Buffer.from(drawing(40 + number * 16)))
    .png()
    .toBuffer();
const animation = async (frame, name) =>
  sharp(await Promise.all(numbers.map(frame)), { join: { animated: true } })
    .gif({ delay: numbers.map(() => 80) })
    .toFile(join(folder, name));

await animation(pan, 'photo-24-frames.gif');
await animation(drawn, 'drawing-24-frames.gif');

// Eight colours, small, with edges on the pixels.
const logo = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600" shape-rendering="crispEdges">
  <rect width="800" height="600" fill="#f8f4e8"/>
  <circle cx="250" cy="240" r="190" fill="#e03020"/>
  <rect x="330" y="90" width="360" height="300" fill="#2060c0"/>
  <circle cx="520" cy="300" r="120" fill="#f0b000"/>
  <path d="M60 560 L260 330 L460 560 Z" fill="#20a060"/>
  <path d="M420 560 L600 400 L760 560 Z" fill="#303030"/>
  <path d="M80 80 L720 500" stroke="#ffffff" stroke-width="24"/>
  <rect x="30" y="570" width="740" height="12" fill="#8040a0"/>
</svg>`;
await sharp(Buffer.from(logo)).png({ palette: true }).toFile(join(folder, 'logo.png'));
