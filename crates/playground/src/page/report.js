// What came of a request, in words and figures.
import { byId, element } from "./element.js";
import { bytes, change, format, milliseconds } from "./bytes.js";

/** Said to screen readers, too. */
export function say(text) {
  byId('status').textContent = text;
}

/** Width, height, format and bytes of the original. */
export function showOriginal({ width, height }, count) {
  byId('original-facts').textContent = [`${width} × ${height}`, count ? bytes(count) : null].filter(Boolean).join(' · ');
}

/** A picture that was made. */
export function showResult(outcome, { width, height }, originalBytes) {
  byId('refusal').hidden = true;
  byId('result').hidden = false;
  const facts = [`${width} × ${height}`];
  if (outcome.mediaType) facts.push(format(outcome.mediaType));
  if (outcome.bytes !== null) facts.push(bytes(outcome.bytes));
  if (outcome.bytes !== null && originalBytes) facts.push(change(originalBytes, outcome.bytes));
  byId('result-facts').textContent = facts.join(' · ');
  showWay(outcome);
  const time = outcome.milliseconds === null ? '' : ` in ${milliseconds(outcome.milliseconds)}`;
  say(`Result: ${facts.join(', ')}${time}`);
}

/** A request that was refused: why, in Marble's words. */
export function showRefusal(outcome) {
  const { message, detail, code } = outcome.error;
  byId('result-facts').textContent = '';
  const refusal = byId('refusal');
  refusal.replaceChildren(
    element('p', { class: 'refusal-message' }, message ?? 'Refused'),
    detail ? element('p', {}, detail) : '',
    element('p', { class: 'hint' }, [outcome.status, code].filter(Boolean).join(' · ')),
  );
  refusal.hidden = false;
  byId('result').hidden = true;
  showWay(outcome);
  say([message ?? 'Refused', detail].filter(Boolean).join(': '));
}

function showWay({ hops, stages, milliseconds: time, note }) {
  const steps = hops.map((hop) =>
    element(
      'li',
      { class: hop.status >= 400 ? 'failed' : '' },
      element('span', { class: 'server' }, hop.server),
      element('span', { class: 'code' }, String(hop.status)),
      element('span', { class: 'time' }, milliseconds(hop.milliseconds)),
      element('span', { class: 'target' }, shown(hop.url)),
    ),
  );
  if (hops.length === 0 && time) steps.push(element('li', {}, element('span', { class: 'server' }, 'answer'), element('span', { class: 'time' }, milliseconds(time))));
  byId('hops').replaceChildren(...steps);
  byId('hops').hidden = steps.length === 0;
  showStages(stages);
  const isStored = hops.length === 1 && hops[0].status === 200;
  const text = note ?? (isStored ? 'It was stored already: the bucket answers alone, and no code runs.' : '');
  byId('note').textContent = text;
  byId('note').hidden = text === '';
}

/** The path and query of a URL, decoded where it can be read. */
function shown(url) {
  const { pathname, search } = new URL(url);
  try {
    return decodeURI(pathname + search);
  } catch {
    return pathname + search;
  }
}

/** A bar for each stage of Marble's work. */
function showStages(stages) {
  const parent = byId('stages');
  parent.hidden = stages.length === 0;
  const most = Math.max(...stages.map(([, time]) => time), 0.001);
  const rows = stages.map(([name, time]) => {
    const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
    bar.style.setProperty('--part', String(time / most));
    return element('tr', {}, element('th', { scope: 'row' }, name), element('td', { class: 'time' }, milliseconds(time)), element('td', { class: 'track' }, bar));
  });
  const caption = element('caption', {}, "Stages of Marble's work");
  parent.replaceChildren(element('table', { class: 'stages' }, caption, element('tbody', {}, ...rows)));
}
