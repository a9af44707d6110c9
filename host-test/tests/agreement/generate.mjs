// What sharp makes of the requests in `cases.json`: `npm ci` in `host-test/benches`, then, there,
// `node ../tests/agreement/generate.mjs PHOTO`, with any photograph of at least 640x480 pixels. Writes the originals,
// which are made of it and of drawings, and sharp's results beside this file.

import { createRequire } from 'node:module';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sharp = createRequire(join(process.cwd(), 'package.json'))('sharp');
const here = dirname(fileURLToPath(import.meta.url));
const photograph = process.argv[2];

const photo = (width, height) => sharp(photograph).resize(width, height).toColourspace('srgb');

// A logo with soft edges on nothing, in colours that show a fringe of black at once.
const logo = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="180">
  <circle cx="80" cy="90" r="70" fill="#ffd000"/>
  <rect x="110" y="30" width="110" height="110" rx="30" fill="#fff" opacity="0.8"/>
  <path d="M20 170 L120 20 L220 170" fill="none" stroke="#d00060" stroke-width="9"/>
</svg>`;
// Eight colours and no soft edge.
const flat = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="180" shape-rendering="crispEdges">
  <rect width="240" height="180" fill="#f8f4e8"/>
  <rect x="20" y="20" width="90" height="60" fill="#e03020"/>
  <rect x="130" y="20" width="90" height="60" fill="#2060c0"/>
  <rect x="20" y="100" width="60" height="60" fill="#20a060"/>
  <rect x="90" y="100" width="60" height="60" fill="#303030"/>
  <rect x="160" y="100" width="60" height="60" fill="#f0b000"/>
</svg>`;
const drawn = (svg) => sharp(Buffer.from(svg));
const grey16 = async (width, height) => {
  const { data, info } = await photo(width, height).greyscale().raw().toBuffer({ resolveWithObject: true });
  const samples = Uint16Array.from(data, (value, index) => value * 257 - (index % 2 ? 60 : 0) * (value > 0));
  return sharp(samples, { raw: { ...info, channels: info.channels } }).toColourspace('grey16').png().toBuffer();
};

const ORIGINALS = {
  'photo.jpg': () => photo(320, 240).jpeg({ quality: 92 }).toBuffer(),
  'photo-444.jpg': () => photo(200, 150).jpeg({ quality: 92, chromaSubsampling: '4:4:4', progressive: true }).toBuffer(),
  'turned.jpg': async () => sharp(await photo(150, 200).jpeg({ quality: 92 }).toBuffer()).withMetadata({ orientation: 6 }).jpeg({ quality: 92 }).toBuffer(),
  'grey.jpg': () => photo(240, 180).greyscale().jpeg({ quality: 92 }).toBuffer(),
  'photo.png': () => photo(200, 150).png().toBuffer(),
  'grey16.png': () => grey16(160, 120),
  'photo.webp': () => photo(240, 180).webp({ quality: 90 }).toBuffer(),
  'photo.tiff': () => photo(200, 150).tiff({ compression: 'lzw' }).toBuffer(),
  'p3.jpg': () => photo(200, 150).withIccProfile('p3').jpeg({ quality: 92 }).toBuffer(),
  'logo.png': () => drawn(logo).png().toBuffer(),
  'logo.webp': () => drawn(logo).webp({ lossless: true }).toBuffer(),
  'flat.png': () => drawn(flat).png({ palette: true }).toBuffer(),
  'flat.gif': () => drawn(flat).gif().toBuffer(),
};

