// What sharp makes in linear light of small PNGs, made smaller (libvips shifts what it enlarges): writes cases.json. Run with the sharp of host-test/benches:
//     NODE_PATH=../../benches/node_modules node generate.mjs
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';

const sharp = createRequire(new URL('../../benches/', import.meta.url))('sharp');
sharp.concurrency(1);

let state = 1;
const byte = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24);

/** Noise on slopes; with alpha, some of it hidden or half hidden. */
const picture = (channels, width, height) => {
  const pixels = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < channels; c += 1) {
        const alpha = channels % 2 === 0 && c === channels - 1;
        const level = alpha ? [0, 255, 255, 128][byte() % 4] : (byte() * (x + 8)) / (width + 8);
        pixels[(y * width + x) * channels + c] = level;
      }
    }
  }
  return sharp(pixels, { raw: { width, height, channels } }).png();
};

const pictures = {};
const cases = [];
for (const [name, channels] of [['grey', 1], ['color', 3], ['alpha', 4]]) {
  const file = await picture(channels, 60, 45).toColourspace(channels === 1 ? 'b-w' : 'srgb').toBuffer();
  pictures[name] = file.toString('base64');
  for (const [width, height] of [[30, 22], [20, 15], [41, 30], [8, 6]]) {
    const made = sharp(file).pipelineColourspace('scrgb').resize(width, height, { fit: 'fill' }).toColourspace('srgb');
    const { data } = await made.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    cases.push({ picture: name, transform: `${width}x${height},fit=fill`, pixels: data.toString('base64') });
  }
}
writeFileSync(new URL('cases.json', import.meta.url), `${JSON.stringify({ pictures, cases }, null, 1)}\n`);
