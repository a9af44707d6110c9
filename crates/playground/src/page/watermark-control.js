// The operator's watermark: where it lies, how much of it is seen, and how large it is.
import { element } from "./element.js";
import { places } from "./position-control.js";

/** The control of `place:opacity:scale`. No value is no place. */
export function watermarkControl({ name, values }, ids, changed) {
  const chosen = places(values.places, ids, changed);
  const part = (label, placeholder) => {
    const input = element('input', {
      type: 'number',
      min: 0,
      max: 1,
      step: 0.05,
      placeholder,
      'aria-label': `${name}, ${label}`,
      oninput: changed,
    });
    return [input, element('label', {}, element('span', { 'aria-hidden': 'true' }, label), input)];
  };
  const [opacity, opacityLabel] = part('opacity', '1');
  const [scale, scaleLabel] = part('scale', '0');
  return {
    element: element('div', { class: 'watermark' }, chosen.element, element('div', { class: 'edges' }, opacityLabel, scaleLabel)),
    isGroup: true,
    set(value) {
      const [place, ...parts] = value?.split(':') ?? [null];
      chosen.set(place);
      opacity.value = parts[0] ?? '';
      scale.value = parts[1] ?? '';
    },
    value() {
      const place = chosen.value();
      if (!place) return null;
      if (scale.value !== '') return `${place}:${opacity.value || '1'}:${scale.value}`;
      return opacity.value === '' ? place : `${place}:${opacity.value}`;
    },
  };
}
