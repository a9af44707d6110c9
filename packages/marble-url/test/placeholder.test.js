// What is seen before a picture is what the reference implementation of ThumbHash shows: the rows of
// `crates/cli/placeholders.json`, which `marble srcset --placeholder` is held against, too.

import assert from 'node:assert/strict';
import test from 'node:test';
import zlib from 'node:zlib';

import { placeholder } from '../placeholder.js';
import { table } from './table.js';

const rows = table('placeholders.json', 'cli');

/** The chunks of a PNG, with what they hold; each of them whole. */
const chunksOf = (png) => {
  assert.equal(png.toString('latin1', 0, 8), '\x89PNG\r\n\x1a\n');
  const found = {};
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const end = at + 8 + png.readUInt32BE(at);
    // Node.js 20.15 and later.
    const sum = zlib.crc32?.(png.subarray(at + 4, end)) ?? png.readUInt32BE(end);
    assert.equal(png.readUInt32BE(end), sum);
    found[png.toString('latin1', at + 4, at + 8)] = png.subarray(at + 8, end);
  }
  return found;
};

/** Size and pixels of a PNG as `placeholder` writes it: red, green and blue of eight bits, no row filtered. */
const readPng = (png) => {
  const { IHDR: header, IDAT: data, IEND: end } = chunksOf(png);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  assert.deepEqual([...header.subarray(8)], [8, 2, 0, 0, 0]);
  assert.equal(end.length, 0);
  // Looks at the checksum, too.
  const rows = zlib.inflateSync(data);
  const stride = width * 3 + 1;
  assert.equal(rows.length, stride * height);
  return { size: [width, height], pixels: rows.filter((_, at) => at % stride > 0) };
};

test('shows what the reference implementation shows', () => {
  const drawn = rows.filter(({ before }) => before);
  assert.ok(drawn.length >= 9, `${drawn.length} rows`);
  for (const { facts, before, size, pixels } of drawn) {
    const { style, ...others } = placeholder(facts);
    assert.deepEqual(others, {});
    assert.ok(style.startsWith(before) && style.endsWith(')'), style);
    const found = readPng(Buffer.from(style.slice(before.length, -1), 'base64'));
    assert.deepEqual(found.size, size, facts.thumbhash);
    const expected = Buffer.from(pixels, 'base64');
    assert.equal(found.pixels.length, expected.length);
    // Sums in another order end a little above or below.
    found.pixels.forEach((sample, at) => assert.ok(Math.abs(sample - expected[at]) <= 1, `${facts.thumbhash} at ${at}`));
  }
});

test('shows nothing through a picture with alpha', () => {
  const [{ facts }] = rows.filter(({ before, error }) => !before && !error);
  assert.deepEqual(placeholder(facts), {});
});

test('refuses what is no color and no hash', () => {
  const refused = rows.filter(({ error }) => error);
  assert.ok(refused.length >= 12, `${refused.length} rows`);
  for (const { facts, error } of refused) assert.throws(() => placeholder(facts), new TypeError(error));
});
