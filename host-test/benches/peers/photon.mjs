// Photon as Cloudflare Workers have it. It knows no cover and no orientation: the crop is done here.

import { PhotonImage, SamplingFilter, crop, resize as scale } from '@cf-wasm/photon/node';

export const packages = ['@cf-wasm/photon'];
export const memory = 'linear';
export const note =
  '`crop` to the middle, then `resize` (Lanczos3), then `get_bytes_jpeg`, `get_bytes` (PNG, never with a palette) or ' +
  '`get_bytes_webp` (without loss, there is no other); orientation is not honoured';

const write = {
  jpeg: (image) => image.get_bytes_jpeg(80),
  palette: (image) => image.get_bytes(),
  png: (image) => image.get_bytes(),
  webp: (image) => image.get_bytes_webp(),
};

const cropped = (image, width, height) => {
  const fullWidth = image.get_width();
  const fullHeight = image.get_height();
  const keptWidth = Math.min(fullWidth, Math.round((fullHeight * width) / height));
  const keptHeight = Math.min(fullHeight, Math.round((fullWidth * height) / width));
  if (keptWidth === fullWidth && keptHeight === fullHeight) return image;
  const left = (fullWidth - keptWidth) >> 1;
  const top = (fullHeight - keptHeight) >> 1;
  const middle = crop(image, left, top, left + keptWidth, top + keptHeight);
  image.free();
  return middle;
};

export function resize(input, { width, height, format }) {
  if (!write[format]) throw new Error(`it does not write ${format}`);
  const middle = cropped(PhotonImage.new_from_byteslice(input), width, height);
  const scaled = scale(middle, width, height, SamplingFilter.Lanczos3);
  middle.free();
  const output = write[format](scaled);
  scaled.free();
  return output;
}
