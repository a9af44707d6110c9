// Who is asked for pictures: the dev server, which tells every hop, or any deployment, of which a page sees what a
// browser shows it.
import { data } from "./data.js";

/** What browsers say of images (Chromium); it decides about `format=auto`. */
const ACCEPT = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';

/** `stored;dur=0.4, fetch;dur=2` as pairs; what was only estimated is no stage. */
function stagesOf(serverTiming) {
  const parts = (serverTiming ?? '').split(',').map((part) => part.trim().split(';dur='));
  const stages = parts.filter(([name, time]) => name !== '' && name !== 'estimate' && time !== undefined);
  return stages.map(([name, time]) => [name, Number(time)]);
}

async function errorOf(response) {
  try {
    return await response.json();
  } catch {
    return { message: `The answer is ${response.status}, and says nothing else.` };
  }
}

/** The server that this page came from. */
class DevServer {
  constructor() {
    this.base = data.base;
    this.mostBytes = data.upload.mostBytes;
  }

  async ask(path, signal) {
    const response = await fetch(`/-/play/visit?path=${encodeURIComponent(path)}`, { headers: { Accept: ACCEPT }, signal });
    if (!response.ok) return { status: response.status, error: await errorOf(response), hops: [], stages: [] };
    const report = await response.json();
    const url = report.hops.at(-1).url;
    return {
      status: report.status,
      error: report.status === 200 ? null : (report.error ?? { message: `The answer is ${report.status}, and says nothing else.` }),
      bytes: report.bytes,
      mediaType: report.media_type,
      milliseconds: report.hops.reduce((sum, hop) => sum + hop.milliseconds, 0),
      stages: report.hops.flatMap((hop) => stagesOf(hop.server_timing)),
      hops: report.hops,
      url,
      image: url,
    };
  }

  /** Where the original is shown from. */
  original(key) {
    return `/-/play/original?key=${encodeURIComponent(key)}`;
  }

  async originals() {
    const response = await fetch('/-/play/originals');
    if (!response.ok) throw new Error((await errorOf(response)).message);
    return response.json();
  }

  /** Puts a photo into the bucket and tells its key. */
  async put(file) {
    if (file.size > this.mostBytes) throw new Error(`Expected at most ${this.mostBytes} bytes, but found ${file.size}`);
    const response = await fetch(this.original(file.name), { method: 'PUT', body: file, headers: { 'Content-Type': file.type || 'application/octet-stream' } });
    if (!response.ok) throw new Error((await errorOf(response)).message);
    return (await response.json()).key;
  }
}

/** Pictures below a base, wherever this file lies. */
class Anywhere {
  constructor(base) {
    this.base = base.replace(/\/+$/, '');
  }

  async ask(path, signal) {
    const url = this.base + path;
    const start = performance.now();
    try {
      const response = await fetch(url, { headers: { Accept: ACCEPT }, signal });
      if (!response.ok) return { status: response.status, error: await errorOf(response), hops: [], stages: [] };
      const blob = await response.blob();
      return {
        status: 200,
        error: null,
        bytes: blob.size,
        mediaType: blob.type,
        milliseconds: performance.now() - start,
        stages: [],
        hops: [],
        url: response.url,
        image: URL.createObjectURL(blob),
      };
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      return this.askUnread(url);
    }
  }

  /** Where no script may read the answer, an image may still be shown. */
  async askUnread(url) {
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
    } catch {
      const message = 'No picture came, and this page may not read why. Open the URL to see the answer.';
      return { status: null, error: { message }, hops: [], stages: [] };
    }
    const note = 'The bucket does not let this page read its answers (CORS), so bytes and time are not known.';
    return { status: 200, error: null, bytes: null, mediaType: null, milliseconds: null, stages: [], hops: [], url, image: url, note };
  }

  original(key) {
    return `${this.base}/${key.split('/').map(encodeURIComponent).join('/')}`;
  }
}

/** The dev server where there is one, else the deployment below `base`. */
export function deployment(base) {
  return data.upload ? new DevServer() : new Anywhere(base);
}
