// The page at work: whatever is changed, the picture is asked for again.
import { bytes } from "./bytes.js";
import { Comparison } from "./comparison.js";
import { Controls } from "./controls.js";
import { data } from "./data.js";
import { deployment } from "./deployment.js";
import { byId, element } from "./element.js";
import { Original } from "./original.js";
import { say, showOriginal, showRefusal, showResult } from "./report.js";
import { Size } from "./size.js";
import { Snippets } from "./snippets.js";
import { Transform } from "./transform.js";

/** A slider that is being moved does not ask for each step. */
const PAUSE = 180;

class Playground {
  constructor() {
    const changed = () => this.changed();
    this.size = new Size(byId('options'), changed);
    this.controls = new Controls(byId('options'), changed);
    this.comparison = new Comparison(byId('result'));
    this.snippets = new Snippets();
    this.original = new Original(byId('original'), {
      pointed: (position) => this.set('position', position),
      cropped: (crop) => this.set('crop', crop),
    });
    this.key = '';
    this.about = null;
    byId('reset').addEventListener('click', () => {
      this.controls.setAll([]);
      this.changed();
      byId('options').querySelector('input').focus();
    });
    byId('form').addEventListener('submit', (event) => event.preventDefault());
  }

  set(name, value) {
    this.controls.set(name, value);
    this.changed();
  }

  transform() {
    return new Transform(this.size.text, this.controls.entries());
  }

