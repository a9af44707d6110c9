// WebAssembly memory of this thread: what each module exports or takes is noted as it is made.
// Has to be loaded before the peer. A memory never shrinks, so its size now is its peak.

const memories = new Set();

const note = (instance) => {
  for (const value of Object.values(instance.exports)) {
    if (value instanceof WebAssembly.Memory) memories.add(value);
  }
  return instance;
};

WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
  construct(target, parameters) {
    const memory = new target(...parameters);
    memories.add(memory);
    return memory;
  },
});

WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct: (target, parameters) => note(new target(...parameters)),
});

const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...parameters) => {
  const made = await instantiate(...parameters);
  note(made.instance ?? made);
  return made;
};

export const linearMemory = () => [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
