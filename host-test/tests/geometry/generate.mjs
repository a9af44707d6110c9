// What sharp makes of many requests: `npm ci` in `host-test/benches`, then, there,
// `node ../tests/geometry/generate.mjs > ../tests/geometry/cases.json`.
//
// Each picture tells its own coordinates: red grows with x and green with y, as the picture is seen, and blue is full.
// So a result shows where it was cut out, and where blue begins and ends, the picture lies on its ground.

import { createRequire } from 'node:module';
import { join } from 'node:path';

const sharp = createRequire(join(process.cwd(), 'package.json'))('sharp');

const FULL = 65535;
/// Steps of a colour for each pixel.
const STEP = 13;

const raw = (pixels, width, height) =>
  sharp(pixels, { raw: { width, height, channels: 3 } }).toColourspace('rgb16');

const pixels = async (image) => {
  const { data, info } = await image.raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
  return { ...info, data: new Uint16Array(data.buffer, data.byteOffset, data.length / 2) };
};

const ramp = (width, height) => {
  const data = new Uint16Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set([x * STEP, y * STEP, FULL], (y * width + x) * 3);
  }
  return { data, width, height };
};

// What brings a picture as it is seen back to how it is stored, by Exif orientation; the last step first.
const STORED = {
  1: [], 2: ['flop'], 3: [180], 4: ['flip'], 5: ['flop', 270], 6: [270], 7: ['flop', 90], 8: [90],
};

const step = async (picture, name) => {
  const image = raw(picture.data, picture.width, picture.height);
  if (name === 'flip') return pixels(image.flip());
  if (name === 'flop') return pixels(image.flop());
  return pixels(image.rotate(name));
};

const stored = async (width, height, orientation, { flip, flop, rotate }) => {
  let picture = ramp(width, height);
  if (rotate) picture = await step(picture, 360 - rotate);
  if (flop) picture = await step(picture, 'flop');
  if (flip) picture = await step(picture, 'flip');
  for (const name of STORED[orientation]) picture = await step(picture, name);
  const image = raw(picture.data, picture.width, picture.height);
  const tiff = await image.tiff({ compression: 'none' }).toBuffer();
  // To write the tag, sharp would convert the colours: tag 0x0112, SHORT, one value (TIFF 6.0, 2).
  const entry = tiff.indexOf(Buffer.from([0x12, 0x01, 3, 0, 1, 0, 0, 0]));
  if (entry < 0) throw new Error('no orientation in the file');
  tiff.writeUInt16LE(orientation, entry + 8);
  return tiff;
};

// The words of Marble that sharp has another word for.
const run = async (width, height, orientation, size, options) => {
  const { fit, position, enlarge, dpr = 1, crop, rotate, flip, flop } = options;
  let image = sharp(await stored(width, height, orientation, options)).autoOrient();
  if (crop) {
    const [left, top, wide, high] = crop;
    image = image.extract({ left, top, width: wide, height: high });
  }
  if (flip) image = image.flip();
  if (flop) image = image.flop();
  if (rotate) image = image.rotate(rotate);
  const side = (text) => (text === '' ? null : Math.round(Number(text) * dpr));
  const [wide, high] = size.split('x').map(side);
  image = image.resize(wide, high, {
    fit, position, withoutEnlargement: enlarge === 'no', background: { r: 0, g: 0, b: 0 },
  });
  return pixels(image.toColourspace('rgb16'));
};

const box = ({ data, width, height, channels }) => {
  const inside = (x, y) => data[(y * width + x) * channels + 2] > FULL / 2;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (inside(x, y)) {
        left = Math.min(left, x); right = Math.max(right, x + 1);
        top = Math.min(top, y); bottom = Math.max(bottom, y + 1);
      }
    }
  }
  return [left, top, right - left, bottom - top];
};

