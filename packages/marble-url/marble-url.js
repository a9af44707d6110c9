// Links to pictures that Marble makes: their canonical spelling, their addresses, their signatures, and what an `img`
// needs. Runs wherever there are `TextEncoder` and, to sign, `crypto.subtle`; imports nothing, asks nobody.
//
// The spelling is that of `crates/transform`, told again in JavaScript. Both are held against one table of cases,
// `crates/transform/spellings.json`, to the letter of each error.

/** Why a link cannot be made. */
export class LinkError extends Error {
  constructor(message, details) {
    super(message);
    this.name = 'LinkError';
    Object.assign(this, details);
  }
}

const ESCAPES = { '"': '\\"', '\\': '\\\\', '\0': '\\0', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A text as the errors of Marble quote it: what cannot be seen is escaped, as Rust's `Debug` does. */
const quoted = (text) => {
  const escaped = String(text).replace(
    /["\\]|(?! )[\p{C}\p{Z}\p{Gr_Ext}]/gu,
    (found) => ESCAPES[found] ?? `\\u{${found.codePointAt(0).toString(16)}}`,
  );
  return `"${escaped}"`;
};

// What is read from a text is `undefined` where the text is none of it.

const parseWhole = (text, most) => {
  if (!/^(0|[1-9][0-9]*)$/.test(text)) return undefined;
  const number = Number(text);
  return number <= most ? number : undefined;
};

const parsePositive = (text, most) => parseWhole(text, most) || undefined;

/** A decimal fraction with at most two digits behind the point, in hundredths. */
const parseDecimal = (text, least = 0, most = 999_999) => {
  const parts = /^(0|[1-9][0-9]{0,3})(?:\.([0-9]{1,2}))?$/.exec(text);
  if (!parts) return undefined;
  const hundredths = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
  return least <= hundredths && hundredths <= most ? hundredths : undefined;
};

const writeDecimal = (hundredths) => String(hundredths / 100);

/** The nearest number that can be written, for one that has more digits behind the point; a tie goes to the even one. */
const nearestDecimal = (text) => {
  if (!/^[0-9]+\.[0-9]{3,}$/.test(text)) return undefined;
  const value = Number(text);
  const down = Math.floor(value * 8) / 8;
  const tie = value === down && (value * 8) % 2 === 1;
  const even = tie && Math.floor(value * 100) % 2 === 0;
  const hundredths = parseDecimal((even ? Math.floor(value * 100) / 100 : value).toFixed(2));
  return hundredths === undefined ? undefined : writeDecimal(hundredths);
};

const times = (length, hundredths) => Math.round(length * (hundredths / 100));

const oneOf =
  (...words) =>
  (text) =>
    words.includes(text) ? text : undefined;

const yesOrNo = (text) => (text === 'yes' ? true : text === 'no' ? false : undefined);

const PLACES = ['northwest', 'north', 'northeast', 'west', 'centre', 'east', 'southwest', 'south', 'southeast'];

const parsePlace = (text) => oneOf(...PLACES)(text === 'center' ? 'centre' : text);

const parsePosition = (text) => {
  const named = parsePlace(text) ?? oneOf('attention', 'entropy')(text);
  if (named) return named;
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const x = parseDecimal(text.slice(0, colon), 0, 100);
  const y = parseDecimal(text.slice(colon + 1), 0, 100);
  if (x === undefined || y === undefined) return undefined;
  // A point that is one of the nine places is that place.
  if (x % 50 === 0 && y % 50 === 0) return PLACES[(y / 50) * 3 + x / 50];
  return `${writeDecimal(x)}:${writeDecimal(y)}`;
};

/** A length of a crop: `{ part }` of a side in hundredths, or `{ pixels }`. */
const parseLength = (text) => {
  if (text.includes('.')) {
    const part = parseDecimal(text, 0, 99);
    if (part === undefined) return undefined;
    return part === 0 ? { pixels: 0 } : { part };
  }
  const pixels = parseWhole(text, 0xffff_ffff);
  return pixels === undefined ? undefined : { pixels };
};

const parseCrop = (text) => {
  const lengths = text.split(':').map(parseLength);
  if (lengths.length !== 4 || lengths.includes(undefined)) return undefined;
  const [left, top, width, height] = lengths;
  if (width.pixels === 0 || height.pixels === 0) return undefined;
  // Parts of a side reach no further than its end.
  const within = (start, length) =>
    start.part && length.part ? { part: Math.min(length.part, 100 - start.part) } : length;
  return [left, top, within(left, width), within(top, height)];
};

const writeCrop = (crop) => crop.map(({ part, pixels }) => (part ? writeDecimal(part) : String(pixels))).join(':');

const parsePad = (text) => {
  const edges = text.split(':').map((edge) => parseWhole(edge, 16_383));
  if (edges.includes(undefined)) return undefined;
  if (edges.length === 1) return [...edges, ...edges, ...edges, ...edges];
  return edges.length === 4 ? edges : undefined;
};

const writePad = (pad) => (pad.every((edge) => edge === pad[0]) ? String(pad[0]) : pad.join(':'));

/** Eight digits, alpha included. */
const parseColor = (text) => {
  if (!/^([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(text)) return undefined;
  const digits = text.length < 6 ? text.replace(/./g, '$&$&') : text;
  return digits.toLowerCase().padEnd(8, 'f');
};

const parseWatermark = (text) => {
  const [place, opacity = '1', ...rest] = text.split(':');
  const scale = rest.length > 0 ? rest.join(':') : '0';
  const watermark = {
    place: parsePlace(place) ?? oneOf('tile')(place),
    opacity: parseDecimal(opacity, 0, 100),
    scale: parseDecimal(scale, 0, 100),
  };
  return Object.values(watermark).includes(undefined) ? undefined : watermark;
};

const writeWatermark = ({ place, opacity, scale }) => {
  if (scale) return `${place}:${writeDecimal(opacity)}:${writeDecimal(scale)}`;
  return opacity === 100 ? place : `${place}:${writeDecimal(opacity)}`;
};

const factor = { initial: 100, values: '0 to 10', read: (text) => parseDecimal(text, 0, 1000), write: writeDecimal };
const noUnless = { initial: false, values: 'yes, no', read: yesOrNo, write: () => 'yes' };

/** Every option in canonical order. One that has its initial value is not written. `null` is the value of no value. */
const OPTIONS = {
  fit: {
    initial: 'cover',
    values: 'cover, contain, fill, inside, outside',
    read: oneOf('cover', 'contain', 'fill', 'inside', 'outside'),
  },
  position: {
    initial: 'centre',
    values:
      'centre, north, northeast, east, southeast, south, southwest, west, northwest, entropy, attention, or a focal point such as 0.5:0.25',
    read: parsePosition,
  },
  enlarge: { initial: true, values: 'yes, no', read: yesOrNo, write: () => 'no' },
  linear: { initial: null, values: 'yes, no', read: yesOrNo, write: (linear) => (linear ? 'yes' : 'no') },
  dpr: { initial: 100, values: '1 to 5', read: (text) => parseDecimal(text, 100, 500), write: writeDecimal },
  crop: {
    initial: null,
    values: 'left:top:width:height, in pixels or in parts such as 0.25',
    read: parseCrop,
    write: writeCrop,
  },
  rotate: { initial: '0', values: '0, 90, 180, 270', read: oneOf('0', '90', '180', '270') },
  flip: noUnless,
  flop: noUnless,
  background: {
    initial: '000000ff',
    values: 'a colour such as ff8000, f80 or, with alpha, ff800080',
    read: parseColor,
    write: (digits) => digits.replace(/^(.{6})ff$/, '$1'),
  },
  pad: { initial: '0', values: 'pixels, or top:right:bottom:left', read: (text) => parsePad(text) && writePad(parsePad(text)) },
  blur: { initial: null, values: '0.3 to 100', read: (text) => parseDecimal(text, 30, 10_000), write: writeDecimal },
  sharpen: { initial: null, values: '0.1 to 10', read: (text) => parseDecimal(text, 10, 1000), write: writeDecimal },
  grayscale: noUnless,
  brightness: factor,
  contrast: factor,
  saturation: factor,
  watermark: {
    initial: null,
    values:
      'place:opacity:scale with a place such as southeast or tile, an opacity from 0 to 1, and a scale from 0 to 1',
    read: parseWatermark,
    write: writeWatermark,
  },
  format: {
    initial: 'original',
    values: 'original, jpeg, png, webp, gif, avif, jxl, json, auto',
    read: oneOf('original', 'jpeg', 'png', 'webp', 'gif', 'avif', 'jxl', 'json', 'auto'),
  },
  quality: {
    initial: null,
    values: '1 to 100, auto',
    read: (text) => (text === 'auto' ? text : parsePositive(text, 100)),
  },
  'max-bytes': {
    initial: null,
    values: '100 to 100000000',
    read: (text) => {
      const bytes = parsePositive(text, 100_000_000);
      return bytes >= 100 ? bytes : undefined;
    },
  },
  lossless: noUnless,
  progressive: noUnless,
  metadata: { initial: 'none', values: 'none, copyright', read: oneOf('none', 'copyright') },
  icc: { initial: 'keep', values: 'keep, srgb', read: oneOf('keep', 'srgb') },
  frames: {
    initial: null,
    values: '1 to 10000, all',
    read: (text) => (text === 'all' ? null : parsePositive(text, 10_000)),
  },
};

const initial = (name) => OPTIONS[name].initial;

const MAX_SIDE = 4096;

const sizeError = (found, maxSide) =>
  new LinkError(
    `expected a size such as 300x200, 300x or x200 with sides from 1 to ${maxSide}, but found ${quoted(found)}`,
    { option: 'size', found },
  );

const writeSize = ({ width, height }) => `${width ?? ''}x${height ?? ''}`;

/** `undefined` for a side that is not asked for. */
const readSize = (text, maxSide) => {
  const sides = /^([0-9]*)x([0-9]*)$/.exec(text);
  const [width, height] = sides
    ? sides.slice(1).map((side) => (side === '' ? undefined : (parsePositive(side, maxSide) ?? NaN)))
    : [];
  if ((width ?? height) === undefined || Number.isNaN(width) || Number.isNaN(height)) {
    throw sizeError(text, maxSide);
  }
  return { width, height };
};

/** The nearest value that the option has, for one whose numbers have too many decimals. */
const nearestValue = (option, found) => {
  const parts = found.split(':').map((part) => nearestDecimal(part) ?? part);
  const nearest = parts.join(':');
  return option.read(nearest) === undefined ? undefined : nearest;
};

const valueError = (name, option, found) => {
  const nearest = nearestValue(option, found);
  const hint = nearest === undefined ? '' : `; with at most two decimals it is ${name}=${nearest}`;
  return new LinkError(`expected ${name} to be one of ${option.values}, but found ${quoted(found)}${hint}`, {
    option: name,
    found,
    nearest,
  });
};

const readOption = (transform, seen, name, value) => {
  if (!Object.hasOwn(OPTIONS, name)) {
    const known = Object.keys(OPTIONS).join(', ');
    throw new LinkError(`expected one of the options ${known}, but found ${quoted(name)}`, { option: name });
  }
  if (seen.has(name)) {
    throw new LinkError(`expected the option ${name} once, but found it twice`, { option: name });
  }
  seen.add(name);
  const read = OPTIONS[name].read(value);
  if (read === undefined) throw valueError(name, OPTIONS[name], value);
  transform[name] = read;
};

/** A transform as its first part and its options, in the order in which they stand there. */
const partsOfText = (text) => {
  const [size, ...options] = text.split(',');
  const pair = (part) => {
    const at = part.indexOf('=');
    return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
  };
  return [size, options.map(pair)];
};

/** A value of an object as it stands in a key. */
const textOf = (value) => {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value)) return value.join(':');
  if (typeof value === 'object') return `${value.x}:${value.y}`;
  return String(value);
};

const partsOfObject = ({ width, height, ...options }) => {
  const size = writeSize({ width, height });
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  return [size, given.map(([name, value]) => [name === 'maxBytes' ? 'max-bytes' : name, textOf(value)])];
};

const read = (transform, maxSide) => {
  if (typeof transform !== 'string' && (typeof transform !== 'object' || transform === null)) {
    throw new LinkError(`expected a transform such as 300x300 or { width: 300 }, but found ${transform}`);
  }
  const [size, options] = typeof transform === 'string' ? partsOfText(transform) : partsOfObject(transform);
  const found = { ...readSize(size, maxSide) };
  for (const name of Object.keys(OPTIONS)) found[name] = initial(name);
  const seen = new Set();
  for (const [name, value] of options) readOption(found, seen, name, value);
  simplify(found);
  const wanted = {
    width: found.width && times(found.width, found.dpr),
    height: found.height && times(found.height, found.dpr),
  };
  if (Math.max(wanted.width ?? 0, wanted.height ?? 0) > maxSide) throw sizeError(writeSize(wanted), maxSide);
  return found;
};

/** What has no effect, as far as the words tell, is left out. */
const simplify = (found) => {
  const follows = found.width === undefined || found.height === undefined;
  const covered = found.fit === 'contain' ? found.enlarge : found.fit !== 'fill';
  if (follows && covered) found.fit = 'cover';

  const cut = found.fit === 'cover' && !follows;
  if (!cut && found.fit !== 'contain') found.position = initial('position');

  simplifyTurn(found);
  simplifyBackground(found);
  if (found.grayscale) found.saturation = initial('saturation');
  if (found.watermark?.opacity === 0) found.watermark = null;
  // It is drawn in sRGB.
  if (found.watermark) found.icc = initial('icc');
  // Until the client's `Accept` has chosen, any format may come.
  if (found.format !== 'auto') simplifyOutput(found);
};

/** Each of the eight ways to turn and to mirror in one spelling: mirrored once at most. */
const simplifyTurn = (found) => {
  const half = { 0: '180', 90: '270', 180: '0', 270: '90' }[found.rotate];
  const turn = (rotate, flip, flop) => Object.assign(found, { rotate, flip, flop });
  if (found.flip && found.flop) turn(half, false, false);
  else if (found.flip && found.rotate !== '0') turn(half, false, true);
  else if (found.flop && found.rotate === '180') turn('0', true, false);
};

const simplifyBackground = (found) => {
  const filled = found.fit === 'contain' || found.pad !== initial('pad');
  if (found.format === 'jpeg') found.background = `${found.background.slice(0, 6)}ff`;
  else if (!filled) found.background = initial('background');
};

/** What does not exist in the format that is asked for. */
const simplifyOutput = (found) => {
  const { format } = found;
  const reset = (...names) => names.forEach((name) => (found[name] = initial(name)));
  if (format !== 'original') {
    if (format !== 'webp') reset('lossless');
    if (!['jpeg', 'jxl'].includes(format)) reset('progressive');
    if (!['gif', 'webp'].includes(format)) reset('frames');
    if (['gif', 'json'].includes(format)) reset('metadata', 'icc');
    if (format === 'json') reset('max-bytes', 'linear');
    const without = found.lossless || ['gif', 'json', 'png'].includes(format);
    // Looking for a quality would take seconds in AVIF. One of JPEG XL is a distance to the picture as it is seen.
    const once = ['avif', 'jxl'].includes(format);
    if (without || (once && found.quality === 'auto')) reset('quality');
  }
  if (found.quality === (format === 'avif' ? 50 : 80)) reset('quality');
};

const write = (found) => {
  const written = Object.entries(OPTIONS).map(([name, option]) => {
    const value = found[name];
    return value === option.initial ? '' : `,${name}=${(option.write ?? String)(value)}`;
  });
  return writeSize(found) + written.join('');
};

/** The canonical spelling of a transform: the one under which its result is stored. */
export const canonical = (transform, { maxSide = MAX_SIDE } = {}) => write(read(transform, maxSide));

/**
 * Whether Marble answers this spelling by a redirect, each time that it is asked for: any but the canonical one, and
 * `format=auto`, which leads to another format for each client.
 */
export const redirects = (transform, { maxSide = MAX_SIDE } = {}) => {
  const found = read(transform, maxSide);
  return found.format === 'auto' || (typeof transform === 'string' && transform !== write(found));
};

/** The longest key of an object at S3, in bytes. */
const MAX_KEY_BYTES = 1024;

const keyError = (found) => new LinkError(`expected a key such as 300x300/photo.jpg, but found ${found}`);

/** Refuses what Marble refuses: `key` is that of the original, `whole` that of what is made of it. */
const checkKey = (key, whole) => {
  if (typeof key !== 'string' || key === '') throw keyError('one without an original behind the first slash');
  const bytes = new TextEncoder().encode(whole).length;
  if (bytes > MAX_KEY_BYTES) throw keyError(`one of ${bytes} bytes; ${MAX_KEY_BYTES} are allowed`);
  if (/\p{Cc}/u.test(key)) throw keyError('one with a control character');
  if (/\p{Cs}/u.test(key)) throw keyError('one with half a character');
  if (key.includes('\\')) throw keyError('one with a backslash');
  if (key.split('/').some((segment) => segment === '.' || segment === '..')) {
    throw keyError('one with a segment . or ..');
  }
  const [folder, ...behind] = key.split('/');
  const [size] = folder.split(',');
  if (behind.length > 0 && isSize(size)) {
    throw new LinkError(`expected an original, but found the derivative ${quoted(key)}`);
  }
};

const isSize = (text) => {
  try {
    return readSize(text, 0xffff_ffff) !== undefined;
  } catch {
    return false;
  }
};

/** Everything but what a path may hold as it is and every store leaves alone, as Marble's own redirects write it. */
const encodeKey = (key) => encodeURIComponent(key).replace(/%(2C|2F|3A|3D|40)/g, decodeURIComponent);

const PRESET = /^[A-Za-z0-9_-]+$/;

/** The first segment of a key: a transform in its canonical spelling, or a preset's name. */
const folderOf = (transform, { maxSide = MAX_SIDE, signature } = {}) => {
  if (typeof transform?.preset !== 'string') {
    const folder = canonical(transform, { maxSide });
    return signature === undefined ? folder : `${folder},sig=${signature}`;
  }
  const { preset, ...rest } = transform;
  if (!PRESET.test(preset) || preset === '-' || isSize(preset) || Object.keys(rest).length > 0 || signature) {
    throw new LinkError(
      `expected the name of a preset alone, of letters, digits, - and _, but found ${quoted(JSON.stringify(transform))}`,
      { option: 'preset', found: preset },
    );
  }
  return preset;
};

/**
 * The address of what `transform` makes of the original `key`, below the address `base` of the bucket's website.
 * `options.signature` comes from `sign`.
 */
export const url = (base, key, transform, options) => {
  const folder = folderOf(transform, options);
  checkKey(key, `${folder}/${key}`);
  return `${String(base).replace(/\/+$/, '')}/${encodeKey(`${folder}/${key}`)}`;
};

/** How many bytes of the HMAC are kept, and the fewest that a secret has. */
const SIGNATURE_BYTES = 16;

const secretBytes = (secret) => {
  // What was found is not told.
  if (!/^([0-9a-f]{2}){16,}$/i.test(secret)) {
    throw new LinkError(`expected a secret of hexadecimal digits for at least ${SIGNATURE_BYTES} bytes`);
  }
  return Uint8Array.from(secret.match(/../g), (pair) => parseInt(pair, 16));
};

/**
 * The signature of a transform of the original `key`, as `SIGNING_KEYS` has to have made it: base64url of the first 16
 * bytes of HMAC-SHA256. For servers: who knows the secret can have anything made.
 */
export const sign = async (secret, key, transform, { maxSide = MAX_SIDE } = {}) => {
  const folder = canonical(transform, { maxSide });
  checkKey(key, `${folder}/${key}`);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', secretBytes(secret), algorithm, false, ['sign']);
  const tag = await crypto.subtle.sign('HMAC', imported, new TextEncoder().encode(`${folder}/${key}`));
  const first = new Uint8Array(tag, 0, SIGNATURE_BYTES);
  return btoa(String.fromCharCode(...first))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
};

/** `url`, signed with `secret`. */
export const signedUrl = async (base, key, transform, secret, options = {}) => {
  const signature = await sign(secret, key, transform, options);
  return url(base, key, transform, { ...options, signature });
};

/** Width and height of the result, of an original of these as it is seen; `undefined` where the crop lies outside. */
const resultOf = (original, found) => {
  let { width, height } = original;
  if (found.rotate === '90' || found.rotate === '270') [width, height] = [height, width];
  if (found.crop) {
    const cut = (start, length, side) => {
      const pixels = ({ part, pixels: whole }) => (part ? times(side, part) : whole);
      const rest = side - pixels(start);
      return rest > 0 ? Math.min(Math.max(pixels(length), 1), rest) : undefined;
    };
    const [left, top, across, down] = found.crop;
    [width, height] = [cut(left, across, width), cut(top, down, height)];
    if (width === undefined || height === undefined) return undefined;
  }
  const wanted = {
    width: found.width && times(found.width, found.dpr),
    height: found.height && times(found.height, found.dpr),
  };
  const x = wanted.width && width / wanted.width;
  const y = wanted.height && height / wanted.height;
  const both = x !== undefined && y !== undefined;
  const around = found.fit === 'cover' || found.fit === 'outside';
  const one = both ? (around ? Math.min(x, y) : Math.max(x, y)) : (x ?? y);
  const shrunk = (side, shrink) => {
    const least = found.enlarge ? 0 : 1;
    return Math.max(Math.floor(side * (1 / Math.min(Math.max(shrink, least), side)) + 0.5), 1);
  };
  const fill = found.fit === 'fill';
  const whole = { width: shrunk(width, fill ? (x ?? 1) : one), height: shrunk(height, fill ? (y ?? 1) : one) };
  const limit = { cover: Math.min, contain: Math.max }[found.fit] ?? ((side) => side);
  const edges = found.pad.split(':').map((edge) => times(Number(edge), found.dpr));
  const [above, right, below, left] = edges.length === 4 ? edges : Array(4).fill(edges[0]);
  return {
    width: limit(whole.width, wanted.width ?? whole.width) + left + right,
    height: limit(whole.height, wanted.height ?? whole.height) + above + below,
  };
};

const srcsetError = (expected, found) => new LinkError(`expected ${expected}, but found ${found}`);

const isPixels = (number) => Number.isInteger(number) && number > 0;

/** A list of numbers, sorted, none twice. */
const ascending = (name, numbers, good, expected) => {
  if (!Array.isArray(numbers) || numbers.length === 0 || !numbers.every(good)) {
    throw srcsetError(`${name} to be ${expected}`, (Array.isArray(numbers) && numbers.join(', ')) || 'none');
  }
  return [...new Set(numbers)].sort((a, b) => a - b);
};

/** One picture in several widths, each with its descriptor, and what the size of the element follows from. */
const byWidths = (widths, transform, original, maxSide) => {
  const sorted = ascending('widths', widths, isPixels, 'a list of whole numbers of pixels such as 320, 640');
  const base = { ...transform };
  if (base.width === undefined && base.height === undefined) base.width = sorted.at(-1);
  const found = read(base, maxSide);
  if (found.width === undefined) throw srcsetError('a width beside widths', writeSize(found));
  if (found.dpr !== initial('dpr')) throw srcsetError('no dpr beside widths', writeDecimal(found.dpr));
  if (found.pad !== initial('pad')) throw srcsetError('no pad beside widths', found.pad);
  const followsOriginal = found.height !== undefined && ['inside', 'outside'].includes(found.fit);
  const candidates = sorted.map((width) => {
    const height = found.height && Math.max(Math.round((found.height * width) / found.width), 1);
    const transformed = { ...base, width, height };
    const result = original && resultOf(original, read(transformed, maxSide));
    if (!result && followsOriginal) {
      throw srcsetError(`width and height of the original beside widths and fit=${found.fit}`, 'none');
    }
    return { transform: transformed, descriptor: `${result?.width ?? width}w` };
  });
  return { candidates, found, src: (kept) => kept.at(-1) };
};

/** One picture for several densities of the screen. */
const byDensities = (densities, transform, maxSide) => {
  const number = (density) => typeof density === 'number';
  const sorted = ascending('densities', densities, number, 'a list of numbers from 1 to 5 such as 1, 2');
  const found = read(transform, maxSide);
  if (found.dpr !== initial('dpr')) throw srcsetError('no dpr beside densities', writeDecimal(found.dpr));
  const candidates = sorted.map((dpr) => ({ transform: { ...transform, dpr }, descriptor: `${dpr}x` }));
  return { candidates, found, src: (kept) => kept[0] };
};

/** Width and height of the element, where both are known. */
const elementSize = (found, original) => {
  const known = original && resultOf(original, found);
  if (known) return known;
  const { width, height, fit } = found;
  if (width === undefined || height === undefined || fit === 'inside' || fit === 'outside') return {};
  return resultOf({ width, height }, { ...found, crop: null, rotate: '0' });
};

/** What `srcset` asks for, before it has addresses. */
const candidatesOf = ({ widths, densities, sizes, facts, original = facts?.original, maxSide = MAX_SIDE, ...transform }) => {
  if ((widths === undefined) === (densities === undefined)) {
    throw srcsetError('either widths or densities', widths === undefined ? 'neither' : 'both');
  }
  if (original && !(isPixels(original.width) && isPixels(original.height))) {
    throw srcsetError('width and height of the original as whole numbers', JSON.stringify(original));
  }
  const { candidates, found, src } = widths
    ? byWidths(widths, transform, original, maxSide)
    : byDensities(densities, transform, maxSide);
  // Where no picture is enlarged, several may be the same.
  const kept = candidates.filter(
    ({ descriptor }, index) => candidates.findIndex((other) => other.descriptor === descriptor) === index,
  );
  const element = { sizes: widths && (sizes ?? '100vw'), ...elementSize(found, original) };
  return { kept, src: kept.indexOf(src(kept)), element, maxSide };
};

/**
 * An address as it can stand in a `srcset`: a comma at its end would not belong to it (HTML, "Parsing a srcset
 * attribute"). It leads to the same object.
 */
export const inSrcset = (address) => address.replace(/,+$/, (commas) => '%2C'.repeat(commas.length));

/** The attributes, of addresses in the order of the candidates. */
const attributes = ({ kept, src, element }, addresses) => {
  const written = addresses.map((address, index) => `${inSrcset(address)} ${kept[index].descriptor}`);
  const given = Object.entries({ srcset: written.join(', '), src: addresses[src], ...element });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
};

/**
 * The attributes of an `img` that shows the original `key`: `srcset`, `src`, `sizes`, `width` and `height`. What is seen
 * before the picture is there, `placeholder.js` tells.
 */
export const srcset = (base, key, options) => {
  const plan = candidatesOf(options);
  const { maxSide } = plan;
  return attributes(
    plan,
    plan.kept.map(({ transform }) => url(base, key, transform, { maxSide })),
  );
};

/** `srcset`, each address signed with `secret`. */
export const signedSrcset = async (base, key, options, secret) => {
  const plan = candidatesOf(options);
  const { maxSide } = plan;
  const signed = plan.kept.map(({ transform }) => signedUrl(base, key, transform, secret, { maxSide }));
  return attributes(plan, await Promise.all(signed));
};
