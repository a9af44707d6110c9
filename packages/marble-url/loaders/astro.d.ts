import type { ExternalImageService } from 'astro';

import type { Limits, Options } from '../marble-url.js';

/** `image.service.config` of astro.config.mjs. */
export interface MarbleServiceConfig extends Limits {
  /** The address of the bucket's website. */
  base?: string;
  /** Those of each picture. */
  options?: Options;
}

declare const service: ExternalImageService<MarbleServiceConfig>;
export default service;
