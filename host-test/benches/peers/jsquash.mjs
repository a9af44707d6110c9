// jSquash: the codecs and the resizer of Squoosh, each a WebAssembly module of its own, as its README shows.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import decodeJpeg, { init as initJpegDecoder } from '@jsquash/jpeg/decode.js';
import encodeJpeg, { init as initJpegEncoder } from '@jsquash/jpeg/encode.js';
import decodePng, { init as initPng } from '@jsquash/png/decode.js';
import encodePng, { init as initPngEncoder } from '@jsquash/png/encode.js';
import scale, { initResize } from '@jsquash/resize';
import decodeWebp, { init as initWebp } from '@jsquash/webp/decode.js';

// Node.js has none, and the modules make their results with it.
globalThis.ImageData ??= class ImageData {
  constructor(data, width, height) {
    Object.assign(this, { data, width, height });
  }
};

const compiled = (path) => WebAssembly.compile(readFileSync(fileURLToPath(import.meta.resolve(path))));

await initJpegDecoder(await compiled('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'));
await initJpegEncoder(await compiled('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'));
const png = await compiled('@jsquash/png/codec/pkg/squoosh_png_bg.wasm');
await initPng(png);
await initPngEncoder(png);
await initResize(await compiled('@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm'));
await initWebp(await compiled('@jsquash/webp/codec/dec/webp_dec.wasm'));

export const packages = ['@jsquash/jpeg', '@jsquash/png', '@jsquash/webp', '@jsquash/resize'];
export const memory = 'linear';
export const note =
  '`decode` (JPEG with `preserveOrientation`, which is what orients), `resize` with `fitMethod: contain` (it crops), ' +
  '`encode`; defaults but for the quality: MozJPEG with trellis and progressive scans, Lanczos3 in linear light';

const decode = (input) => {
  if (input[0] === 0xff) return decodeJpeg(input, { preserveOrientation: true });
  return input[0] === 0x89 ? decodePng(input) : decodeWebp(input);
};

export async function resize(input, { width, height, format }) {
  const scaled = await scale(await decode(input), { width, height, fitMethod: 'contain' });
  const output = format === 'jpeg' ? await encodeJpeg(scaled, { quality: 80 }) : await encodePng(scaled);
  return new Uint8Array(output);
}
