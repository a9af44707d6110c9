// The functions in Python, PHP and Ruby of docs/links.md, each against `signatures.json` and `links.json`. By hand
// (`npm run languages`): wants all three interpreters.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

import { blocks } from './page.js';
import { table } from './table.js';

const signed = table('signatures.json').map(({ key, original, canonical, signature }) => ({
  arguments: ['', original, canonical, key],
  signature,
}));
const plain = table('links.json').links.filter(({ url, base }) => url && !base.endsWith('/'));
const links = plain.map(({ base, key, url }) => {
  const [transform] = url.slice(base.length + 1).split('/');
  return { arguments: [base, key, transform], url };
});

/** How an interpreter is called with a program, and the lines that call the function of the page. */
const LANGUAGES = {
  python: {
    command: (program) => ['python3', ['-c', program]],
    call: 'import json, sys\nprint(json.dumps([marble_url(*row) for row in json.load(sys.stdin)]))',
  },
  php: {
    command: (program) => ['php', ['-r', program]],
    call: 'echo json_encode(array_map(fn($row) => marble_url(...$row), json_decode(stream_get_contents(STDIN))));',
  },
  ruby: {
    command: (program) => ['ruby', ['-e', program]],
    call: 'require "json"\nputs JSON.generate(JSON.parse(STDIN.read).map { |row| marble_url(*row) })',
  },
};

for (const [language, { command, call }] of Object.entries(LANGUAGES)) {
  const [snippet, ...others] = blocks('links.md', language);
  assert.ok(snippet && others.length === 0, `one function in ${language}`);
  const rows = [...signed, ...links];
  const [program, options] = command(`${snippet}\n${call}`);
  const input = JSON.stringify(rows.map((row) => row.arguments));
  const found = JSON.parse(execFileSync(program, options, { input, encoding: 'utf8' }));
  assert.equal(found.length, rows.length);
  rows.forEach(({ signature, url }, index) => {
    if (url) assert.equal(found[index], url);
    else assert.equal(found[index].match(/,sig=([^/]*)\//)[1], signature);
  });
  const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).split('\n')[0];
  console.log(`${version}: ${signed.length} signatures, ${links.length} addresses`);
}
