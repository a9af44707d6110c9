import type { Limits, Options, Transform } from '../marble-url.js';

export interface UnpicOptions extends Limits {
  /** The address of the bucket's website. */
  base?: string;
  /** Those of each picture. */
  options?: Options;
  /** Pixels, where unpic names no size: for the `src` of a picture as wide as the screen. 1280 where none is given. */
  width?: number;
}

/** Marble's options; `jpg` and colours with `#` are understood, too. */
export type UnpicOperations = Omit<Transform, 'format'> & { format?: string };

/** The address of what `operations` make of `src`: its key, its path, or its address below `base`. */
export function generate(src: string | URL, operations: UnpicOperations, options?: UnpicOptions): string;

/** The original and the operations of an address that Marble has made; `null` for any other. */
export function extract(
  src: string | URL,
  options?: UnpicOptions,
): { src: string; operations: UnpicOperations; options: UnpicOptions } | null;

/** The address of what `operations` make of `src`, which may be the address of a picture that was made of it before. */
export function transform(src: string | URL, operations: UnpicOperations, options?: UnpicOptions): string;