// Coordinates that the middle of the box shows, to a hundredth of a pixel.
const middle = ({ data, width, channels }, [left, top, wide, high]) => {
  const at = (x, y, channel) => data[(y * width + x) * channels + channel];
  const xs = [Math.floor((wide - 1) / 2), Math.ceil((wide - 1) / 2)];
  const ys = [Math.floor((high - 1) / 2), Math.ceil((high - 1) / 2)];
  const mean = (channel) =>
    xs.flatMap((x) => ys.map((y) => at(left + x, top + y, channel))).reduce((a, b) => a + b) / 4;
  const pixel = (channel) => Math.round((mean(channel) / STEP + 0.5) * 100) / 100;
  return [pixel(0), pixel(1)];
};

const text = (size, options) =>
  [size, ...Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      if (value === true) return `${name}=yes`;
      return `${name}=${Array.isArray(value) ? value.join(':') : value}`;
    })].join(',');

const FITS = ['cover', 'contain', 'fill', 'inside', 'outside'];
const POSITIONS = [
  'north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest', 'centre',
];

function* requests() {
  const sources = [[640, 480], [480, 640], [101, 67], [1, 1], [1, 500], [500, 1], [333, 1000], [2000, 3]];
  const sizes = ['300x300', '150x', 'x77', '1x1', '640x480', '33x200', '501x7', '1000x1001'];
  for (const source of sources) {
    for (const size of sizes) {
      for (const fit of FITS) {
        if (source[1] === 3 && size === 'x77') continue; // Tens of thousands of pixels wide.
        if (Math.min(...source) === 1 && Math.max(...source) === 500 && fit === 'outside') continue;
        yield [source, 1, size, { fit }];
      }
    }
  }
  for (const position of POSITIONS) {
    for (const source of [[640, 480], [67, 101]]) {
      for (const size of ['100x100', '99x50', '700x710']) {
        yield [source, 1, size, { position }];
        yield [source, 1, size, { fit: 'contain', position }];
      }
    }
  }
  for (const source of [[640, 480], [101, 67], [50, 200]]) {
    for (const size of ['100x100', '300x', 'x300', '700x50', '50x700', '900x900']) {
      for (const fit of FITS) yield [source, 1, size, { fit, enlarge: 'no' }];
    }
  }
  for (let orientation = 2; orientation <= 8; orientation += 1) {
    for (const size of ['100x100', '100x', '30x200']) {
      for (const fit of FITS) yield [[320, 200], orientation, size, { fit }];
      yield [[320, 200], orientation, size, { position: 'northeast' }];
      yield [[320, 200], orientation, size, { crop: [10, 20, 150, 90] }];
    }
  }
  for (const orientation of [1, 6, 7]) {
    for (const rotate of [undefined, 90, 180, 270]) {
      for (const [flip, flop] of [[undefined, undefined], [true, undefined], [undefined, true], [true, true]]) {
        const turned = { rotate, flip, flop };
        yield [[320, 200], orientation, '100x80', turned];
        yield [[320, 200], orientation, '80x', turned];
        yield [[320, 200], orientation, '100x80', { position: 'west', ...turned }];
      }
    }
  }
  for (const dpr of [1.5, 2, 2.25, 3]) {
    for (const fit of FITS) {
      yield [[640, 480], 1, '101x67', { fit, dpr }];
      yield [[640, 480], 1, '301x', { fit, dpr, enlarge: 'no' }];
    }
  }
  for (const crop of [[0, 0, 640, 480], [639, 479, 1, 1], [13, 17, 301, 99], [0, 100, 640, 3]]) {
    for (const fit of FITS) yield [[640, 480], 1, '90x70', { fit, crop }];
  }
}

const rows = [];
for (const [[width, height], orientation, size, options] of requests()) {
  const result = await run(width, height, orientation, size, options);
  const inside = box(result);
  rows.push(JSON.stringify({
    seen: [width, height],
    orientation,
    transform: text(size, options),
    size: [result.width, result.height],
    box: inside,
    middle: middle(result, inside),
  }));
}
process.stdout.write(`[\n${rows.join(',\n')}\n]\n`);
