// Addresses, candidates and signatures are Marble's own: the rows of `crates/transform/links.json` and `signatures.json`.

import assert from 'node:assert/strict';
import test from 'node:test';

import { LinkError, canonical, sign, signedSrcset, signedUrl, srcset, url } from '../marble-url.js';
import { table } from './table.js';

const { links, srcsets } = table('links.json');
const signatures = table('signatures.json');

const outcome = (make) => {
  try {
    return make();
  } catch (error) {
    assert.ok(error instanceof LinkError, error.stack);
    return { error: error.message };
  }
};

test('leads where Marble does, and refuses the same keys', () => {
  assert.ok(links.length > 30, `${links.length} links`);
  for (const { base, key, transform, ...expected } of links) {
    assert.deepEqual(
      outcome(() => ({ url: url(base, key, transform) })),
      expected,
      key,
    );
  }
});

test('a key of half a character is refused', () => {
  assert.throws(() => url('', 'a\ud800.jpg', '300x300'), LinkError);
  assert.throws(() => url('', undefined, '300x300'), LinkError);
});

test('a base may be a URL', () => {
  assert.equal(url(new URL('https://pictures.example'), 'a.jpg', { width: 9 }), 'https://pictures.example/9x/a.jpg');
});

test('a preset is named alone', () => {
  assert.equal(url('', 'a.jpg', { preset: 'hero_2-b' }), '/hero_2-b/a.jpg');
  for (const transform of [
    { preset: '' },
    { preset: '-' },
    { preset: '300x300' },
    { preset: 'a/b' },
    { preset: 'hero', width: 300 },
  ]) {
    assert.throws(() => url('', 'a.jpg', transform), LinkError, JSON.stringify(transform));
  }
  // A text is a transform: a preset's name that is mistyped would else be a link to nothing.
  assert.throws(() => url('', 'a.jpg', 'hero'), LinkError);
});

const asObject = (text) => {
  const [size, ...options] = text.split(',');
  const [width, height] = size.split('x');
  return { width, height, ...Object.fromEntries(options.map((option) => option.split('='))) };
};

test('makes the candidates that Marble makes', () => {
  assert.ok(srcsets.length > 40, `${srcsets.length} srcsets`);
  for (const { key, transform, widths, densities, original, ...expected } of srcsets) {
    const { width, height, ...options } = asObject(transform);
    const found = outcome(() =>
      srcset('', key, {
        ...options,
        width: width || undefined,
        height: height || undefined,
        widths,
        densities,
        original,
      }),
    );
    assert.equal(found.sizes, widths && !expected.error ? '100vw' : undefined);
    delete found.sizes;
    assert.deepEqual(found, expected, `${transform} ${widths ?? densities}`);
  }
});

test('widths alone say how large it becomes', () => {
  assert.deepEqual(srcset('', 'a.jpg', { widths: [400, 800], sizes: '50vw', original: { width: 3000, height: 2000 } }), {
    srcset: '/400x/a.jpg 400w, /800x/a.jpg 800w',
    src: '/800x/a.jpg',
    sizes: '50vw',
    width: 800,
    height: 533,
  });
});

test('facts say how large it is', () => {
  const facts = { width: 600, height: 400, original: { file_size: 2417530, width: 3000, height: 2000 } };
  const found = srcset('', 'a.jpg', { width: 300, densities: [1], facts });
  assert.deepEqual(found, { srcset: '/300x/a.jpg 1x', src: '/300x/a.jpg', width: 300, height: 200 });
});

test('wants either widths or densities', () => {
  for (const options of [
    { width: 300 },
    { width: 300, widths: [300], densities: [1] },
    { widths: 300 },
    { widths: ['300'] },
    { widths: [300.5] },
    { widths: [NaN] },
    { width: 300, densities: ['2'] },
    { densities: [1, 2] },
    { widths: [320], original: {} },
    { widths: [320], original: { width: '4000', height: 3000 } },
    { widths: [320], original: { width: 4000, height: 0 } },
  ]) {
    assert.throws(() => srcset('', 'a.jpg', options), LinkError, JSON.stringify(options));
  }
});

test('signs as the vectors say', async () => {
  assert.ok(signatures.length >= 12);
  for (const { key, transform, original, canonical: spelling, signature } of signatures) {
    assert.equal(canonical(transform), spelling);
    assert.equal(await sign(key, original, transform), signature, `${spelling}/${original}`);
    const signed = await signedUrl('', original, transform, key);
    assert.equal(signed, url('', original, transform, { signature }));
    assert.ok(decodeURIComponent(signed).startsWith(`/${spelling},sig=${signature}/`));
  }
});

test('signs each candidate', async () => {
  const [{ key, original }] = signatures;
  const options = { width: 300, densities: [1, 2] };
  const { src, srcset: signed } = await signedSrcset('', original, options, key);
  const [one, two] = await Promise.all(['300x', '300x,dpr=2'].map((it) => signedUrl('', original, it, key)));
  assert.equal(src, one);
  assert.equal(signed, `${one} 1x, ${two} 2x`);
});

test('a secret that is none is not told', async () => {
  for (const secret of ['', 'ab'.repeat(15), `${'ab'.repeat(16)}c`, 'zz'.repeat(16)]) {
    await assert.rejects(
      () => sign(secret, 'a.jpg', '300x300'),
      (error) => error instanceof LinkError && (secret === '' || !error.message.includes(secret)),
    );
  }
});
