// What sharp's effects make of small pictures: `npm ci` in `host-test/benches`, then, there,
// `node ../tests/effects/generate.mjs > ../tests/effects/cases.json`.
//
// The pictures go along as PNGs, and the results as their pixels, in base64.

import { createRequire } from 'node:module';
import { join } from 'node:path';

const sharp = createRequire(join(process.cwd(), 'package.json'))('sharp');

const [WIDTH, HEIGHT] = [18, 14];

// The same noise on every machine.
const noise = (x, y, channel) => {
  let mixed = Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca6b) ^ Math.imul(channel + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) & 255;
};

const shades = (x, y) => Math.round((x / (WIDTH - 1)) * 255 * (y < HEIGHT / 2 ? 1 : 0.3));

const PICTURES = {
  // Red against green against blue, over all strengths of each.
  colors: [3, (x, y) => [Math.round((x * 255) / (WIDTH - 1)), Math.round((y * 255) / (HEIGHT - 1)), (x + y) % 8 < 4 ? 40 : 210]],
  // Flat parts with hard edges between them.
  edges: [3, (x, y) => (x < 6 ? [230, 60, 40] : x < 12 ? (y < 7 ? [20, 30, 60] : [250, 250, 240]) : [90, 140, 80])],
  grey: [1, (x, y) => [x % 7 === 3 ? 255 - shades(x, y) : shades(x, y)]],
  noise: [3, (x, y) => [0, 1, 2].map((channel) => noise(x, y, channel))],
  // What alpha hides is a loud green.
  alpha: [4, (x, y) => {
    const alpha = Math.max(0, Math.min(255, Math.round((9.5 - Math.hypot(x - 9, y - 7)) * 50)));
    return alpha ? [200 - x * 4, 60 + y * 6, x < 9 ? 30 : 220, alpha] : [0, 255, 0, 0];
  }],
};

const SINGLE = [
  ...[0.3, 0.5, 1, 2.5, 8, 40, 100].map((blur) => ({ blur })),
  ...[0.5, 1, 2, 10].map((sharpen) => ({ sharpen })),
  { grayscale: true },
  ...[0, 0.5, 1.5, 3].map((brightness) => ({ brightness })),
  ...[0, 0.5, 1.5, 10].map((contrast) => ({ contrast })),
  ...[0, 0.5, 2, 10].map((saturation) => ({ saturation })),
];

const COMBINED = [
  { blur: 1, sharpen: 1, brightness: 1.2, contrast: 1.1, saturation: 1.3 },
  { grayscale: true, blur: 2, brightness: 0.8, contrast: 1.5 },
  { grayscale: true, sharpen: 1.5 },
  { brightness: 0.6, saturation: 2 },
];

const apply = async (png, [width, height], { blur, sharpen, grayscale, brightness, contrast, saturation }) => {
  let image = sharp(png).resize(width, height);
  if (grayscale) image = image.grayscale();
  if (blur) image = image.blur(blur);
  if (brightness !== undefined || saturation !== undefined) {
    image = image.modulate({ brightness: brightness ?? 1, saturation: saturation ?? 1 });
  }
  if (sharpen) image = image.sharpen({ sigma: sharpen });
  if (contrast !== undefined) image = image.linear(contrast, 128 * (1 - contrast));
  // Raw pixels of a grey picture would come without alpha.
  const result = sharp(await image.png().toBuffer());
  const { hasAlpha } = await result.metadata();
  const seen = hasAlpha ? result.toColourspace('srgb') : result;
  const { data, info } = await seen.raw().toBuffer({ resolveWithObject: true });
  return { channels: info.channels, pixels: data.toString('base64') };
};

const words = (effects) => Object.entries(effects)
  .map(([name, value]) => `${name}=${value === true ? 'yes' : value}`).join(',');

const pictures = {};
const cases = [];
for (const [name, [channels, paint]] of Object.entries(PICTURES)) {
  const pixels = Buffer.from([...Array(HEIGHT).keys()].flatMap((y) => [...Array(WIDTH).keys()].flatMap((x) => paint(x, y))));
  const png = await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb').png().toBuffer();
  pictures[name] = png.toString('base64');
  const all = [...SINGLE, ...COMBINED].map((effects) => [[WIDTH, HEIGHT], effects]);
  const half = [{ blur: 1 }, { sharpen: 1 }, { grayscale: true }, { saturation: 0.5 }, COMBINED[0]];
  all.push(...half.map((effects) => [[WIDTH / 2, HEIGHT / 2], effects]));
  for (const [size, effects] of all) {
    const transform = `${size.join('x')},${words(effects)}`;
    cases.push({ picture: name, transform, size, ...await apply(png, size, effects) });
  }
}
const lines = cases.map((one) => JSON.stringify(one));
process.stdout.write(`{"pictures":${JSON.stringify(pictures)},"cases":[\n${lines.join(',\n')}\n]}\n`);
