// Amounts in words.

/** `12.3 kB`: of a thousand bytes each, as networks and disks count. */
export function bytes(count) {
  if (count < 1000) return `${count} bytes`;
  const [amount, unit] = count < 1_000_000 ? [count / 1000, 'kB'] : [count / 1_000_000, 'MB'];
  return `${amount.toFixed(amount < 100 ? 1 : 0)} ${unit}`;
}

/** `3.1 ms`. */
export function milliseconds(time) {
  return `${time.toFixed(time < 100 ? 1 : 0)} ms`;
}

/** `−93 %`, of the first amount. */
export function change(before, after) {
  const percent = Math.round((after / before - 1) * 100);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent)} %`;
}

/** The name of a format, such as `WebP`, of a media type. */
export function format(mediaType) {
  const names = { 'image/avif': 'AVIF', 'image/gif': 'GIF', 'image/jpeg': 'JPEG', 'image/jxl': 'JPEG XL', 'image/png': 'PNG', 'image/webp': 'WebP' };
  return names[mediaType] ?? mediaType ?? 'unknown format';
}
