// One peer behind standard input and output: `node --expose-gc worker.mjs sharp`. The first line out says what it is; then each
// line in is a job, and each line out what the job took. The peer's own words go to standard error.
//
// in   {"original": path, "result": path, "width": px, "height": px, "format": a name of `write` in the peers}
// out  {"cpu_ms": n, "peak_memory": bytes, "memory_before": bytes}, or {"error": text}

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { linearMemory } from './memory.mjs';

console.log = console.error;
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const fail = (error) => say({ error: String(error?.message ?? error).split('\n')[0] });

// `maxRSS` is in KiB, and on Linux begins with what the process had that started this one; /proc does not.
const resident = (pid) => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8'))[1]) * 1024;
  } catch (error) {
    if (pid) throw error;
    return process.resourceUsage().maxRSS * 1024;
  }
};

const peakMemory = (peer) => (peer.memory === 'resident' ? resident(peer.pid) : linearMemory());

// Milliseconds of all threads: some peers decode or compile on others. A peer with a `pid` works in that process, of which
// Linux tells the nanoseconds of each thread.
const cpu = ({ pid }) => {
  if (!pid) {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e3;
  }
  const threads = readdirSync(`/proc/${pid}/task`);
  const times = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'));
  return times.reduce((sum, time) => sum + Number(time.split(' ')[0]), 0) / 1e6;
};

const version = (name) => {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return `${name} ${JSON.parse(readFileSync(manifest)).version}`;
};

const run = async (peer, memoryBefore, { original, result, ...job }) => {
  const input = readFileSync(original);
  // So that no run pays for the garbage of the one before, nor counts it as its memory.
  globalThis.gc?.();
  const before = cpu(peer);
  const output = await peer.resize(input, job);
  const cpu_ms = cpu(peer) - before;
  writeFileSync(result, output);
  return { cpu_ms, peak_memory: peakMemory(peer), memory_before: memoryBefore };
};

let peer;
try {
  peer = await import(`./${process.argv[2]}.mjs`);
  const versions = peer.versions ?? [...peer.packages.map(version), `Node.js ${process.versions.node}`].join(', ');
  say({ versions, memory: peer.memory, note: peer.note });
} catch (error) {
  fail(error);
  process.exit();
}

const memoryBefore = peakMemory(peer);
for await (const line of createInterface({ input: process.stdin })) {
  try {
    say(await run(peer, memoryBefore, JSON.parse(line)));
  } catch (error) {
    fail(error);
  }
}
process.exit();
