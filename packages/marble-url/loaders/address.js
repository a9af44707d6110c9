// What the loaders have in common: where a framework's `src` lies in the bucket, and the address of what is made of it.

import { LinkError, inSrcset, url } from '../marble-url.js';

/** The key behind an address below `base`; `undefined` for any other address. */
export const keyBelow = (base, address) => {
  const start = `${String(base).replace(/\/+$/, '')}/`;
  if (!address.startsWith(start)) return undefined;
  const [path] = address.slice(start.length).split(/[?#]/);
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

/** The key of an original that is named by its address below `base`, or by the key itself, with or without a slash. */
const keyOf = (base, src) => {
  if (!/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(src)) return src.replace(/^\//, '');
  const key = keyBelow(base, src);
  if (key === undefined) {
    throw new LinkError(`expected the key of an original or an address below ${base}, but found ${JSON.stringify(src)}`);
  }
  return key;
};

/** Frameworks' other names of Marble's formats. */
const FORMATS = { jpg: 'jpeg' };

/** Formats and colours as Marble names them. */
const translated = ({ format, background, ...transform }) => ({
  ...transform,
  format: FORMATS[format] ?? format,
  background: background?.replace(/^#/, ''),
});

/** Sides in their ratio, none longer than `maxSide`: frameworks ask for widths of up to 6016 pixels. */
const clamped = ({ width, height }, maxSide) => {
  const shrink = Math.max((Number(width) || 0) / maxSide, (Number(height) || 0) / maxSide, 1);
  const side = (length) => (Number(length) ? Math.max(Math.round(length / shrink), 1) : length);
  return { width: side(width), height: side(height) };
};

/**
 * The address of what is made of `src`, as it can stand in a `srcset`: of what is `asked` for, and for the rest of the
 * options that each picture has.
 */
export const address = (base, src, asked, options = {}, maxSide = 4096) => {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  const transform = translated({ ...options, ...Object.fromEntries(given) });
  return inSrcset(url(base, keyOf(base, src), { ...transform, ...clamped(transform, maxSide) }, { maxSide }));
};
