// Run by Node.js: generates candidates with node-llama-cpp. One JSON object a line comes in, { id, prompt, seeds, … },
// and goes out, { id, candidates }. A sequence a candidate, all of them evaluated at once; the one that has most of a
// prompt in its cache gets it.
import { createInterface } from "node:readline";

const { model: modelPath, threads, width, contextTokens, flashAttention, module } = JSON.parse(process.argv[2]);
const { getLlama } = await import(module);
const llama = await getLlama({
  gpu: false,
  build: "never",
  skipDownload: true,
  maxThreads: threads,
  logLevel: "error",
});
const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
const context = await model.createContext({
  sequences: width,
  contextSize: contextTokens,
  batchSize: 512,
  threads,
  flashAttention,
});
const free = Array.from({ length: width }, () => context.getSequence());
const waiting = [];

async function candidate(prompt, seed, { temperature, topP = 1, topK = 0, stop, maxTokens }) {
  if (free.length === 0) await new Promise((resolve) => waiting.push(resolve));
  const sequence = takeBest(prompt);
  try {
    await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
    const rest = prompt.slice(sequence.nextTokenIndex);
    let [text, tokens] = ["", 0];
    for await (const token of sequence.evaluate(rest, { temperature, topP, topK, seed })) {
      tokens++;
      text += model.detokenize([token], true); // nothing here is written in more bytes than one
      const end = stop.find((one) => text.includes(one));
      if (end !== undefined) return { text: text.slice(0, text.indexOf(end) + end.length), finish: "stop", tokens };
      if (tokens === maxTokens) return { text, finish: "length", tokens };
    }
    return { text, finish: "stop", tokens };
  } finally {
    free.push(sequence);
    waiting.shift()?.();
  }
}

function takeBest(prompt) {
  const shared = ({ contextTokens: cached }) => {
    const first = cached.findIndex((token, index) => token !== prompt[index]);
    return first < 0 ? cached.length : first;
  };
  const best = free.reduce((a, b) => shared(b) > shared(a) ? b : a);
  return free.splice(free.indexOf(best), 1)[0];
}

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const { id, prompt, seeds, ...sampling } = JSON.parse(line);
  const tokens = model.tokenize(prompt, true);
  Promise.all(seeds.map((seed) => candidate(tokens, seed, sampling))).then(
    (candidates) => console.log(JSON.stringify({ id, candidates })),
    (error) => console.log(JSON.stringify({ id, error: String(error?.stack ?? error) })),
  );
}
process.exit();
