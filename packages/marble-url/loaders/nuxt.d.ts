import type { Transform } from '../marble-url.js';

/** What `defineProvider` of Nuxt Image takes. */
export const marbleProvider: {
  getImage(
    src: string,
    options: {
      /** Marble's options; `jpg` and colours with `#` are understood, too. */
      modifiers?: Omit<Transform, 'format'> & { format?: Transform['format'] | 'jpg' };
      /** The address of the bucket's website. */
      baseURL?: string;
      /** `MAX_RESULT_SIDE`, in pixels. */
      maxSide?: number;
    },
  ): { url: string };
};
