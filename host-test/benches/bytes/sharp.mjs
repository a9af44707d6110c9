// sharp behind standard input and output: each line in is a picture to be written, each line out what that took.
//
// in   {"original": path, "result": path, "format": a name of `toFormat`, "options": what goes with it}
// out  {"cpu_ms": n}, or {"error": text}

import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import sharp from 'sharp';

sharp.concurrency(1);
sharp.cache(false);

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { original, result, format, options } = JSON.parse(line);
    const input = readFileSync(original);
    const before = process.cpuUsage();
    const output = await sharp(input).toFormat(format, options).toBuffer();
    const { user, system } = process.cpuUsage(before);
    writeFileSync(result, output);
    answer = { cpu_ms: (user + system) / 1000 };
  } catch (error) {
    answer = { error: String(error?.message ?? error).split('\n')[0] };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
