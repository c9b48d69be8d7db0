/**
 * 200 clients that stream searches with the embedded model from a server for a minute: errors, lost or mixed-up streams, time
 * to the first event, memory, and throughput against the same questions in one batch, in one run.
 *
 * ```sh
 * deno run -A bench/serve/serve_clients.ts        # or so many seconds: … 300
 * ```
 *
 * @module
 */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { SolveRecord } from "@rstar/server/solve";
import { serveProcess } from "@rstar/server/testing";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { benchSolver } from "../harness/bench_processes.ts";
import { engineProcess, memoryMiB, processTree } from "../harness/process_usage.ts";
import { sampleProblems, sampleQuestion } from "../harness/sample_problems.ts";

const CLIENTS = 200;
const SECONDS = Number(Deno.args[0] ?? 60);

const firstEvents: number[] = [];
const counts = { done: 0, refused: 0, tokens: 0 };

async function client(url: string, number: number, until: number): Promise<void> {
  for (let n = number; performance.now() < until; n += CLIENTS) {
    const started = performance.now();
    const response = await fetch(`${url}/v1/solve`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ question: sampleQuestion(n), stream: true }),
    });
    if (response.status === 429) {
      counts.refused++;
      await response.body?.cancel();
      await delay(1000 * Number(response.headers.get("retry-after")));
      continue;
    }
    assert.equal(response.status, 200);
    let first = true;
    let record: SolveRecord | undefined;
    const events = response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { event, data } of events) {
      if (event === "trace" && first) {
        firstEvents.push(performance.now() - started);
        first = false;
      }
      if (event === "end") record = JSON.parse(data);
    }
    assert.equal(record?.request.question, sampleQuestion(n), "a stream was lost or mixed up");
    assert.equal(record.status, "done");
    counts.done++;
    counts.tokens += record.result!.usage.tokens;
  }
}

/** Memory of the server's processes in MiB: its own, the engine's, the verifier's. */
function memoryOfParts(root: number) {
  const engine = engineProcess(root);
  const verifier = processTree(root).filter((pid) => pid !== root && pid !== engine);
  return {
    server: memoryMiB([root]),
    engine: engine === undefined ? 0 : memoryMiB([engine]),
    verifier: memoryMiB(verifier),
  };
}

/** Tokens a second of the same questions in one batch, as `solve --file` searches them. */
async function batch(): Promise<number> {
  await using solver = await benchSolver(CLIENTS);
  const started = performance.now();
  let tokens = 0;
  for await (const event of solver.search(sampleProblems(CLIENTS))) {
    if (event.type === "done") tokens += event.result.usage.tokens;
  }
  return tokens / (performance.now() - started) * 1000;
}

const before = await batch();
const server = await serveProcess();
await server.ready();
const memories: ReturnType<typeof memoryOfParts>[] = [];
const started = performance.now();
const until = started + 1000 * SECONDS;
const watch = setInterval(() => memories.push(memoryOfParts(server.child.pid)), 5000);
await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(server.url, number, until)));
clearInterval(watch);
const speed = counts.tokens / (performance.now() - started) * 1000;
await server[Symbol.asyncDispose]();
const after = await batch();

const share = (part: number) =>
  Math.round(firstEvents.toSorted((a, b) => a - b)[Math.floor(part * firstEvents.length)]);
console.log(`${counts.done} searches done, ${counts.refused} answers 429, no other error`);
console.log(`first event of a tree: p50 ${share(0.5)} ms, p95 ${share(0.95)} ms`);
console.log("memory every 5 s in MiB");
for (const part of ["server", "engine", "verifier"] as const) {
  console.log(`  ${part}: ${memories.map((memory) => Math.round(memory[part])).join(" ")}`);
}
console.log(
  `${speed.toFixed(0)} tokens/s; batch of the command line ${before.toFixed(0)} before, ${after.toFixed(0)} after: ` +
    `ratio ${(speed / ((before + after) / 2)).toFixed(2)}`,
);
Deno.exit();
