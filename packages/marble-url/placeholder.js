// What is seen before a picture is there, of what `format=json` tells of it: a style, to be written into the page, that
// needs no script. `marble srcset --placeholder` writes the same; both are held against `crates/cli/placeholders.json`.
//
// The picture that a ThumbHash tells of is computed as Evan Wallace's reference implementation does, and is written as
// its `rgbaToDataURL` writes it: github.com/evanw/thumbhash, MIT; see LICENSE-THUMBHASH.

/** Pixels of the longer side. */
const LONGEST = 32;

/** The bytes of text in Base64; `undefined` where it is none. */
const decodeBase64 = (text) => {
  try {
    return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
  } catch {
    return undefined;
  }
};

/** Which frequencies a channel has, of `across` and `down` at most: a triangle of them, without the mean. */
const frequencies = (across, down) => {
  const found = [];
  for (let y = 0; y < down; y++) {
    for (let x = y ? 0 : 1; x * down < across * (down - y); x++) found.push([x, y]);
  }
  return found;
};

/**
 * How lightness, yellow against blue, and red against green vary: for each its mean and, times the cosines of their
 * frequencies, its waves. `undefined` where the hash is none, or one of a picture with alpha.
 */
const readHash = (hash) => {
  const bits = (from, count) => {
    const value = hash[from >> 3] | (hash[(from >> 3) + 1] << 8);
    return (value >> (from & 7)) & ((1 << count) - 1);
  };
  if (hash.length < 5 || bits(23, 1)) return undefined;
  const shorter = bits(24, 3);
  const [across, down] = bits(39, 1) ? [7, shorter] : [shorter, 7];
  const lightness = frequencies(Math.max(across, 3), Math.max(down, 3));
  const colors = frequencies(3, 3);
  if (shorter === 0 || hash.length < 5 + (lightness.length + 2 * colors.length) / 2) return undefined;
  let at = 40;
  // Saturation is a quarter more, for what was lost of it.
  const channel = (mean, scale, waves) => ({
    mean,
    waves: waves.map(([x, y]) => {
      const height = (bits(at, 4) / 7.5 - 1) * scale * 2;
      at += 4;
      return { x, y, height };
    }),
  });
  return {
    ratio: across / down,
    channels: [
      channel(bits(0, 6) / 63, bits(18, 5) / 31, lightness),
      channel(bits(6, 6) / 31.5 - 1, (bits(27, 6) / 63) * 1.25, colors),
      channel(bits(12, 6) / 31.5 - 1, (bits(33, 6) / 63) * 1.25, colors),
    ],
  };
};

/** Red, green and blue of each pixel, from the top left on. */
const pixelsOf = ({ ratio, channels }) => {
  const width = Math.round(ratio > 1 ? LONGEST : LONGEST * ratio);
  const height = Math.round(ratio > 1 ? LONGEST / ratio : LONGEST);
  const rgb = new Uint8ClampedArray(width * height * 3);
  const cosine = (frequency, at, side) => Math.cos((Math.PI / side) * (at + 0.5) * frequency);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [lightness, yellow, red] = channels.map(({ mean, waves }) =>
        waves.reduce((sum, { x, y, height: of }) => sum + of * cosine(x, column, width) * cosine(y, row, height), mean),
      );
      const b = lightness - (2 / 3) * yellow;
      const r = (3 * lightness - b + red) / 2;
      // Cut off, as the reference does, not rounded.
      for (const sample of [r, r - red, b]) rgb[at++] = Math.floor(sample * 255);
    }
  }
  return { width, height, rgb };
};

/** Four bytes, the highest first. */
const uint32 = (number) => [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255];

/** CRC-32 (PNG, "CRC algorithm"). */
const crc32 = (bytes) => {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
};

const chunk = (name, data) => {
  const named = [...new TextEncoder().encode(name), ...data];
  return [...uint32(data.length), ...named, ...uint32(crc32(named))];
};

/** A zlib stream that is not compressed, of less than 64 KiB (RFC 1950; RFC 1951, 3.2.4). */
const stored = (data) => {
  const length = [data.length & 255, data.length >> 8];
  let [a, b] = [1, 0];
  for (const byte of data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return [120, 1, 1, ...length, ...length.map((byte) => byte ^ 255), ...data, b >> 8, b & 255, a >> 8, a & 255];
};

/** A PNG of eight bits a sample, without alpha. */
const png = ({ width, height, rgb }) => {
  const rows = Array.from({ length: height }, (_, row) => [0, ...rgb.subarray(row * width * 3, (row + 1) * width * 3)]);
  return [
    ...[137, 80, 78, 71, 13, 10, 26, 10],
    ...chunk('IHDR', [...uint32(width), ...uint32(height), 8, 2, 0, 0, 0]),
    ...chunk('IDAT', stored(rows.flat())),
    ...chunk('IEND', []),
  ];
};

const expected = (what, found) => new TypeError(`expected ${what}, but found ${JSON.stringify(found)}`);

/**
 * The attribute `style` of an `img`: the color that most of the picture has, and over it the picture, blurred. Nothing for
 * a picture that is seen through: it would be seen with it.
 */
export const placeholder = ({ has_alpha: hasAlpha, dominant_color: color, thumbhash }) => {
  if (hasAlpha) return {};
  if (color !== null && !/^#[0-9a-f]{6}$/i.test(color)) throw expected('a dominant color such as #8a6f52', color);
  const hash = readHash(decodeBase64(thumbhash) ?? []);
  if (!hash) throw expected('the ThumbHash of an opaque picture in Base64', thumbhash);
  const address = `data:image/png;base64,${btoa(String.fromCharCode(...png(pixelsOf(hash))))}`;
  return { style: `background: ${color === null ? '' : `${color} `}center / cover url(${address})` };
};
