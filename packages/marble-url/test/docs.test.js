// The examples of docs/links.md: what they are said to give, they give.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import * as marble from '../marble-url.js';
import { blocks } from './page.js';

/** The expressions of a block with the values that are written below them. */
const examples = (block) => [...block.matchAll(/^(?:await )?(\w+\(.*\));\n\/\/ (.+)$/gm)].map(([, call, value]) => [call, value]);

const evaluate = (expression) => {
  const names = Object.keys(marble);
  const run = new Function(...names, `return (${expression});`);
  return run(...names.map((name) => marble[name]));
};

test('examples give what stands below them', async () => {
  const found = blocks('links.md', 'js').flatMap(examples);
  assert.equal(found.length, 9);
  for (const [call, value] of found) {
    assert.deepEqual(await evaluate(call), evaluate(value), call);
  }
});

test('what is imported is exported', async () => {
  const imports = blocks('links.md', 'js').flatMap((block) => [
    ...block.matchAll(/^import \{ (.*) \} from '(marble-url[^']*)';$/gm),
  ]);
  assert.equal(imports.length, 7);
  for (const [, names, from] of imports) {
    const module = await import(from);
    for (const name of names.split(', ')) assert.ok(name in module, `${name} of ${from}`);
  }
});

test('the img is what srcset gives', () => {
  const [img] = blocks('links.md', 'html').filter((block) => block.includes('srcset=') && block.startsWith('<img'));
  const attributes = Object.fromEntries([...img.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const found = marble.srcset('https://pictures.example', 'trips/photo.jpg', {
    width: 800,
    height: 600,
    widths: [400, 800, 1600],
    sizes: attributes.sizes,
  });
  const { alt, ...expected } = attributes;
  assert.equal(alt, 'A lake');
  assert.deepEqual({ ...found, width: `${found.width}`, height: `${found.height}` }, expected);
});

test('the picture needs no redirect', () => {
  const [picture] = blocks('links.md', 'html').filter((block) => block.startsWith('<picture'));
  const addresses = [...picture.matchAll(/(?:src|srcset)="([^"]*)"/g)];
  assert.equal(addresses.length, 3);
  for (const [, address] of addresses) {
    assert.equal(marble.redirects(new URL(address).pathname.split('/')[1]), false, address);
  }
});

test('the example in Rust is compiled as a doctest', () => {
  const [example] = blocks('links.md', 'rust');
  const source = readFileSync(new URL('../../../crates/transform/src/srcset.rs', import.meta.url), 'utf8');
  const doctest = example.trimEnd().split('\n').map((line) => `/// ${line}`.trimEnd());
  assert.ok(source.includes(doctest.join('\n')), doctest.join('\n'));
});
