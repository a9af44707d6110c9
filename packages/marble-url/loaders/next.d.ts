import type { Limits, Options } from '../marble-url.js';

/**
 * A `loader` for next/image, or the default export of its `loaderFile`.
 *
 * @param base the address of the bucket's website
 * @param options those of each picture
 */
export function marbleLoader(
  base: string | URL,
  options?: Options,
  limits?: Limits,
): (asked: { src: string; width: number; quality?: number }) => string;
