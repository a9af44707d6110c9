// All options, in groups that can be folded. An option that is new stands in the group of the one in front of it.
import { data } from "./data.js";
import { element } from "./element.js";
import { Control } from "./control.js";

/** The option with which each group begins. */
const GROUPS = [
  { title: 'Fit and crop', first: 'fit', open: true, shapes: true },
  { title: 'Turn', first: 'rotate', shapes: true },
  { title: 'Background and pad', first: 'background', shapes: true },
  { title: 'Effects', first: 'blur' },
  { title: 'Watermark', first: 'watermark' },
  { title: 'Output', first: 'format', open: true },
];

/** On a phone all groups are folded, so that the result is not far below. */
const HAS_ROOM = matchMedia('(min-width: 56rem)').matches;

/** The controls, and what they say together. */
export class Controls {
  constructor(parent, changed) {
    this.controls = new Map();
    this.groups = [];
    let group = null;
    for (const option of data.options) {
      const begins = GROUPS.find(({ first }) => first === option.name);
      if (begins || !group) {
        group = this.addGroup(parent, begins ?? { title: 'Options', open: true });
      }
      const control = new Control(option, () => {
        this.count();
        changed();
      });
      this.controls.set(option.name, control);
      group.controls.push(control);
      group.body.append(control.element);
    }
  }

  addGroup(parent, { title, open, shapes }) {
    const count = element('span', { class: 'count' });
    const body = element('div', { class: 'group' });
    parent.append(element('details', { open: HAS_ROOM && open }, element('summary', {}, title, ' ', count), body));
    const group = { body, controls: [], count, shapes: shapes ?? false };
    this.groups.push(group);
    return group;
  }

  count() {
    for (const { controls, count } of this.groups) {
      const set = controls.filter((control) => control.value !== null).length;
      count.textContent = set === 0 ? '' : `${set} set`;
    }
  }

  /** The options that are set, in canonical order, as pairs. */
  entries() {
    const all = [...this.controls.values()].map(({ name, value }) => [name, value]);
    return all.filter(([, value]) => value !== null);
  }

  /** Those that decide about size and shape: what is left of the picture without effects and loss. */
  shapes() {
    const names = this.groups.filter(({ shapes }) => shapes).flatMap(({ controls }) => controls.map(({ name }) => name));
    return this.entries().filter(([name]) => names.includes(name));
  }

  get(name) {
    return this.controls.get(name)?.value ?? null;
  }

  set(name, value) {
    const control = this.controls.get(name);
    if (control) control.value = value;
    this.count();
  }

  /** Sets exactly these. */
  setAll(entries) {
    const values = new Map(entries);
    for (const [name, control] of this.controls) control.value = values.get(name) ?? null;
    this.count();
  }
}
