// A number: a slider, the number itself, and a box for each word that may stand in its place.
import { element } from "./element.js";
import { Scale } from "./scale.js";

/** The control of `values.least` to `values.most`. No value is an empty number. */
export function numberControl({ name, values, ...option }, ids, changed) {
  const scale = new Scale(values, Number.parseFloat(option.default));
  const described = { 'aria-describedby': ids.meaning };
  const slider = element('input', {
    type: 'range',
    min: 0,
    max: scale.steps,
    'aria-label': `${name}, slider`,
    ...described,
    oninput: () => {
      number.value = scale.number(Number(slider.value));
      untick();
      changed();
    },
  });
  const number = element('input', {
    type: 'number',
    id: ids.input,
    min: values.least,
    max: values.most,
    step: values.step,
    placeholder: Number.isFinite(Number.parseFloat(option.default)) ? Number.parseFloat(option.default) : '–',
    ...described,
    oninput: () => {
      untick();
      changed();
    },
  });
  const boxes = values.words.map((word) =>
    element('input', {
      type: 'checkbox',
      value: word,
      onchange: (event) => {
        const { checked } = event.target;
        untick();
        event.target.checked = checked;
        if (checked) number.value = '';
        changed();
      },
    }),
  );
  const untick = () => boxes.forEach((box) => (box.checked = false));
  const labels = boxes.map((box) => element('label', { class: 'word' }, box, ` ${box.value}`));
  const show = () => {
    const shown = number.value === '' ? scale.usual : Number(number.value);
    // Several steps may be one number: the slider stays where it was moved to.
    if (scale.number(Number(slider.value)) !== shown) slider.value = scale.position(shown);
    slider.setAttribute('aria-valuetext', number.value === '' ? option.default : String(shown));
  };
  show();
  return {
    element: element('div', { class: 'number' }, slider, number, ...labels),
    set(value) {
      const word = boxes.find((box) => box.value === value);
      untick();
      if (word) word.checked = true;
      number.value = word ? '' : (value ?? '');
    },
    show,
    value: () => boxes.find((box) => box.checked)?.value ?? (number.value === '' ? null : number.value),
  };
}
