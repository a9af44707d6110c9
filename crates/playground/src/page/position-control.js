// A place in a picture: nine on a grid, others as words, and a focal point.
import { element } from "./element.js";

const GRID = ['northwest', 'north', 'northeast', 'west', 'centre', 'east', 'southwest', 'south', 'southeast'];

/** Buttons for words: those of the compass as a grid, all others below. */
export function places(words, ids, changed) {
  const inGrid = GRID.filter((word) => words.includes(word));
  const ordered = [...inGrid, ...words.filter((word) => !GRID.includes(word))];
  const inputs = ordered.map((word) =>
    element('input', { type: 'radio', name: ids.input, value: word, 'aria-label': word, onchange: changed }),
  );
  const label = (input) => {
    const isCell = GRID.includes(input.value);
    const shown = element('span', { 'aria-hidden': 'true' }, isCell ? '' : input.value);
    return element('label', { class: isCell ? 'cell' : 'place', title: input.value }, input, shown);
  };
  const cells = inputs.filter((input) => GRID.includes(input.value)).map(label);
  const others = inputs.filter((input) => !GRID.includes(input.value)).map(label);
  const group = element(
    'div',
    { class: 'places', role: 'radiogroup', 'aria-labelledby': ids.label, 'aria-describedby': ids.meaning },
    element('div', { class: 'grid' }, ...cells),
    element('div', { class: 'others' }, ...others),
  );
  return {
    element: group,
    set: (word) => inputs.forEach((input) => (input.checked = input.value === word)),
    value: () => inputs.find((input) => input.checked)?.value ?? null,
  };
}

/** The control of a place, of which the default is no value. */
export function positionControl({ name, values: { words }, ...option }, ids, changed) {
  const field = (axis) =>
    element('input', {
      type: 'number',
      min: 0,
      max: 1,
      step: 0.01,
      placeholder: '0.5',
      'aria-label': `${name}, focal point ${axis}`,
      oninput: () => {
        chosen.set(point.every((input) => input.value === '') ? option.default : null);
        changed();
      },
    });
  const point = [field('x'), field('y')];
  const chosen = places(words, ids, () => {
    point.forEach((input) => (input.value = ''));
    changed();
  });
  const set = (value) => {
    const [x, y] = value?.split(':') ?? [];
    const isPoint = y !== undefined;
    point[0].value = isPoint ? x : '';
    point[1].value = isPoint ? y : '';
    chosen.set(isPoint ? null : (value ?? option.default));
  };
  set(null);
  const fields = element('div', { class: 'point' }, element('span', {}, 'focal point'), ...point);
  return {
    element: element('div', { class: 'position' }, chosen.element, fields),
    isGroup: true,
    set,
    value() {
      const word = chosen.value();
      if (word) return word === option.default ? null : word;
      return point.map((input) => input.value || '0.5').join(':');
    },
  };
}
