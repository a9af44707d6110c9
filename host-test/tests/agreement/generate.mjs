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
  'photo.jpg': () => photo(640, 480).jpeg({ quality: 92 }).toBuffer(),
  'photo-444.jpg': () => photo(480, 360).jpeg({ quality: 92, chromaSubsampling: '4:4:4', progressive: true }).toBuffer(),
  'turned.jpg': async () => sharp(await photo(360, 480).jpeg({ quality: 92 }).toBuffer()).withMetadata({ orientation: 6 }).jpeg({ quality: 92 }).toBuffer(),
  'grey.jpg': () => photo(240, 180).greyscale().jpeg({ quality: 92 }).toBuffer(),
  'photo.png': () => photo(200, 150).png().toBuffer(),
  'grey16.png': () => grey16(160, 120),
  'photo.webp': () => photo(480, 360).webp({ quality: 90 }).toBuffer(),
  'photo.avif': () => photo(320, 240).avif({ quality: 80 }).toBuffer(),
  'photo.tiff': () => photo(200, 150).tiff({ compression: 'lzw' }).toBuffer(),
  'p3.jpg': () => photo(200, 150).withIccProfile('p3').jpeg({ quality: 92 }).toBuffer(),
  'logo.png': () => drawn(logo).png().toBuffer(),
  'logo.avif': () => drawn(logo).avif({ quality: 90 }).toBuffer(),
  'logo.webp': () => drawn(logo).webp({ lossless: true }).toBuffer(),
  'flat.png': () => drawn(flat).png({ palette: true }).toBuffer(),
  'flat.gif': () => drawn(flat).gif().toBuffer(),
};

// Marble's words, and the same in sharp's. What a result is written as comes from the format.
const CASES = [
  ['photo.jpg', '320x240,quality=95', (it) => it.resize(320, 240), 'jpeg'],
  ['photo.jpg', '340x340,quality=95', (it) => it.resize(340, 340), 'jpeg'],
  ['photo.jpg', '480x,quality=95', (it) => it.resize(480), 'jpeg'],
  ['photo.jpg', '400x270,fit=fill,quality=95', (it) => it.resize(400, 270, { fit: 'fill' }), 'jpeg'],
  ['photo.jpg', '400x400,fit=contain,background=ff8000,format=png', (it) => it.resize(400, 400, { fit: 'contain', background: '#ff8000' }), 'png'],
  ['photo.jpg', '400x270,fit=inside,format=png', (it) => it.resize(400, 270, { fit: 'inside' }), 'png'],
  ['photo.jpg', '300x300,fit=outside,quality=95', (it) => it.resize(300, 300, { fit: 'outside' }), 'jpeg'],
  ['photo.jpg', '290x360,position=northwest,quality=95', (it) => it.resize(290, 360, { position: 'northwest' }), 'jpeg'],
  ['photo.jpg', '280x,dpr=1.5,quality=95', (it) => it.resize(420), 'jpeg'],
  ['photo.jpg', '240x,crop=160:80:320:240,quality=95', (it) => it.extract({ left: 160, top: 80, width: 320, height: 240 }).resize(240), 'jpeg'],
  ['photo.jpg', '320x,rotate=90,quality=95', (it) => it.rotate(90).resize(320), 'jpeg'],
  ['photo.jpg', '420x,flip=yes,flop=yes,quality=95', (it) => it.flip().flop().resize(420), 'jpeg'],
  ['photo.jpg', '400x300,pad=5:10:15:20,background=204080,format=png', (it) => it.resize(400, 300).extend({ top: 5, right: 10, bottom: 15, left: 20, background: '#204080' }), 'png'],
  ['photo.jpg', '320x,grayscale=yes,format=png', (it) => it.greyscale().resize(320), 'png'],
  ['photo.jpg', '320x,blur=2,format=png', (it) => it.resize(320).blur(2), 'png'],
  ['photo.png', '160x,sharpen=1', (it) => it.resize(160).sharpen({ sigma: 1 }), 'png'],
  ['photo.jpg', '320x,brightness=1.2,format=png', (it) => it.resize(320).modulate({ brightness: 1.2 }), 'png'],
  ['photo.jpg', '320x,saturation=1.5,format=png', (it) => it.resize(320).modulate({ saturation: 1.5 }), 'png'],
  ['photo.jpg', '320x,contrast=1.3,format=png', (it) => it.resize(320).linear(1.3, 128 * (1 - 1.3)), 'png'],
  ['photo.jpg', '400x,format=webp,quality=95', (it) => it.resize(400), 'webp'],
  ['photo.jpg', '160x,format=webp,lossless=yes', (it) => it.resize(160), 'lossless'],
  ['photo-444.jpg', '320x,quality=95', (it) => it.resize(320), 'jpeg'],
  ['turned.jpg', '320x,quality=95', (it) => it.autoOrient().resize(320), 'jpeg'],
  ['grey.jpg', '120x,quality=95', (it) => it.resize(120), 'jpeg'],
  ['p3.jpg', '120x,icc=srgb,format=png', (it) => it.resize(120), 'png'],
  ['photo.png', '120x', (it) => it.resize(120), 'png'],
  ['photo.png', '120x90,format=jpeg,quality=95', (it) => it.resize(120, 90), 'jpeg'],
  ['grey16.png', '100x', (it) => it.resize(100), 'png'],
  ['photo.webp', '320x,quality=95', (it) => it.resize(320), 'webp'],
  ['photo.webp', '300x300,format=jpeg,quality=95', (it) => it.resize(300, 300), 'jpeg'],
  ['photo.webp', '160x,format=png', (it) => it.resize(160), 'png'],
  ['photo.tiff', '120x,format=png', (it) => it.resize(120), 'png'],
  ['photo.tiff', '120x90,format=jpeg,quality=95', (it) => it.resize(120, 90), 'jpeg'],
  ['logo.png', '120x', (it) => it.resize(120), 'png'],
  ['logo.png', '120x,format=webp,lossless=yes', (it) => it.resize(120), 'lossless'],
  ['logo.png', '120x,format=webp,quality=95', (it) => it.resize(120), 'webp'],
  ['logo.png', '120x,format=jpeg,background=f0f0ff,quality=95', (it) => it.flatten({ background: '#f0f0ff' }).resize(120), 'jpeg'],
  ['logo.png', '200x200,fit=contain,background=f0f0ff', (it) => it.resize(200, 200, { fit: 'contain', background: '#f0f0ff' }), 'png'],
  ['logo.png', '120x,blur=3', (it) => it.resize(120).blur(3), 'png'],
  ['logo.webp', '120x,format=png', (it) => it.resize(120), 'png'],
  ['logo.webp', '90x90,lossless=yes', (it) => it.resize(90, 90), 'lossless'],
  ['flat.png', '120x', (it) => it.resize(120), 'png'],
  ['flat.gif', '120x,format=png', (it) => it.resize(120), 'png'],
  ['flat.gif', '120x', (it) => it.resize(120), 'gif'],
  ['photo.jpg', '400x,format=avif,quality=90', (it) => it.resize(400), 'avif'],
  ['photo.png', '120x,format=avif,quality=90', (it) => it.resize(120), 'avif'],
  ['logo.png', '120x,format=avif,quality=90', (it) => it.resize(120), 'avif'],
  ['photo.avif', '200x,quality=95', (it) => it.resize(200), 'jpeg'],
  ['photo.avif', '150x150,format=png', (it) => it.resize(150, 150), 'png'],
  ['photo.avif', '200x,format=webp,quality=95', (it) => it.resize(200), 'webp'],
  ['photo.avif', '200x,format=avif,quality=90', (it) => it.resize(200), 'avif'],
  ['logo.avif', '120x', (it) => it.resize(120), 'png'],
];

