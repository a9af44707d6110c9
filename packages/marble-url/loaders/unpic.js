// The provider of unpic: `transform` for its components, `generate` and `extract` as its own providers have them.

import { address, keyBelow } from './address.js';

/**
 * The address of what `operations`, which are Marble's options, make of `src`; `options.options` are those of each picture.
 * For the `src` of a picture as wide as the screen unpic names no size; it is `options.width` pixels wide then.
 */
export const generate = (src, operations, { base = '', options, maxSide, width = 1280 } = {}) => {
  const sized = operations.width || operations.height ? operations : { ...operations, width };
  return address(base, String(src), sized, options, maxSide);
};

/** The original and the operations of an address that Marble has made; `null` for any other. */
export const extract = (src, options = {}) => {
  const parts = /^([0-9]*)x([0-9]*)((?:,[^/,]*)*)\/(.+)$/s.exec(keyBelow(options.base ?? '', String(src)) ?? '');
  if (!parts) return null;
  const [, width, height, words, original] = parts;
  const pairs = words.split(',').slice(1);
  const operations = Object.fromEntries(pairs.map((word) => word.split(/=(.*)/s, 2)));
  const size = { width: Number(width) || undefined, height: Number(height) || undefined };
  return { src: original, operations: { ...size, ...operations }, options };
};

/** The address of what `operations` make of `src`, which may be the address of a picture that was made of it before. */
export const transform = (src, operations, options) => {
  const found = extract(src, options);
  const given = Object.entries(operations).filter(([, value]) => value !== undefined);
  return generate(found?.src ?? src, { ...found?.operations, ...Object.fromEntries(given) }, options);
};
