// jSquash: the codecs and the resizer of Squoosh, each a WebAssembly module of its own, as its README shows.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import encodeAvif, { init as initAvif } from '@jsquash/avif/encode.js';
import decodeJpeg, { init as initJpegDecoder } from '@jsquash/jpeg/decode.js';
import encodeJpeg, { init as initJpegEncoder } from '@jsquash/jpeg/encode.js';
import decodePng, { init as initPng } from '@jsquash/png/decode.js';
import encodePng, { init as initPngEncoder } from '@jsquash/png/encode.js';
import scale, { initResize } from '@jsquash/resize';
import decodeWebp, { init as initWebp } from '@jsquash/webp/decode.js';
import encodeWebp, { init as initWebpEncoder } from '@jsquash/webp/encode.js';

// Node.js has none, and the modules make their results with it.
globalThis.ImageData ??= class ImageData {
  constructor(data, width, height) {
    Object.assign(this, { data, width, height });
  }
};

const compiled = (path) => WebAssembly.compile(readFileSync(fileURLToPath(import.meta.resolve(path))));

await initAvif(await compiled('@jsquash/avif/codec/enc/avif_enc.wasm'));
await initJpegDecoder(await compiled('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'));
await initJpegEncoder(await compiled('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'));
const png = await compiled('@jsquash/png/codec/pkg/squoosh_png_bg.wasm');
await initPng(png);
await initPngEncoder(png);
await initResize(await compiled('@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm'));
await initWebp(await compiled('@jsquash/webp/codec/dec/webp_dec.wasm'));
await initWebpEncoder(await compiled('@jsquash/webp/codec/enc/webp_enc_simd.wasm'));

export const packages = ['@jsquash/avif', '@jsquash/jpeg', '@jsquash/png', '@jsquash/webp', '@jsquash/resize'];
export const memory = 'linear';
export const note =
  '`decode` (JPEG with `preserveOrientation`, which is what orients), `resize` with `fitMethod: contain` (it crops), ' +
  '`encode`; defaults but for the quality: MozJPEG with trellis and progressive scans, Lanczos3 in linear light; PNG ' +
  'never with a palette';

const write = {
  avif: (image) => encodeAvif(image, { quality: 50 }),
  jpeg: (image) => encodeJpeg(image, { quality: 80 }),
  palette: (image) => encodePng(image),
  png: (image) => encodePng(image),
  webp: (image) => encodeWebp(image, { quality: 80 }),
};

const decode = (input) => {
  if (input[0] === 0xff) return decodeJpeg(input, { preserveOrientation: true });
  return input[0] === 0x89 ? decodePng(input) : decodeWebp(input);
};

export async function resize(input, { width, height, format }) {
  if (!write[format]) throw new Error(`it does not write ${format}`);
  const scaled = await scale(await decode(input), { width, height, fitMethod: 'contain' });
  return new Uint8Array(await write[format](scaled));
}
