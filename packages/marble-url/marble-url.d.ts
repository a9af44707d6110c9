// The types of marble-url.js.

/** A number as it stands in a key: at most two digits behind the point. */
type Decimal = number | `${number}`;

type YesOrNo = boolean | 'yes' | 'no';

type Compass =
  | 'centre'
  | 'center'
  | 'north'
  | 'northeast'
  | 'east'
  | 'southeast'
  | 'south'
  | 'southwest'
  | 'west'
  | 'northwest';

/** The options of a transform. docs/urls.md says what each does; one that is `undefined` is left out. */
export interface Options {
  fit?: 'cover' | 'contain' | 'fill' | 'inside' | 'outside';
  position?: Compass | 'entropy' | 'attention' | { x: Decimal; y: Decimal } | `${number}:${number}`;
  enlarge?: YesOrNo;
  linear?: YesOrNo;
  /** From 1 to 5. */
  dpr?: Decimal;
  /** Left, top, width and height, in pixels; or in parts of a side, which have a point: `'0.25'`. */
  crop?: [Decimal, Decimal, Decimal, Decimal] | string;
  rotate?: 0 | 90 | 180 | 270 | '0' | '90' | '180' | '270';
  flip?: YesOrNo;
  flop?: YesOrNo;
  /** Hexadecimal digits without `#`. */
  background?: string;
  /** Pixels, at each edge or from the top on to the right. */
  pad?: number | [number, number, number, number] | string;
  /** From 0.3 to 100. */
  blur?: Decimal;
  /** From 0.1 to 10. */
  sharpen?: Decimal;
  grayscale?: YesOrNo;
  /** From 0 to 10. */
  brightness?: Decimal;
  /** From 0 to 10. */
  contrast?: Decimal;
  /** From 0 to 10. */
  saturation?: Decimal;
  /** Place, opacity from 0 to 1 and scale from 0 to 1, such as `southeast:0.5:0.25`. */
  watermark?: [Compass | 'tile', Decimal?, Decimal?] | string;
  /** `auto` always costs a redirect: see `redirects`. */
  format?: 'original' | 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'jxl' | 'json' | 'auto';
  /** From 1 to 100. */
  quality?: number | `${number}` | 'auto';
  /** From 100 to 100000000. */
  maxBytes?: number | `${number}`;
  'max-bytes'?: number | `${number}`;
  lossless?: YesOrNo;
  progressive?: YesOrNo;
  metadata?: 'none' | 'copyright';
  icc?: 'keep' | 'srgb';
  /** From 1 to 10000. */
  frames?: number | `${number}` | 'all';
}

/** The size in pixels of a result, of which one side may be left out, and its options. */
export interface Transform extends Options {
  width?: number | `${number}`;
  height?: number | `${number}`;
}

/** What stands in front of an original's key: a transform, in words or as an object, or the name of a preset. */
export type Folder = string | Transform | { preset: string };

export interface Limits {
  /** `MAX_RESULT_SIDE` of the installation, in pixels; 4096 where none is given. */
  maxSide?: number;
}

/** Why a link cannot be made. The message says what was expected and what was found, as Marble's own answers do. */
export class LinkError extends Error {
  name: 'LinkError';
  /** The option that is wrong; `size` for the size. */
  option?: string;
  /** The value that was found. */
  found?: string;
  /** The value that it would be with fewer decimals. */
  nearest?: string;
}

/**
 * The canonical spelling of a transform: the one under which its result is stored.
 *
 * @throws {LinkError} for the first part that is not understood
 */
export function canonical(transform: string | Transform, limits?: Limits): string;

/**
 * Whether Marble answers this spelling by a redirect, each time that it is asked for: any but the canonical one, and
 * `format=auto`, which leads to another format for each client.
 *
 * @throws {LinkError} as `canonical`
 */
export function redirects(transform: string | Transform, limits?: Limits): boolean;

/**
 * The address of what `transform` makes of the original `key`.
 *
 * @param base the address of the bucket's website, with `RESULT_PREFIX` where there is one; may be empty
 * @param key the key of the original, not percent-encoded, without `SOURCE_PREFIX` and without a slash in front
 * @throws {LinkError} for what Marble would refuse, too
 */
export function url(
  base: string | URL,
  key: string,
  transform: Folder,
  options?: Limits & { /** From `sign`. */ signature?: string },
): string;

/**
 * The signature of a transform of the original `key`: 22 characters. For servers: whoever knows the secret can have
 * anything made. Needs `crypto.subtle`.
 *
 * @param secret one of `SIGNING_KEYS`: hexadecimal digits of at least 16 bytes
 */
export function sign(secret: string, key: string, transform: string | Transform, limits?: Limits): Promise<string>;

/** `url`, signed with `secret`. */
export function signedUrl(
  base: string | URL,
  key: string,
  transform: string | Transform,
  secret: string,
  limits?: Limits,
): Promise<string>;

/**
 * An address as it can stand in a `srcset`: a comma at its end would not belong to it, and is escaped. It leads to the
 * same object. `srcset` does this itself.
 */
export function inSrcset(address: string): string;

/** Width and height in pixels. */
export interface Size {
  width: number;
  height: number;
}

interface Common extends Limits {
  /** Width and height of the original as it is seen, its orientation applied. */
  original?: Size;
  /** What `format=json` tells, in the place of `original`. */
  facts?: { original: Size };
}

/** A picture as wide as its place: each width is an address, and the browser chooses by `sizes`. */
export interface Widths extends Transform, Common {
  /** Pixels. Where a height is given, too, each has the ratio of `width` and `height`. */
  widths: number[];
  densities?: undefined;
  /** How wide the picture is shown: a source size list (HTML), such as `(min-width: 60em) 50vw, 100vw`. */
  sizes?: string;
  dpr?: undefined;
  pad?: undefined;
}

/** A picture of one size, for screens of several densities. */
export interface Densities extends Transform, Common {
  /** Each from 1 to 5. */
  densities: number[];
  widths?: undefined;
  sizes?: undefined;
  dpr?: undefined;
}

/** Attributes of `img`. */
export interface Attributes {
  srcset: string;
  /** The largest of the widths, or the lowest of the densities. */
  src: string;
  /** Of widths only; `100vw` where none was given. */
  sizes?: string;
  /** Of the transform itself, where both sides are known. */
  width?: number;
  height?: number;
}

/**
 * The attributes of an `img` that shows the original `key`.
 *
 * @throws {LinkError} as `url`, and where widths or densities are none
 */
export function srcset(base: string | URL, key: string, options: Widths | Densities): Attributes;

/** `srcset`, each address signed with `secret`. */
export function signedSrcset(
  base: string | URL,
  key: string,
  options: Widths | Densities,
  secret: string,
): Promise<Attributes>;
