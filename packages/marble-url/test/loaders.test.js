// The loaders in the frameworks' own code: what next/image, Nuxt Image, Astro and unpic write into the page is an address in
// the canonical spelling, which costs no redirect. What they do in a build or in a browser is not run here.

import assert from 'node:assert/strict';
import test from 'node:test';

import { createImage, defineProvider } from '@nuxt/image/runtime';
import { transformBaseImageProps, transformBaseSourceProps } from '@unpic/core/base';
import { getImage } from 'astro/assets';
import nextImage from 'next/image.js';

import { LinkError, canonical } from '../marble-url.js';
import service from '../loaders/astro.js';
import { marbleLoader } from '../loaders/next.js';
import { marbleProvider } from '../loaders/nuxt.js';
import { extract, generate, transform } from '../loaders/unpic.js';

const BASE = 'https://pictures.example';

/** The candidates of a `srcset`, as a browser splits it (HTML, "Parsing a srcset attribute"). */
const candidates = (srcset) => {
  const found = [...srcset.matchAll(/[\s,]*(\S*[^\s,])(\s+[^\s,]+)?\s*(,|$)/g)];
  return found.map(([, address, descriptor]) => [address, descriptor.trim()]);
};

/** Each address is canonical, so that the bucket answers it. */
const assertCanonical = (addresses, key) => {
  for (const address of addresses) {
    assert.ok(address.startsWith(`${BASE}/`), address);
    assert.ok(address.endsWith(`/${key}`), address);
    const folder = address.slice(BASE.length + 1, -key.length - 1);
    assert.equal(folder, canonical(folder));
  }
};

test('next/image', () => {
  const props = (options) => nextImage.getImageProps({ alt: '', ...options }).props;
  const loader = marbleLoader(BASE, { fit: 'cover', format: 'webp' });
  const wide = props({ loader, src: '/trips/a b.jpg', width: 800, height: 600, sizes: '50vw', quality: 60 });
  const found = candidates(wide.srcSet);
  assertCanonical(
    [wide.src, ...found.map(([address]) => address)],
    'trips/a%20b.jpg',
  );
  assert.deepEqual(found[1], [`${BASE}/640x,format=webp,quality=60/trips/a%20b.jpg`, '640w']);
  assert.equal(found.length, 9);

  const fixed = props({ loader: marbleLoader(BASE), src: 'photo.jpg,', width: 400, height: 300 });
  assert.deepEqual(candidates(fixed.srcSet), [
    [`${BASE}/640x/photo.jpg%2C`, '1x'],
    [`${BASE}/828x/photo.jpg%2C`, '2x'],
  ]);

  const own = marbleLoader(BASE, { quality: 90 });
  assert.equal(own({ src: `${BASE}/%C3%BC.jpg`, width: 64 }), `${BASE}/64x,quality=90/%C3%BC.jpg`);
  assert.throws(() => props({ loader, src: 'https://elsewhere.example/a.jpg', width: 1, height: 1 }), LinkError);
});

test('Nuxt Image', () => {
  const image = createImage({
    providers: { marble: { setup: defineProvider(marbleProvider), defaults: { baseURL: BASE } } },
    provider: 'marble',
    presets: {},
    alias: {},
    domains: [],
    densities: [1, 2],
    screens: { sm: 640, md: 768, lg: 1024 },
  });
  assert.equal(
    image('/photo.jpg', { width: 300, height: 200, fit: 'contain', format: 'jpg', quality: 80, background: '#f80' }),
    `${BASE}/300x200,fit=contain,background=ff8800,format=jpeg/photo.jpg`,
  );
  const sizes = image.getSizes('trips/a b.jpg', { sizes: 'sm:100vw md:50vw lg:400px', modifiers: { format: 'webp' } });
  const found = candidates(sizes.srcset);
  assertCanonical(
    [sizes.src, ...found.map(([address]) => address)],
    'trips/a%20b.jpg',
  );
  assert.deepEqual(found[0], [`${BASE}/384x,format=webp/trips/a%20b.jpg`, '384w']);
  assert.throws(() => image('/photo.jpg', { width: 300, fit: 'zoom' }), LinkError);
});

