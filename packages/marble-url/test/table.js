// The tables of cases that Marble's own crates are held against, too.

import { readFileSync } from 'node:fs';

export const table = (name, crate = 'transform') =>
  JSON.parse(readFileSync(new URL(`../../../crates/${crate}/${name}`, import.meta.url), 'utf8'));
