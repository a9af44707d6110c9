// The canonical spelling is Marble's own: each row of `crates/transform/spellings.json`, errors included.

import assert from 'node:assert/strict';
import test from 'node:test';

import { LinkError, canonical, redirects } from '../marble-url.js';
import { table } from './table.js';

const rows = table('spellings.json');

const outcome = (transform, maxSide) => {
  try {
    return { canonical: canonical(transform, { maxSide }) };
  } catch (error) {
    assert.ok(error instanceof LinkError, `${error.stack}`);
    return { error: error.message };
  }
};

test('spells as Marble does', () => {
  assert.ok(rows.length > 2000, `${rows.length} rows`);
  for (const { written, max_side: maxSide, ...expected } of rows) {
    assert.deepEqual(outcome(written, maxSide), expected, written);
  }
});

/** The same as an object, if a name stands there once. */
const asObject = (text) => {
  const [size, ...options] = text.split(',');
  const [width, height] = size.split('x');
  const pairs = options.map((option) => option.split('='));
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) return undefined;
  return { width: width || undefined, height: height || undefined, ...Object.fromEntries(pairs) };
};

test('an object is spelled as the same text is', () => {
  let count = 0;
  for (const { written, canonical: expected, max_side: maxSide } of rows) {
    const object = expected && asObject(written);
    if (object) {
      assert.equal(canonical(object, { maxSide }), expected, written);
      count += 1;
    }
  }
  assert.ok(count > 1500, `${count} objects`);
});

test('values of an object are those of JavaScript', () => {
  for (const [transform, expected] of [
    [{ width: 300, height: 200 }, '300x200'],
    [{ width: 300 }, '300x'],
    [{ height: 300, fit: undefined, quality: null }, 'x300'],
    [{ width: 9, height: 9, flip: true, enlarge: false }, '9x9,enlarge=no,flip=yes'],
    [{ width: 9, height: 9, flip: false, enlarge: true }, '9x9'],
    [{ width: 9, height: 9, position: { x: 0.25, y: 0.5 } }, '9x9,position=0.25:0.5'],
    [{ width: 9, dpr: 1.5, quality: 60, maxBytes: 5000 }, '9x,dpr=1.5,quality=60,max-bytes=5000'],
    [{ width: 9, crop: [0, '0.5', 10, '0.25'], pad: [1, 1, 1, 1] }, '9x,crop=0:0.5:10:0.25,pad=1'],
    [{ width: 9, rotate: 90, watermark: ['tile', 0.5, 0.25] }, '9x,rotate=90,watermark=tile:0.5:0.25'],
  ]) {
    assert.equal(canonical(transform), expected);
  }
});

test('what is wrong is named', () => {
  for (const [transform, expected] of [
    [{ width: 300, dpr: 1.3333 }, { option: 'dpr', found: '1.3333', nearest: '1.33' }],
    [{ width: 300, fit: 'zoom' }, { option: 'fit', found: 'zoom', nearest: undefined }],
    [{ width: 300, flip: 'toString' }, { option: 'flip', found: 'toString', nearest: undefined }],
    [{ width: 300, zoom: 3 }, { option: 'zoom' }],
    [{ width: 300.5 }, { option: 'size', found: '300.5x' }],
    [{ width: NaN }, { option: 'size', found: 'NaNx' }],
    [{ width: 0 }, { option: 'size', found: '0x' }],
    [{ width: 1e21 }, { option: 'size', found: '1e+21x' }],
    [{}, { option: 'size', found: 'x' }],
    [undefined, {}],
    [null, {}],
    [300, {}],
  ]) {
    assert.throws(
      () => canonical(transform),
      (error) => {
        assert.ok(error instanceof LinkError, String(error));
        assert.deepEqual({ ...error, name: undefined }, { ...expected, name: undefined });
        return true;
      },
    );
  }
});

test('tells which spelling costs a redirect', () => {
  for (const { written, canonical: expected, max_side: maxSide } of rows) {
    if (expected === undefined) continue;
    const direct = written === expected && !written.includes('format=auto');
    assert.equal(redirects(written, { maxSide }), !direct, written);
  }
  assert.equal(redirects({ width: 300, quality: 80 }), false);
  assert.equal(redirects({ width: 300, format: 'auto' }), true);
});
