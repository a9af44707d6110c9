// The loader of next/image.

import { address } from './address.js';

/**
 * A `loader` for next/image, or the default export of the `loaderFile` of next.config.js. It is asked for widths; `options`
 * are those of each picture.
 */
export const marbleLoader =
  (base, options, { maxSide } = {}) =>
  ({ src, width, quality }) =>
    address(base, src, { width, quality }, options, maxSide);
