// What sharp makes of small pictures with another one on them: `npm ci` in `host-test/benches`, then, there,
// `node ../tests/watermark/generate.mjs > ../tests/watermark/cases.json`.
//
// sharp knows neither opacity nor a scale, and refuses a watermark that is larger than the picture: here it is scaled to
// fit, laid or tiled where imgproxy has it, and its alpha multiplied. Files go along in base64, and results as red, green, blue and
// alpha, one for each frame.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const sharp = createRequire(join(process.cwd(), 'package.json'))('sharp');

const draw = (width, height, paint) => {
  const pixels = [...Array(height).keys()].flatMap((y) => [...Array(width).keys()].flatMap((x) => paint(x, y)));
  return sharp(Buffer.from(pixels), { raw: { width, height, channels: pixels.length / width / height } });
};

// Smooth, so that decoders differ little.
const shades = (x, y) => [60 + x * 8, 200 - y * 9, 90 + x * 3 + y * 4];
const logo = (x, y) => (x < 4 ? [230, 40, 30, 255] : y < 3 ? [20, 60, 220, 160] : [250, 240, 10, 60]);

// To be scaled: kernels differ where edges are hard.
const soft = (x, y) => [220 - x * 12, 40 + y * 20, 60 + x * 9, 250 - x * 14 - y * 12];

const frames = async () => {
  const pages = [0, 1, 2].map((page) => draw(18, 14, () => [[200, 30, 30], [30, 160, 60], [40, 40, 190]][page]).png().toBuffer());
  return sharp(await Promise.all(pages), { join: { animated: true } }).gif({ loop: 0, delay: [100, 200, 300] }).toBuffer();
};

// A JPEG with another profile: that of libvips' press takes a megabyte.
const withProfile = (jpeg, profile) => {
  const parts = [jpeg.subarray(0, 2)];
  const header = Buffer.from('\xff\xe2\0\0ICC_PROFILE\0\x01\x01', 'latin1');
  header.writeUInt16BE(header.length - 2 + profile.length, 2);
  parts.push(header, profile);
  let at = 2;
  while (jpeg[at + 1] !== 0xda) {
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    if (jpeg[at + 1] !== 0xe2) parts.push(jpeg.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...parts, jpeg.subarray(at)]);
};

const ORIGINALS = {
  opaque: () => draw(18, 14, shades).png().toBuffer(),
  alpha: () => draw(18, 14, (x, y) => [...shades(x, y), Math.min(255, 30 + x * 13)]).png().toBuffer(),
  grey: () => draw(18, 14, (x, y) => [60 + x * 8 + y]).toColourspace('b-w').png().toBuffer(),
  jpeg: () => draw(18, 14, shades).jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer(),
  // Stored lying on its side.
  turned: () => draw(14, 18, shades).withMetadata({ orientation: 6 }).jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer(),
  cmyk: async () => withProfile(await draw(18, 14, shades).toColourspace('cmyk').jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer(), await readFile('../tests/colour/cmyk-lut8.icc')),
  p3: () => draw(18, 14, shades).withIccProfile('p3').png().toBuffer(),
  frames,
};

const WATERMARKS = {
  logo: () => draw(7, 5, logo).png().toBuffer(),
  soft: () => draw(7, 5, soft).png().toBuffer(),
  // The usual one: white, and more or less of it.
  white: () => draw(6, 6, (x, y) => [255, 255, 255, 255 - 30 * x - 10 * y]).png().toBuffer(),
  large: () => draw(30, 24, (x, y) => [8 * x, 10 * y, 120, 200]).png().toBuffer(),
  jpeg: () => draw(8, 6, (x, y) => [220 - x * 6, 40 + y * 10, 60]).jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer(),
  turned: () => draw(4, 9, (x, y) => [220 - y * 10, 40 + x * 20, 60]).withMetadata({ orientation: 6 }).jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer(),
  webp: () => draw(7, 5, soft).webp({ lossless: true }).toBuffer(),
  p3: () => draw(7, 5, soft).withIccProfile('p3').png().toBuffer(),
  svg: async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"><rect width="4" height="6" fill="#c03020"/><rect x="4" width="4" height="6" fill="#0050c0"/></svg>'),
  frames,
};

const PLACES = ['northwest', 'north', 'northeast', 'west', 'centre', 'east', 'southwest', 'south', 'southeast', 'tile'];