// Marble's words, and the same in sharp's. What a result is written as comes from the format.
const CASES = [
  ['photo.jpg', '160x120,quality=95', (it) => it.resize(160, 120), 'jpeg'],
  ['photo.jpg', '100x100,quality=95', (it) => it.resize(100, 100), 'jpeg'],
  ['photo.jpg', '133x,quality=95', (it) => it.resize(133), 'jpeg'],
  ['photo.jpg', '121x77,fit=fill,quality=95', (it) => it.resize(121, 77, { fit: 'fill' }), 'jpeg'],
  ['photo.jpg', '150x150,fit=contain,background=ff8000,format=png', (it) => it.resize(150, 150, { fit: 'contain', background: '#ff8000' }), 'png'],
  ['photo.jpg', '200x100,fit=inside,format=png', (it) => it.resize(200, 100, { fit: 'inside' }), 'png'],
  ['photo.jpg', '100x100,fit=outside,quality=95', (it) => it.resize(100, 100, { fit: 'outside' }), 'jpeg'],
  ['photo.jpg', '90x120,position=northwest,quality=95', (it) => it.resize(90, 120, { position: 'northwest' }), 'jpeg'],
  ['photo.jpg', '100x,dpr=1.5,quality=95', (it) => it.resize(150), 'jpeg'],
  ['photo.jpg', '120x,crop=80:40:160:120,quality=95', (it) => it.extract({ left: 80, top: 40, width: 160, height: 120 }).resize(120), 'jpeg'],
  ['photo.jpg', '120x,rotate=90,quality=95', (it) => it.rotate(90).resize(120), 'jpeg'],
  ['photo.jpg', '120x,flip=yes,flop=yes,quality=95', (it) => it.flip().flop().resize(120), 'jpeg'],
  ['photo.jpg', '120x90,pad=5:10:15:20,background=204080,format=png', (it) => it.resize(120, 90).extend({ top: 5, right: 10, bottom: 15, left: 20, background: '#204080' }), 'png'],
  ['photo.jpg', '160x,grayscale=yes,format=png', (it) => it.greyscale().resize(160), 'png'],
  ['photo.jpg', '160x,blur=2,format=png', (it) => it.resize(160).blur(2), 'png'],
  ['photo.jpg', '160x,sharpen=1,format=png', (it) => it.resize(160).sharpen({ sigma: 1 }), 'png'],
  ['photo.jpg', '160x,brightness=1.2,format=png', (it) => it.resize(160).modulate({ brightness: 1.2 }), 'png'],
  ['photo.jpg', '160x,saturation=1.5,format=png', (it) => it.resize(160).modulate({ saturation: 1.5 }), 'png'],
  ['photo.jpg', '160x,contrast=1.3,format=png', (it) => it.resize(160).linear(1.3, 128 * (1 - 1.3)), 'png'],
  ['photo.jpg', '160x,format=webp,quality=95', (it) => it.resize(160), 'webp'],
  ['photo.jpg', '160x,format=webp,lossless=yes', (it) => it.resize(160), 'lossless'],
  ['photo-444.jpg', '120x,quality=95', (it) => it.resize(120), 'jpeg'],
  ['turned.jpg', '120x,quality=95', (it) => it.autoOrient().resize(120), 'jpeg'],
  ['grey.jpg', '120x,quality=95', (it) => it.resize(120), 'jpeg'],
  ['p3.jpg', '120x,icc=srgb,format=png', (it) => it.resize(120), 'png'],
  ['photo.png', '120x', (it) => it.resize(120), 'png'],
  ['photo.png', '120x90,format=jpeg,quality=95', (it) => it.resize(120, 90), 'jpeg'],
  ['grey16.png', '100x', (it) => it.resize(100), 'png'],
  ['photo.webp', '120x,quality=95', (it) => it.resize(120), 'webp'],
  ['photo.webp', '120x120,format=jpeg,quality=95', (it) => it.resize(120, 120), 'jpeg'],
  ['photo.webp', '160x,format=png', (it) => it.resize(160), 'png'],
  ['photo.tiff', '120x,format=png', (it) => it.resize(120), 'png'],
  ['photo.tiff', '120x90,format=jpeg,quality=95', (it) => it.resize(120, 90), 'jpeg'],
  ['logo.png', '120x', (it) => it.resize(120), 'png'],
  ['logo.png', '120x,format=webp,lossless=yes', (it) => it.resize(120), 'lossless'],
  ['logo.png', '120x,format=webp,quality=95', (it) => it.resize(120), 'webp'],
  ['logo.png', '120x,format=jpeg,background=f0f0ff,quality=95', (it) => it.flatten({ background: '#f0f0ff' }).resize(120), 'jpeg'],
  ['logo.png', '150x150,fit=contain,background=20408080', (it) => it.resize(150, 150, { fit: 'contain', background: { r: 32, g: 64, b: 128, alpha: 128 / 255 } }), 'png'],
  ['logo.png', '120x,blur=3', (it) => it.resize(120).blur(3), 'png'],
  ['logo.webp', '120x,format=png', (it) => it.resize(120), 'png'],
  ['logo.webp', '90x90,lossless=yes', (it) => it.resize(90, 90), 'lossless'],
  ['flat.png', '120x', (it) => it.resize(120), 'png'],
  ['flat.gif', '120x,format=png', (it) => it.resize(120), 'png'],
  ['flat.gif', '120x', (it) => it.resize(120), 'gif'],
];

// sharp has JPEGs and WebPs shrunk while they are decoded, and drops what is left over of the last block: its results lie
// up to 0.85 pixels beside the exact place (see `geometry.rs`). It is asked not to. Nor are enlargements compared: those of
// libvips lie half a pixel of the result to the right and below, which is no place to agree on.
const exact = (image) => {
  const resize = image.resize.bind(image);
  image.resize = (width, height, options) => resize(width, height, { ...options, fastShrinkOnLoad: false });
  return image;
};

const write = {
  gif: (it) => it.gif(),
  jpeg: (it) => it.jpeg({ quality: 95 }),
  lossless: (it) => it.webp({ lossless: true }),
  png: (it) => it.png(),
  webp: (it) => it.webp({ quality: 95 }),
};

await mkdir(join(here, 'originals'), { recursive: true });
await mkdir(join(here, 'sharp'), { recursive: true });
const originals = {};
for (const [name, make] of Object.entries(ORIGINALS)) {
  originals[name] = await make();
  await writeFile(join(here, 'originals', name), originals[name]);
}
const cases = [];
for (const [index, [original, transform, steps, format]] of CASES.entries()) {
  const result = await write[format](steps(exact(sharp(originals[original])))).toBuffer();
  const file = `${String(index).padStart(2, '0')}.${format === 'lossless' ? 'webp' : format}`;
  await writeFile(join(here, 'sharp', file), result);
  cases.push({ original, transform, sharp: file });
}
const lines = cases.map((one) => JSON.stringify(one)).join(',\n');
await writeFile(join(here, 'cases.json'), `[\n${lines}\n]\n`);
