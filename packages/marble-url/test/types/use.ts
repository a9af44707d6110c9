// What the types allow, and what they refuse: compiled, never run.

import { defineProvider } from '@nuxt/image/runtime';
import { transformBaseImageProps } from '@unpic/core/base';
import type { ExternalImageService } from 'astro';
import type { ImageLoader } from 'next/image.js';

import { LinkError, canonical, redirects, sign, signedSrcset, signedUrl, srcset, url } from 'marble-url';
import service, { type MarbleServiceConfig } from 'marble-url/astro';
import { marbleLoader } from 'marble-url/next';
import { marbleProvider } from 'marble-url/nuxt';
import { placeholder } from 'marble-url/placeholder';
import { extract, transform } from 'marble-url/unpic';

const spelled: string = canonical({ width: 300, fit: 'inside', position: { x: 0.5, y: 0.25 }, crop: [0, 0, '0.5', '0.5'] });
const costs: boolean = redirects('300x,format=auto', { maxSide: 8192 });
const signature: Promise<string> = sign('00', 'photo.jpg', spelled);
const address: string = url(new URL('https://pictures.example'), 'photo.jpg', { preset: 'hero' }, { signature: '' });
const signed: Promise<string> = signedUrl('', 'photo.jpg', { height: 300, quality: 'auto' }, '00');
const { srcset: candidates, sizes, width } = srcset('', 'photo.jpg', { widths: [320, 640], sizes: '50vw', format: 'webp' });
const original = { width: 4000, height: 3000 };
const facts = { has_alpha: false, dominant_color: null, thumbhash: '', original, width: 1 };
const style: string | undefined = { ...srcset('', 'photo.jpg', { widths: [320], facts }), ...placeholder(facts) }.style;
const placed = signedSrcset('', 'photo.jpg', { densities: [1, 1.5], width: 300, pad: 10, original }, '00');
const known: number | undefined = (await placed).height;

// @ts-expect-error: no such fit
canonical({ width: 300, fit: 'zoom' });
// @ts-expect-error: no such option
canonical({ width: 300, zoom: 3 });
// @ts-expect-error: one of both
srcset('', 'photo.jpg', { widths: [320], densities: [1] });
// @ts-expect-error: neither
srcset('', 'photo.jpg', { width: 320 });
// @ts-expect-error: does not grow with the width
srcset('', 'photo.jpg', { widths: [320], pad: 10 });
// @ts-expect-error: a preset is signed by nobody
signedUrl('', 'photo.jpg', { preset: 'hero' }, '00');

const loader: ImageLoader = marbleLoader('https://pictures.example', { format: 'webp' });
const provider = defineProvider(marbleProvider);
const props = transformBaseImageProps({
  src: 'photo.jpg',
  width: 400,
  height: 300,
  transformer: transform,
  options: { base: '' },
});
const apart: string | undefined = extract('')?.src;
const option: string | undefined = new LinkError('').option;
const external: ExternalImageService<MarbleServiceConfig> = service;

export { address, apart, candidates, costs, external, known, loader, option, props, provider, signature, signed, sizes, style, width };
