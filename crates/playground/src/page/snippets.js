// What is copied: the URL, and an `img` with `srcset`.
import { byId } from "./element.js";
import { LinkError, srcset } from "./marble-url.js";
import { say } from "./report.js";

const LIMIT = 4096;

const escaped = (text) => String(text).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** The URL and the HTML of what is shown. */
export class Snippets {
  constructor() {
    this.isOwn = { widths: false, sizes: false };
    for (const name of ['widths', 'sizes']) {
      byId(name).addEventListener('input', () => {
        this.isOwn[name] = byId(name).value !== '';
        this.showHtml();
      });
    }
    for (const button of document.querySelectorAll('[data-copy]')) {
      button.addEventListener('click', () => this.copy(button));
    }
  }

  /** `url` is null where there is no picture to show. */
  show({ base, key, transform, original, url }) {
    this.given = { base, key, transform, original };
    byId('url').textContent = url ?? '';
    const width = transform.toObject().width ?? original?.width;
    if (!this.isOwn.widths) byId('widths').value = this.usualWidths(width).join(', ');
    if (!this.isOwn.sizes) byId('sizes').value = width ? `(min-width: ${width}px) ${width}px, 100vw` : '100vw';
    const leftOut = transform.leftOut();
    byId('left-out').hidden = leftOut.length === 0;
    byId('left-out').textContent = leftOut.length === 0 ? '' : `Left out, because it changes nothing here: ${leftOut.join(', ')}.`;
    this.showHtml();
  }

  usualWidths(width) {
    if (!width) return [320, 640, 1280];
    const widths = [0.5, 1, 1.5, 2].map((factor) => Math.round(width * factor));
    return widths.filter((found) => found >= 1 && found <= LIMIT);
  }

  showHtml() {
    if (!this.given) return;
    const { base, key, transform, original } = this.given;
    const text = byId('widths').value.split(/[ ,]+/).filter(Boolean);
    try {
      const attributes = srcset(base, key, {
        ...transform.toObject(),
        widths: text.map(Number),
        sizes: byId('sizes').value || '100vw',
        original,
        maxSide: 16_383,
      });
      byId('html').textContent = this.html(attributes);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      byId('html').textContent = `No srcset: ${error.message}`;
    }
  }

  html({ srcset: candidates, src, sizes, width, height }) {
    const lines = [
      `src="${escaped(src)}"`,
      `srcset="${escaped(candidates).replaceAll(', ', ',\n             ')}"`,
      sizes && `sizes="${escaped(sizes)}"`,
      width && height && `width="${width}" height="${height}"`,
      'alt=""',
    ];
    return `<img ${lines.filter(Boolean).join('\n     ')}>`;
  }

  async copy(button) {
    const source = byId(button.dataset.copy);
    const name = button.dataset.copy === 'url' ? 'URL' : 'HTML';
    try {
      await navigator.clipboard.writeText(source.textContent);
      say(`${name} copied`);
    } catch {
      // Pages that did not come over TLS have no clipboard: what is selected can be copied by hand.
      getSelection().selectAllChildren(source);
      say(`${name} selected: copy it with the keyboard`);
    }
  }
}
