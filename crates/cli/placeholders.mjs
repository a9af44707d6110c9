// Writes placeholders.json: placeholders as the reference implementation of ThumbHash shows them, with nothing of Marble.
//
//     npm install --no-save thumbhash@0.1.1 && node crates/cli/placeholders.mjs > crates/cli/placeholders.json

import { rgbaToThumbHash, thumbHashToRGBA } from 'thumbhash';

const base64 = (bytes) => Buffer.from(bytes).toString('base64');

/** The hash of a picture whose pixels `color` tells, of the parts of the sides. */
const hashOf = (width, height, color) => {
  const rgba = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rgba.push(...color(x / width, y / height), 255);
  }
  return base64(rgbaToThumbHash(width, height, rgba));
};

const sky = (x, y) => [90 + 80 * y, 140 - 60 * y + 20 * x, 220 - 150 * y];
const checks = (x, y) => ((Math.floor(x * 3) + Math.floor(y * 3)) % 2 ? [250, 10, 20] : [0, 200, 255]);
const waves = (x, y) => [127 + 120 * Math.sin(9 * x + 5 * y), 127 + 120 * Math.cos(12 * x * y), 60 + 180 * x];

const drawn = [
  // Of the picture that `cargo dev` puts into an empty bucket.
  ['#000000', 'i/cNDYIJhod5hnhziniIdvSIXX/I'],
  ['#8a6f52', hashOf(90, 60, waves)],
  ['#ffffff', hashOf(1, 1, () => [255, 255, 255])],
  ['#c08040', hashOf(100, 67, sky)],
  ['#C08040', hashOf(60, 100, sky)],
  ['#fa0a14', hashOf(64, 64, checks)],
  ['#00c8ff', hashOf(100, 20, checks)],
  ['#7f7f3c', hashOf(15, 100, waves)],
  [null, hashOf(100, 75, waves)],
].map(([color, thumbhash]) => {
  const { w, h, rgba } = thumbHashToRGBA(Buffer.from(thumbhash, 'base64'));
  const before = `background: ${color === null ? '' : `${color} `}center / cover url(data:image/png;base64,`;
  const pixels = base64(rgba.filter((_, index) => index % 4 !== 3));
  return { color, thumbhash, before, size: [w, h], pixels };
});

const [, { thumbhash: good }] = drawn;
const translucent = base64(rgbaToThumbHash(2, 1, [255, 0, 0, 128, 0, 0, 255, 255]));
const bytes = Buffer.from(good, 'base64');
const noRatio = Buffer.from(bytes);
noRatio[3] &= ~7;

const quoted = JSON.stringify;
const colors = ['', '8a6f52', '#8a6f5', '#8a6f5g', '#8a6f521', 'red', '#8a6f52;color:red'];
const hashes = ['', '?', 'aa==', base64(bytes.subarray(0, 5)), base64(bytes.subarray(0, bytes.length - 1)), base64(noRatio), translucent];
const refused = [
  ...colors.map((color) => ({
    color,
    thumbhash: good,
    error: `expected a dominant color such as #8a6f52, but found ${quoted(color)}`,
  })),
  ...hashes.map((thumbhash) => ({
    color: '#8a6f52',
    thumbhash,
    error: `expected the ThumbHash of an opaque picture in Base64, but found ${quoted(thumbhash)}`,
  })),
];

const row = ({ color, thumbhash, ...expected }) => ({
  facts: { has_alpha: false, dominant_color: color, thumbhash, original: { width: 3000, height: 2000 } },
  ...expected,
});
const seenThrough = { has_alpha: true, dominant_color: '#8a6f52', thumbhash: translucent, original: { width: 2, height: 1 } };
const rows = [...drawn.map(row), { facts: seenThrough }, ...refused.map(row)];
console.log(`[\n  ${rows.map((it) => JSON.stringify(it)).join(',\n  ')}\n]`);
