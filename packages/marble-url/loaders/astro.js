// The image service of Astro: an external one, because Marble makes the pictures when they are asked for.

import { baseService } from 'astro/assets';

import { address } from './address.js';

/** Astro's words for a quality, as its own service means them. */
const QUALITIES = { low: 25, mid: 50, high: 80, max: 100 };

/** Astro's `fit` in sharp's words, as its own service means it. */
const FITS = { contain: 'inside', none: 'outside', 'scale-down': 'inside' };

/** Whether a height says no more than that the picture keeps its ratio. */
const followsWidth = ({ src, width, height }) =>
  typeof src === 'object' && width && Math.abs(height - (width * src.height) / src.width) < 1;

const transformOf = ({ width, height, format, quality, fit, position, background }) => ({
  width,
  height,
  format,
  quality: QUALITIES[quality] ?? quality,
  fit: FITS[fit] ?? fit,
  position,
  background,
});

/**
 * The service. `image.service.config` of astro.config.mjs has `base`, the address of the bucket's website, and may have
 * `options`, those of each picture, and `maxSide`.
 */
const service = {
  ...baseService,
  getURL(asked, imageConfig) {
    const { base = '', options, maxSide } = imageConfig.service.config;
    const src = typeof asked.src === 'string' ? asked.src : asked.src.src;
    const transform = transformOf(asked);
    // Astro works it out of the file that is imported. Left out, there is one size to allow for each width.
    if (followsWidth(asked)) delete transform.height;
    return address(base, src, transform, options, maxSide);
  },
};

export default service;
