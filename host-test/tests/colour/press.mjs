// Makes `press.json`: what sharp makes of inks of which nothing says what they look like, in a TIFF without a profile.
//
//     npm install sharp && node press.mjs
//
// Every mixture of five amounts of each ink, in the order cyan, magenta, yellow and black, black being the fastest.

import { writeFileSync } from "node:fs";
import sharp from "sharp";

const AMOUNTS = [0, 64, 128, 191, 255];

const inks = [];
for (const cyan of AMOUNTS) for (const magenta of AMOUNTS) for (const yellow of AMOUNTS) for (const black of AMOUNTS)
  inks.push(cyan, magenta, yellow, black);
const width = inks.length / 4;

// Tag, type, count and value (TIFF 6.0, part 1, section 2); what does not fit lies behind.
const fields = 10;
const behind = 8 + 2 + fields * 12 + 4;
const tags = [
  [256, 4, 1, width], [257, 4, 1, 1], [258, 3, 4, behind], [259, 3, 1, 1], [262, 3, 1, 5],
  [273, 4, 1, behind + 8], [277, 3, 1, 4], [278, 4, 1, 1], [279, 4, 1, inks.length], [284, 3, 1, 1],
];
const file = Buffer.alloc(behind + 8 + inks.length);
file.write("II*\0\x08\0\0\0", 0, "latin1");
file.writeUInt16LE(fields, 8);
tags.forEach(([tag, type, count, value], index) => {
  const at = 10 + index * 12;
  file.writeUInt16LE(tag, at);
  file.writeUInt16LE(type, at + 2);
  file.writeUInt32LE(count, at + 4);
  file.writeUInt32LE(value, at + 8);
});
for (const sample of [0, 1, 2, 3]) file.writeUInt16LE(8, behind + sample * 2);
Buffer.from(inks).copy(file, behind + 8);

const pixels = await sharp(file).toColourspace("srgb").removeAlpha().raw().toBuffer();
const colors = Array.from({ length: width }, (_, at) => [...pixels.subarray(at * 3, at * 3 + 3)]);
const result = { versions: { sharp: sharp.versions.sharp, vips: sharp.versions.vips }, amounts: AMOUNTS, colors };
writeFileSync(new URL("press.json", import.meta.url), `${JSON.stringify(result)}\n`);