test('Astro', async () => {
  globalThis.astroAsset = { imageService: service };
  const config = (own) => ({
    service: { entrypoint: 'marble-url/astro', config: { base: BASE, ...own } },
    domains: [],
    remotePatterns: [],
    breakpoints: [],
    layout: 'none',
  });
  const image = await getImage(
    { src: '/trips/a b.jpg', width: 800, height: 600, widths: [400, 800], quality: 'mid', fit: 'scale-down' },
    config({ options: { enlarge: false, fit: 'cover' } }),
  );
  const found = candidates(image.srcSet.attribute);
  assertCanonical(
    [image.src, ...found.map(([address]) => address)],
    'trips/a%20b.jpg',
  );
  assert.deepEqual(found, [
    [`${BASE}/400x300,fit=inside,enlarge=no,format=webp,quality=50/trips/a%20b.jpg`, '400w'],
    [`${BASE}/800x600,fit=inside,enlarge=no,format=webp,quality=50/trips/a%20b.jpg`, '800w'],
  ]);
  assert.equal(image.attributes.width, 800);

  // As the import of a file that lies in the bucket with the rest of the site.
  const imported = { src: '/_astro/photo.abc.jpg', width: 4000, height: 3000, format: 'jpg' };
  const local = await getImage({ src: imported, width: 400, densities: [1, 2], format: 'jpg' }, config());
  assert.equal(local.src, `${BASE}/400x,format=jpeg/_astro/photo.abc.jpg`);
  assert.deepEqual(candidates(local.srcSet.attribute), [
    [`${BASE}/400x,format=jpeg/_astro/photo.abc.jpg`, '1x'],
    [`${BASE}/800x,format=jpeg/_astro/photo.abc.jpg`, '2x'],
  ]);
  const square = await getImage({ src: imported, width: 400, height: 400, format: 'jpg' }, config());
  assert.equal(square.src, `${BASE}/400x400,format=jpeg/_astro/photo.abc.jpg`);

  const layout = await getImage(
    { src: `${BASE}/photo.jpg`, width: 800, height: 600, layout: 'full-width', format: 'avif' },
    config(),
  );
  const widths = candidates(layout.srcSet.attribute);
  assertCanonical(
    widths.map(([address]) => address),
    'photo.jpg',
  );
  // Its widest are wider than Marble makes pictures.
  assert.deepEqual(widths.at(-1), [`${BASE}/4096x3072,format=avif/photo.jpg`, '6016w']);
  await assert.rejects(() => getImage({ src: 'https://elsewhere.example/a.jpg', width: 1, height: 1 }, config()), LinkError);
});

test('unpic', () => {
  const options = { base: BASE };
  const props = transformBaseImageProps({
    src: 'trips/a b.jpg',
    width: 800,
    height: 600,
    layout: 'constrained',
    alt: '',
    transformer: transform,
    operations: { quality: 60 },
    // unpic's own `format` does not reach the `srcset` of an `img`.
    options: { ...options, options: { format: 'jpeg' } },
  });
  const found = candidates(props.srcset);
  assertCanonical(
    [props.src, ...found.map(([address]) => address)],
    'trips/a%20b.jpg',
  );
  assert.equal(props.src, `${BASE}/800x600,format=jpeg,quality=60/trips/a%20b.jpg`);
  assert.deepEqual(found.at(-1), [`${BASE}/1600x1200,format=jpeg,quality=60/trips/a%20b.jpg`, '1600w']);

  // Its widest are wider than Marble makes pictures.
  const wide = transformBaseImageProps({ src: '/photo.jpg', layout: 'fullWidth', transformer: transform, options });
  assert.equal(wide.src, `${BASE}/1280x/photo.jpg`);
  assert.deepEqual(candidates(wide.srcset).at(-1), [`${BASE}/4096x/photo.jpg`, '6016w']);

  const source = transformBaseSourceProps({
    src: 'photo.jpg',
    type: 'image/webp',
    width: 400,
    height: 300,
    layout: 'fixed',
    transformer: transform,
    options,
  });
  assert.deepEqual(candidates(source.srcset)[0], [`${BASE}/400x300,format=webp/photo.jpg`, '400w']);
});

test('unpic takes an address apart, and puts it together again', () => {
  for (const base of [BASE, `${BASE}/derived/`, '']) {
    const address = generate('ü/a b.jpg,v2', { width: 300, height: 200, fit: 'inside', quality: 60 }, { base });
    const found = extract(address, { base });
    assert.equal(found.src, 'ü/a b.jpg,v2');
    assert.deepEqual(found.operations, { width: 300, height: 200, fit: 'inside', quality: '60' });
    assert.equal(generate(found.src, found.operations, found.options), address);
    const larger = transform(address, { width: 600, height: undefined, format: 'webp' }, { base });
    assert.deepEqual(extract(larger, { base }).operations, {
      width: 600,
      height: 200,
      fit: 'inside',
      format: 'webp',
      quality: '60',
    });
  }
  for (const other of ['https://elsewhere.example/300x/a.jpg', `${BASE}/a.jpg`, `${BASE}/300x`, `${BASE}/300x/%ff`]) {
    assert.equal(extract(other, { base: BASE }), null, other);
  }
});