const WISHES = [
  ...PLACES.map((place) => ['opaque', 'logo', [18, 14], place, 1, 0]),
  ...PLACES.map((place) => ['opaque', 'large', [18, 14], place, 0.7, 0]),
  ...PLACES.map((place) => ['alpha', 'logo', [18, 14], place, 0.5, 0]),
  ...[0.01, 0.1, 0.25, 0.5, 0.77, 1].map((scale) => ['opaque', 'soft', [18, 14], 'southeast', 1, scale]),
  ...[0.01, 0.1, 0.25, 0.5, 0.77, 1].map((scale) => ['opaque', 'large', [18, 14], 'north', 0.6, scale]),
  ...[0.01, 0.33, 0.99].map((opacity) => ['alpha', 'large', [18, 14], 'centre', opacity, 0.5]),
  ...Object.keys(ORIGINALS).flatMap((original) => [
    [original, 'logo', [18, 14], 'southeast', 0.8, 0],
    [original, 'white', [18, 14], 'west', 0.6, 0.5],
    [original, 'logo', [9, 7], 'tile', 0.4, 0.3],
  ]),
  // JPEGs are shrunk as they are decoded.
  ...Object.keys(ORIGINALS).filter((name) => !['jpeg', 'turned', 'cmyk'].includes(name)).flatMap((original) => [
    [original, 'logo', [1, 1], 'centre', 1, 0],
    [original, 'large', [1, 1], 'northeast', 0.5, 1],
  ]),
  ...Object.keys(WATERMARKS).flatMap((watermark) => [
    ['opaque', watermark, [18, 14], 'east', 1, 0],
    ...(watermark === 'logo' ? [] : [['opaque', watermark, [18, 14], 'southwest', 0.7, 0.5]]),
    ['grey', watermark, [18, 14], 'north', 0.9, 0],
  ]),
];

// As Go rounds it, and every language that rounds halves up.
const side = (length, scale) => Math.max(1, Math.round(length * scale));

// Where something begins along a side: halves are rounded up, as sharp and imgproxy do.
const start = (place, [first, last], length, whole) => (
  place.includes(first) ? 0 : place.includes(last) ? whole - length : Math.ceil((whole - length) / 2)
);

// What is laid over the whole result.
const prepared = async (file, [width, height], place, opacity, scale) => {
  let image = sharp(file).autoOrient();
  if (scale) image = image.resize(side(width, scale), side(height, scale), { fit: 'inside' });
  const { data, info } = await image.toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const left = start(place, ['west', 'east'], info.width, width);
  const top = start(place, ['north', 'south'], info.height, height);
  const seen = draw(width, height, (x, y) => {
    let [column, row] = [x - left, y - top];
    if (place === 'tile') {
      column = ((column % info.width) + info.width) % info.width;
      row = ((row % info.height) + info.height) % info.height;
    }
    const inside = column >= 0 && row >= 0 && column < info.width && row < info.height;
    const from = (row * info.width + column) * 4;
    return inside ? [...data.subarray(from, from + 4)] : [0, 0, 0, 0];
  });
  return seen.linear([1, 1, 1, opacity], [0, 0, 0, 0]).png().toBuffer();
};

const result = async (original, watermark, size, place, opacity, scale) => {
  const pages = original === 'frames' ? [0, 1, 2] : [0];
  const input = await prepared(files.watermarks[watermark], size, place, opacity, scale);
  return Promise.all(pages.map(async (page) => {
    const below = await sharp(files.originals[original], { page }).autoOrient().resize(...size).toColourspace('srgb').png().toBuffer();
    const data = await sharp(below).composite([{ input }]).toColourspace('srgb').ensureAlpha().raw().toBuffer();
    return data.toString('base64');
  }));
};

const made = async (makers) => Object.fromEntries(await Promise.all(
  Object.entries(makers).map(async ([name, make]) => [name, await make()]),
));
const files = { originals: await made(ORIGINALS), watermarks: await made(WATERMARKS) };

const cases = [];
for (const [original, watermark, size, place, opacity, scale] of WISHES) {
  cases.push({
    original,
    watermark,
    transform: `${size.join('x')},watermark=${place}:${opacity}:${scale}`,
    size,
    frames: await result(original, watermark, size, place, opacity, scale),
  });
}
const written = (buffers) => Object.fromEntries(Object.entries(buffers).map(([name, file]) => [name, file.toString('base64')]));
const lines = cases.map((one) => JSON.stringify(one));
process.stdout.write(`{"originals":${JSON.stringify(written(files.originals))},\n"watermarks":${JSON.stringify(written(files.watermarks))},\n"cases":[\n${lines.join(',\n')}\n]}\n`);
