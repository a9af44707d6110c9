// Two pictures of the same shape over each other, and a slider between them.
import { element } from "./element.js";

/** The result, and under its left part what it was made of. */
export class Comparison {
  constructor(parent) {
    this.after = element('img', { class: 'after', alt: '' });
    this.before = element('img', { class: 'before', alt: '', hidden: true });
    this.line = element('div', { class: 'line', hidden: true });
    this.slider = element('input', {
      type: 'range',
      class: 'divider',
      min: 0,
      max: 100,
      value: 50,
      hidden: true,
      'aria-label': 'Compare original and result',
      oninput: () => this.divide(),
    });
    this.labels = element('div', { class: 'sides-labels', hidden: true, 'aria-hidden': 'true' }, element('span', {}, 'original'), element('span', {}, 'result'));
    this.frame = element('div', { class: 'frame', hidden: true }, this.after, this.before, this.line, this.slider, this.labels);
    parent.append(this.frame);
    this.divide();
    this.shape = null;
  }

  /** Shows the result, and tells its width and height. What it is compared with stays while it has the same `shape`. */
  async load(url, alt, shape) {
    const image = new Image();
    image.src = url;
    await image.decode();
    if (shape !== this.shape) this.showBefore(false);
    if (this.after.src.startsWith('blob:')) URL.revokeObjectURL(this.after.src);
    this.after.src = url;
    this.after.alt = alt;
    this.frame.hidden = false;
    return { width: image.naturalWidth, height: image.naturalHeight };
  }

  /** Lays the original in a `shape` over it; without a picture of it, there is no slider. */
  async compare(url, shape) {
    if (url) {
      const image = new Image();
      image.src = url;
      await image.decode();
      this.before.src = url;
    }
    this.shape = url ? shape : null;
    this.showBefore(url !== null);
  }

  clear() {
    this.frame.hidden = true;
    this.shape = null;
    this.showBefore(false);
  }

  showBefore(isShown) {
    for (const part of [this.before, this.line, this.slider, this.labels]) part.hidden = !isShown;
  }

  divide() {
    const part = Number(this.slider.value);
    this.before.style.clipPath = `inset(0 ${100 - part}% 0 0)`;
    this.line.style.left = `${part}%`;
    this.slider.setAttribute('aria-valuetext', `${part} % original`);
  }
}
