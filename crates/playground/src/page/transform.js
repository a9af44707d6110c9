// What is asked for, as text: the canonical spelling of the options, and the addresses that follow.
import { LinkError, canonical, url } from "./marble-url.js";

/** The limit is the deployment's to say, so that its own words are seen. */
const LIMITS = { maxSide: 16_383 };

/** A size and options as a transform; what marble-url does not understand is spelled as it is, so that Marble can say why. */
export class Transform {
  constructor(size, entries) {
    this.size = size;
    this.entries = entries;
    this.raw = [size, ...entries.map(([name, value]) => `${name}=${value}`)].join(',');
    try {
      this.text = canonical(this.raw, LIMITS);
      this.isCanonical = true;
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      this.text = this.raw;
      this.isCanonical = false;
    }
  }

  /** Reads `300x300,fit=inside`. */
  static parse(text) {
    const [size, ...options] = text.split(',');
    const entries = options.map((option) => [option.split('=')[0], option.slice(option.indexOf('=') + 1)]);
    return { size, entries };
  }

  /** The options that were set and change nothing. */
  leftOut() {
    if (!this.isCanonical) return [];
    const { entries } = Transform.parse(this.text);
    const written = entries.map(([name]) => name);
    const names = this.entries.map(([name]) => name);
    return names.filter((name) => !written.includes(name));
  }

  /** The path below the base of the pictures. */
  path(key) {
    try {
      if (this.isCanonical) return url('', key, this.text, LIMITS);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
    }
    // What marble-url refuses, Marble is asked for all the same.
    const segments = `${this.text}/${key}`.split('/').map(encodeURIComponent);
    return `/${segments.join('/').replace(/%(2C|3A|3D)/g, decodeURIComponent)}`;
  }

  /** As marble-url takes it, with names of its own for the sides. */
  toObject() {
    const { size, entries } = Transform.parse(this.text);
    const [width, height] = size.split('x').map((side) => (side === '' ? undefined : Number(side)));
    return { width, height, ...Object.fromEntries(entries) };
  }
}
