// A choice of words: a switch for yes and no, buttons for a few, a list for many.
import { element } from "./element.js";

const FEW = 5;

/** The control of `values.words`, of which the default is no value. */
export function wordsControl({ values: { words }, ...option }, ids, changed) {
  const usual = words.includes(option.default) ? option.default : words[0];
  const isSwitch = words.length === 2 && words.includes('yes') && words.includes('no');
  if (isSwitch) return switchControl(usual, ids, changed);
  return words.length > FEW ? listControl(words, usual, ids, changed) : buttonsControl(words, usual, ids, changed);
}

function unlessUsual(value, usual) {
  return value === usual ? null : value;
}

function switchControl(usual, ids, changed) {
  const input = element('input', {
    type: 'checkbox',
    role: 'switch',
    class: 'switch',
    id: ids.input,
    'aria-describedby': ids.meaning,
    onchange: changed,
  });
  const set = (value) => (input.checked = (value ?? usual) === 'yes');
  set(null);
  return { element: input, inline: true, set, value: () => unlessUsual(input.checked ? 'yes' : 'no', usual) };
}

function listControl(words, usual, ids, changed) {
  const options = words.map((word) => element('option', { value: word }, word));
  const select = element('select', { id: ids.input, 'aria-describedby': ids.meaning, onchange: changed }, ...options);
  const set = (value) => (select.value = value ?? usual);
  set(null);
  return { element: select, inline: true, set, value: () => unlessUsual(select.value, usual) };
}

function buttonsControl(words, usual, ids, changed) {
  const inputs = words.map((word) => element('input', { type: 'radio', name: ids.input, value: word, onchange: changed }));
  const labels = inputs.map((input) => element('label', {}, input, element('span', {}, input.value)));
  const group = element(
    'div',
    { class: 'buttons', role: 'radiogroup', 'aria-labelledby': ids.label, 'aria-describedby': ids.meaning },
    ...labels,
  );
  const set = (value) => inputs.forEach((input) => (input.checked = input.value === (value ?? usual)));
  set(null);
  const value = () => unlessUsual(inputs.find((input) => input.checked)?.value ?? usual, usual);
  return { element: group, isGroup: true, set, value };
}
