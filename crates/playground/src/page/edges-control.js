// Four numbers in a row: a box to crop, or the edges to pad.
import { element } from "./element.js";

function fourNumbers(names, { name }, ids, changed) {
  const inputs = names.map((edge) =>
    element('input', { inputmode: 'decimal', placeholder: '0', spellcheck: 'false', 'aria-label': `${name}, ${edge}`, oninput: changed }),
  );
  const fields = inputs.map((input, index) => element('label', {}, element('span', { 'aria-hidden': 'true' }, names[index]), input));
  const group = element('div', { class: 'edges', role: 'group', 'aria-labelledby': ids.label, 'aria-describedby': ids.meaning }, ...fields);
  const values = () => inputs.map((input) => input.value.trim());
  return {
    element: group,
    isGroup: true,
    isEmpty: () => values().every((value) => value === ''),
    fill: (given) => inputs.forEach((input, index) => (input.value = given[index] ?? '')),
    values: () => values().map((value) => value || '0'),
  };
}

/** The control of `left:top:width:height`. */
export function cropControl(option, ids, changed) {
  const four = fourNumbers(['left', 'top', 'width', 'height'], option, ids, changed);
  return {
    ...four,
    set: (value) => four.fill(value?.split(':') ?? []),
    value: () => (four.isEmpty() ? null : four.values().join(':')),
  };
}

/** The control of pixels at each edge. */
export function padControl(option, ids, changed) {
  const four = fourNumbers(['top', 'right', 'bottom', 'left'], option, ids, changed);
  return {
    ...four,
    set(value) {
      const edges = value?.split(':') ?? [];
      four.fill(edges.length === 1 ? Array(4).fill(edges[0]) : edges);
    },
    value() {
      const edges = four.values();
      const all = edges.every((edge) => edge === edges[0]);
      if (four.isEmpty() || (all && edges[0] === '0')) return null;
      return all ? edges[0] : edges.join(':');
    },
  };
}