  /** Takes up what the address of the page says. */
  restore() {
    let text = '';
    try {
      text = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    const slash = text.indexOf('/');
    if (slash < 0) return;
    const { size, entries } = Transform.parse(text.slice(0, slash));
    if (/^[0-9]*x[0-9]*$/.test(size)) this.size.text = size;
    this.controls.setAll(entries);
    byId('reset').hidden = entries.length === 0;
    this.key = text.slice(slash + 1);
  }

  changed() {
    const any = this.controls.entries().length > 0;
    byId('reset').hidden = !any;
    this.mark();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  mark() {
    const get = (name) => this.controls.get(name);
    this.original.mark({ position: get('position'), crop: get('crop'), rotate: get('rotate'), flip: get('flip'), flop: get('flop') });
  }

  /** Shows another original. `about` is what is known of it. */
  async open(key, count = null) {
    this.key = key;
    this.about = null;
    this.count = count;
    byId('original-facts').textContent = '';
    byId('original-hint').hidden = true;
    if (!key || !this.server) return;
    this.ask();
    try {
      const size = await this.original.load(this.server.original(key), key);
      if (this.key !== key) return;
      this.about = size;
      byId('original-hint').hidden = false;
      showOriginal(size, count);
      this.mark();
      this.snippets.show({ ...this.snippets.given, base: this.server.base, key, transform: this.transform(), original: size, url: byId('url').textContent });
    } catch {
      if (this.key !== key) return;
      this.original.clear();
      byId('original-facts').textContent = [count ? bytes(count) : null, 'not shown by this browser'].filter(Boolean).join(' · ');
    }
  }

  async ask() {
    if (!this.key || !this.server) return;
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    const transform = this.transform();
    const { key, server } = this;
    history.replaceState(null, '', `#${transform.path(key).slice(1)}`);
    byId('result-panel').setAttribute('aria-busy', 'true');
    try {
      const outcome = await server.ask(transform.path(key), request.signal);
      if (this.request !== request) return;
      await this.show(outcome, transform, key, request);
    } catch (error) {
      if (error.name === 'AbortError' || this.request !== request) return;
      this.refuse({ status: null, error: { message: error.message }, hops: [], stages: [] }, transform, key);
    } finally {
      if (this.request === request) byId('result-panel').setAttribute('aria-busy', 'false');
    }
  }

  async show(outcome, transform, key, request) {
    if (outcome.error) {
      this.refuse(outcome, transform, key);
      return;
    }
    const shape = new Transform(transform.size, [...this.controls.shapes(), ['format', 'png']]).path(key);
    const size = await this.comparison.load(outcome.image, `Result: ${transform.text} of ${key}`, shape);
    if (this.request !== request) return;
    showResult(outcome, size, this.count);
    const url = transform.isCanonical ? this.server.base + transform.path(key) : outcome.url;
    this.snippets.show({ base: this.server.base, key, transform, original: this.about ?? undefined, url });
    if (this.comparison.shape !== shape) await this.compare(shape, request);
  }

  /** The original in the shape of the result: without effects, and without loss. Settings may refuse it. */
  async compare(shape, request) {
    const outcome = await this.server.ask(shape, request.signal);
    if (this.request !== request) return;
    const image = outcome.error ? null : outcome.image;
    await this.comparison.compare(image, shape).catch(() => this.comparison.compare(null, shape));
  }

  refuse(outcome, transform, key) {
    this.comparison.clear();
    showRefusal(outcome);
    const url = this.server.base + transform.path(key);
    this.snippets.show({ base: this.server.base, key, transform, original: this.about ?? undefined, url });
  }
}

/** Photos of the dev server's bucket: a list, and a place to drop new ones. */
async function chooseFromBucket(playground) {
  const server = deployment();
  playground.server = server;
  const list = element('select', { id: 'key', onchange: () => playground.open(list.value, counts.get(list.value)) });
  const file = element('input', { type: 'file', id: 'file', accept: 'image/*,.heic,.tif,.tiff', class: 'visually-hidden', onchange: () => put(file.files[0]) });
  const button = element('label', { for: 'file', class: 'file' }, element('strong', {}, 'Choose a photo'), ' or drop it here');
  byId('source').append(file, button, element('label', { class: 'field' }, 'In the bucket', list));
  const counts = new Map();
  const fill = async () => {
    for (const { key, bytes: count } of await server.originals()) counts.set(key, count);
    list.replaceChildren(...[...counts.keys()].map((key) => element('option', { value: key }, key)));
  };
  const open = (key) => {
    list.value = key;
    return playground.open(key, counts.get(key));
  };
  const put = async (photo) => {
    if (!photo) return;
    say(`Putting ${photo.name} into the bucket…`);
    try {
      const key = await server.put(photo);
      await fill();
      await open(key);
    } catch (error) {
      say(`Not put into the bucket: ${error.message}`);
    }
  };
  const openAsked = () => {
    const key = counts.has(playground.key) ? playground.key : counts.keys().next().value;
    if (key) return open(key);
    say('The bucket is empty: choose a photo, or drop one here.');
  };
  takeDrops(put);
  await fill();
  takeAddresses(playground, openAsked);
  await openAsked();
}

/** Goes where the address of the page is changed to. */
function takeAddresses(playground, open) {
  addEventListener('hashchange', () => {
    playground.restore();
    open();
  });
}

/** The whole page takes what is dropped. */
function takeDrops(put) {
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  const veil = byId('drop');
  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    veil.hidden = false;
  });
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) veil.hidden = true;
  });
  addEventListener('drop', (event) => {
    veil.hidden = true;
    if (!hasFiles(event)) return;
    event.preventDefault();
    put(event.dataTransfer.files[0]);
  });
}

/** A base and a key, typed. */
function chooseByKey(playground) {
  const asked = new URLSearchParams(location.search);
  const base = element('input', { id: 'base', type: 'url', placeholder: 'https://images.example.com', spellcheck: 'false', value: asked.get('base') ?? data.base ?? '' });
  const key = element('input', { id: 'key', placeholder: 'folder/photo.jpg', spellcheck: 'false', value: playground.key || (asked.get('key') ?? '') });
  const open = () => {
    const isBase = /^https?:\/\/[^/]/.test(base.value);
    playground.server = isBase ? deployment(base.value) : null;
    if (isBase && key.value) playground.open(key.value);
    else say(isBase ? 'Type the key of an original.' : 'Type the address below which the pictures are, and a key.');
  };
  for (const input of [base, key]) input.addEventListener('change', open);
  byId('source').append(element('label', { class: 'field' }, 'Base URL', base), element('label', { class: 'field' }, 'Key', key));
  takeAddresses(playground, () => {
    key.value = playground.key;
    open();
  });
  open();
}

const playground = new Playground();
playground.restore();
if (data.upload) chooseFromBucket(playground).catch((error) => say(error.message));
else chooseByKey(playground);
