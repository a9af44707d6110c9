// The size: two sides, of which one may be left out.
import { element } from "./element.js";

const USUAL = ['300x300', '600x', 'x400', '1200x630'];

/** The fields of the size. */
export class Size {
  constructor(parent, changed) {
    const field = (label) => element('input', { type: 'number', min: 1, inputmode: 'numeric', placeholder: 'auto', 'aria-label': label, oninput: changed });
    this.width = field('Width in pixels');
    this.height = field('Height in pixels');
    const buttons = USUAL.map((size) =>
      element(
        'button',
        {
          type: 'button',
          class: 'chip',
          'aria-label': `Size ${size}`,
          onclick: () => {
            this.text = size;
            changed();
          },
        },
        size,
      ),
    );
    parent.append(
      element(
        'div',
        { class: 'size', role: 'group', 'aria-label': 'Size' },
        element('div', { class: 'sides' }, this.width, element('span', { 'aria-hidden': 'true' }, '×'), this.height),
        element('div', { class: 'chips' }, ...buttons),
      ),
    );
    this.text = USUAL[0];
  }

  /** As it stands in a URL. */
  get text() {
    return `${this.width.value}x${this.height.value}`;
  }

  set text(text) {
    const [width, height] = text.split('x');
    this.width.value = width ?? '';
    this.height.value = height ?? '';
  }
}
