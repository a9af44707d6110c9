// The provider of Nuxt Image.

import { address } from './address.js';

/**
 * What `defineProvider` of Nuxt Image takes. `baseURL` of the provider's options is the address of the bucket's website;
 * modifiers are Marble's options, beside `width` and `height`.
 */
export const marbleProvider = {
  getImage: (src, { modifiers = {}, baseURL = '', maxSide }) => ({
    url: address(baseURL, src, modifiers, {}, maxSide),
  }),
};
