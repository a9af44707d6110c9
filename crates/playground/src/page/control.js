// The control of one option: made of what its definition says of its values.
import { element } from "./element.js";
import { colorControl } from "./color-control.js";
import { cropControl, padControl } from "./edges-control.js";
import { numberControl } from "./number-control.js";
import { positionControl } from "./position-control.js";
import { watermarkControl } from "./watermark-control.js";
import { wordsControl } from "./words-control.js";

const KINDS = {
  color: colorControl,
  crop: cropControl,
  number: numberControl,
  pad: padControl,
  position: positionControl,
  watermark: watermarkControl,
  words: wordsControl,
};

/** One option with its name, its control, what it means, and a button that takes it back. */
export class Control {
  constructor(option, changed) {
    this.name = option.name;
    const ids = { input: `option-${option.name}`, label: `label-${option.name}`, meaning: `meaning-${option.name}` };
    const update = () => {
      this.show();
      changed();
    };
    this.inner = KINDS[option.values.kind](option, ids, update);
    this.reset = element(
      'button',
      { type: 'button', class: 'quiet reset', 'aria-label': `Reset ${option.name}`, hidden: true, onclick: () => this.takeBack(ids, update) },
      'Reset',
    );
    const label = this.inner.isGroup
      ? element('span', { id: ids.label, class: 'name' }, option.name)
      : element('label', { id: ids.label, class: 'name', for: ids.input }, option.name);
    const { inline } = this.inner;
    const head = element('div', { class: 'head' }, label, this.reset, inline ? this.inner.element : null);
    const meaning = element('p', { id: ids.meaning, class: 'meaning' }, option.meaning);
    this.element = element('div', { class: 'control', 'data-option': option.name }, head, inline ? null : this.inner.element, meaning);
    this.show();
  }

  /** The value as it stands in a URL, or null for the default. */
  get value() {
    return this.inner.value();
  }

  set value(value) {
    this.inner.set(value);
    this.show();
  }

  show() {
    this.inner.show?.();
    const isSet = this.value !== null;
    this.element.classList.toggle('is-set', isSet);
    this.reset.hidden = !isSet;
  }

  takeBack(ids, update) {
    this.inner.set(null);
    // The button goes, and must not take the focus along.
    const input = document.getElementById(ids.input) ?? this.element.querySelector('input, select');
    input?.focus();
    update();
  }
}