// JPEGs are asked for at half of their size and above: below, Marble halves them while it decodes, from where sharp does
// so at a quarter of their size; both are as near to the exact picture (`benches/peers.rs`), but not to each other.
// sharp has JPEGs and WebPs shrunk while they are decoded, and drops what is left over of the last block: its results lie
// up to 0.85 pixels beside the exact place (see `geometry.rs`). It is asked not to. Nor are enlargements compared: those of
// libvips lie half a pixel of the result to the right and below, which is no place to agree on.
const exact = (image) => {
  const resize = image.resize.bind(image);
  image.resize = (width, height, options) => resize(width, height, { ...options, fastShrinkOnLoad: false });
  return image;
};

const write = {
  // With as much colour as Marble writes.
  avif: (it) => it.avif({ quality: 90, chromaSubsampling: '4:2:0' }),
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
// For the test of privacy: an AVIF that says much about itself, and whose it is.
const secret = 'S3CR3T';
const said = {
  IFD0: { Artist: 'Ada Lovelace', Copyright: '(C) 2026 Ada Lovelace', Make: secret, ImageDescription: secret },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100', GPSProcessingMethod: secret },
};
const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="${secret}"/></rdf:RDF></x:xmpmeta>`;
const told = await photo(64, 48).withExif(said).withXmp(xmp).avif({ quality: 60 }).toBuffer();
await writeFile(join(here, 'originals', 'private.avif'), told);
const cases = [];
for (const [index, [original, transform, steps, format]] of CASES.entries()) {
  const result = await write[format](steps(exact(sharp(originals[original])))).toBuffer();
  const file = `${String(index).padStart(2, '0')}.${format === 'lossless' ? 'webp' : format}`;
  await writeFile(join(here, 'sharp', file), result);
  cases.push({ original, transform, sharp: file });
}
const lines = cases.map((one) => JSON.stringify(one)).join(',\n');
await writeFile(join(here, 'cases.json'), `[\n${lines}\n]\n`);
