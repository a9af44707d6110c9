// The original: its focal point by a click, its crop by dragging. Both refer to the picture as `flip`, `flop` and
// `rotate` have turned it, and the focal point to what is left by the crop; here it is shown unturned and whole.
import { element } from "./element.js";

/** A point of the picture as it is shown, as it is once turned. All from 0 to 1. */
export function turned([x, y], { rotate, flip, flop }) {
  const [u, v] = [flop ? 1 - x : x, flip ? 1 - y : y];
  return { 0: [u, v], 90: [1 - v, u], 180: [1 - u, 1 - v], 270: [v, 1 - u] }[rotate];
}

/** Back again. */
export function unturned([x, y], { rotate, flip, flop }) {
  const [u, v] = { 0: [x, y], 90: [y, 1 - x], 180: [1 - x, 1 - y], 270: [1 - y, x] }[rotate];
  return [flop ? 1 - u : u, flip ? 1 - v : v];
}

const part = (number) => String(Math.round(Math.min(Math.max(number, 0), 1) * 100) / 100);

/** A part below 1 with a decimal point, as crop takes it. */
const cropPart = (number) => Math.min(Math.max(number, 0), 0.99).toFixed(2);

/** As little as is a drag and not a click, as a part of a side. */
const DRAG = 0.03;

/** The picture with what is marked on it. */
export class Original {
  constructor(parent, { pointed, cropped }) {
    this.pointed = pointed;
    this.cropped = cropped;
    this.turn = { rotate: 0, flip: false, flop: false };
    this.crop = null;
    this.image = element('img', { alt: '', draggable: 'false' });
    this.box = element('div', { class: 'crop-box', hidden: true });
    this.point = element('div', { class: 'focal-point', hidden: true });
    this.frame = element('div', { class: 'frame', hidden: true }, this.image, this.box, this.point);
    parent.append(this.frame);
    this.frame.addEventListener('pointerdown', (event) => this.begin(event));
  }

  /** Shows `url`, and tells width and height as seen. */
  async load(url, key) {
    this.frame.hidden = false;
    this.image.alt = `Original ${key}`;
    this.image.src = url;
    await this.image.decode();
    return { width: this.image.naturalWidth, height: this.image.naturalHeight };
  }

  clear() {
    this.frame.hidden = true;
    this.image.removeAttribute('src');
  }

  /** Where in the picture an event was. */
  place(event) {
    const { left, top, width, height } = this.image.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  }

  begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const start = this.place(event);
    this.frame.setPointerCapture(event.pointerId);
    const listening = new AbortController();
    const listen = (type, act) => this.frame.addEventListener(type, act, { signal: listening.signal });
    listen('pointermove', (moved) => this.drawBox(start, this.place(moved)));
    listen('pointerup', (ended) => {
      listening.abort();
      this.finish(start, this.place(ended));
    });
    listen('pointercancel', () => listening.abort());
  }

  finish(start, end) {
    const isDrag = Math.abs(start[0] - end[0]) > DRAG && Math.abs(start[1] - end[1]) > DRAG;
    if (isDrag) {
      const corners = [start, end].map((corner) => turned(corner, this.turn));
      const [left, right] = corners.map(([x]) => x).sort((a, b) => a - b);
      const [top, bottom] = corners.map(([, y]) => y).sort((a, b) => a - b);
      const [x, y] = [Math.max(left, 0), Math.max(top, 0)];
      this.cropped([x, y, Math.min(right, 1) - x, Math.min(bottom, 1) - y].map(cropPart).join(':'));
      return;
    }
    const [x, y] = turned(start, this.turn);
    const [left, top, width, height] = this.crop ?? [0, 0, 1, 1];
    this.pointed(`${part((x - left) / width)}:${part((y - top) / height)}`);
  }

  /** Marks what the options say. */
  mark({ position, crop, rotate, flip, flop }) {
    this.turn = { rotate: Number(rotate ?? 0), flip: flip === 'yes', flop: flop === 'yes' };
    this.crop = this.cropParts(crop);
    if (this.crop) {
      const [left, top, width, height] = this.crop;
      this.drawBox(unturned([left, top], this.turn), unturned([left + width, top + height], this.turn));
    } else {
      this.box.hidden = true;
    }
    const point = /^([0-9.]+):([0-9.]+)$/.exec(position ?? '');
    this.point.hidden = !point;
    if (point) {
      const [left, top, width, height] = this.crop ?? [0, 0, 1, 1];
      const [x, y] = unturned([left + Number(point[1]) * width, top + Number(point[2]) * height], this.turn);
      this.point.style.left = `${x * 100}%`;
      this.point.style.top = `${y * 100}%`;
    }
  }

  /** A crop in parts of the turned picture; null where there is none, or it is not understood. */
  cropParts(crop) {
    const lengths = (crop ?? '').split(':');
    const { naturalWidth, naturalHeight } = this.image;
    if (lengths.length !== 4 || !naturalWidth) return null;
    const across = this.turn.rotate % 180 === 0 ? [naturalWidth, naturalHeight] : [naturalHeight, naturalWidth];
    const parts = lengths.map((length, index) => (length.includes('.') ? Number(length) : Number(length) / across[index % 2]));
    const [left, top, width, height] = parts;
    if (!parts.every(Number.isFinite) || left >= 1 || top >= 1 || width <= 0 || height <= 0) return null;
    return [left, top, Math.min(width, 1 - left), Math.min(height, 1 - top)];
  }

  drawBox(one, other) {
    const clamp = (number) => Math.min(Math.max(number, 0), 1);
    const [left, right] = [one[0], other[0]].map(clamp).sort((a, b) => a - b);
    const [top, bottom] = [one[1], other[1]].map(clamp).sort((a, b) => a - b);
    this.box.hidden = right - left < 0.001 || bottom - top < 0.001;
    Object.assign(this.box.style, {
      left: `${left * 100}%`,
      top: `${top * 100}%`,
      width: `${(right - left) * 100}%`,
      height: `${(bottom - top) * 100}%`,
    });
  }
}
