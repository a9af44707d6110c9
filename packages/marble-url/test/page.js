// Pages of the documentation.

import { readFileSync } from 'node:fs';

const read = (name) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

/** What stands in the fenced blocks of a language. */
export const blocks = (name, language) => {
  const found = read(name).matchAll(/^```(\w*)\n(.*?)^```$/gms);
  return [...found].filter(([, of]) => of === language).map(([, , block]) => block);
};
