// oximg, native: its server, where it is installed (`cargo install oximg`), asked over HTTP for one picture at a time.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import sharp from 'sharp';

const folder = mkdtempSync(join(tmpdir(), 'oximg-'));
const settings = {
  IMAGES_DIR: folder,
  PORT: '0',
  OXIMG_BIND: '127.0.0.1',
  OXIMG_WORKERS: '1',
  // On one thread, as the others.
  OXIMG_OVERLAP: '0',
  OXIMG_WEBP_DECODE_THREADS: '0',
  OXIMG_WEBP_QUALITY: '80',
  OXIMG_AVIF_QUALITY: '50',
};
const server = spawn('oximg', ['serve'], {
  env: { ...process.env, ...settings },
  stdio: ['ignore', 'ignore', 'pipe'],
});
process.on('exit', () => {
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const port = await new Promise((resolve, reject) => {
  server.on('error', reject);
  server.on('exit', (status) => reject(new Error(`its server ended with ${status}`)));
  createInterface({ input: server.stderr }).on('line', (line) => {
    const listening = /listening on \S*:(\d+)/.exec(line);
    if (listening) resolve(listening[1]);
  });
});

// The process that does the work.
export const { pid } = server;
export const versions = execFileSync('oximg', ['--version'], { encoding: 'utf8' }).trim();
export const memory = 'resident';
export const note =
  'its server with the defaults but for the quality (linear light, jpegli, progressive), one worker and one thread; it fits a ' +
  'picture into a size, so that it has no part in jobs that crop';

const formats = { animation: 'webp', avif: 'avif', jpeg: 'jpeg', png: 'png', webp: 'webp' };

let original;

export async function resize(input, { width, height, format }) {
  if (!(format in formats)) throw new Error('it writes palettes for all PNGs or for none');
  if (original !== input.length) {
    original = input.length;
    writeFileSync(join(folder, 'original'), input);
  }
  const url = `http://127.0.0.1:${port}/resize/${width}/${height}/original@${formats[format]}`;
  const response = await fetch(url);
  const output = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`it answers ${response.status}: ${output.toString().split('\n')[0]}`);
  const found = await sharp(output).metadata();
  if (found.width !== width || found.height !== height) throw new Error('it does not crop');
  return output;
}
