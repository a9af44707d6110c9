// Makes the files of this folder with sharp: `node make.mjs` where `npm install sharp@0.35.5` was run.
// The pixels are those of `picture` in ../encode.rs.
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';

function picture(width, height) {
  const rgb = Buffer.alloc(width * height * 3);
  let seed = 1;
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      const noise = seed >>> 28;
      for (const slope of [x * 5 + y, y * 7, (x ^ y) * 4]) {
        rgb[at++] = Math.min(255, (slope & 255) + noise);
      }
    }
  }
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

// With 4:2:0, widths of whole MCUs only: libjpeg fills the last one with pixels before it reduces them, which a
// caller who gives reduced planes cannot.
const odd = [[1, 1], [7, 5], [17, 33], [64, 48]];
const whole = [[16, 2], [48, 5], [16, 33], [64, 48]];
for (const [name, chromaSubsampling, sizes] of [['420', '4:2:0', whole], ['444', '4:4:4', odd], ['grey', '4:4:4', odd]]) {
  for (const [width, height] of sizes) {
    for (const progressive of [false, true]) {
      for (const quality of [1, 50, 80, 100]) {
        if (height < 33 && quality !== 80) continue;
        let source = picture(width, height);
        if (name === 'grey') source = source.extractChannel(1);
        const kind = progressive ? 'progressive' : 'baseline';
        const file = `${width}x${height}-${name}-${kind}-${quality}.jpg`;
        writeFileSync(file, await source.jpeg({ quality, chromaSubsampling, progressive }).toBuffer());
      }
    }
  }
}
