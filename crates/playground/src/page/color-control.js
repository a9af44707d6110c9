// A color: its digits, a picker, and how opaque it is.
import { element } from "./element.js";

/** The control of a color in hexadecimal digits. No value is an empty text. */
export function colorControl({ name, ...option }, ids, changed) {
  const text = element('input', {
    id: ids.input,
    placeholder: option.default,
    maxlength: 8,
    spellcheck: 'false',
    'aria-describedby': ids.meaning,
    oninput: changed,
  });
  const picker = element('input', { type: 'color', 'aria-label': `${name}, picker`, oninput: pick });
  const opacity = element('input', { type: 'range', min: 0, max: 255, value: 255, 'aria-label': `${name}, opacity`, oninput: pick });
  function pick() {
    const alpha = Number(opacity.value);
    text.value = picker.value.slice(1) + (alpha === 255 ? '' : alpha.toString(16).padStart(2, '0'));
    changed();
  }
  const show = () => {
    const digits = text.value || option.default;
    const long = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits;
    if (!/^([0-9a-f]{6}|[0-9a-f]{8})$/i.test(long)) return;
    picker.value = `#${long.slice(0, 6).toLowerCase()}`;
    opacity.value = Number.parseInt(long.slice(6) || 'ff', 16);
    opacity.setAttribute('aria-valuetext', `${Math.round((Number(opacity.value) / 255) * 100)} %`);
  };
  show();
  return {
    element: element('div', { class: 'color' }, picker, opacity, text),
    set: (value) => (text.value = value ?? ''),
    show,
    value: () => (text.value.trim() === '' ? null : text.value.trim()),
  };
}
