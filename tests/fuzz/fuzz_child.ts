/**
 * The process in which a target runs: reads an input a line as base64, writes an {@linkcode Outcome} a line as JSON. A
 * crash ends this process alone, and an endless loop is ended with it.
 *
 * @module
 */
import { Session } from "node:inspector";
import { cpuUsage } from "node:process";
import { seedOf } from "@rstar/core";
import type { Outcome, Target } from "./target.ts";
import { lines } from "./target_process.ts";

const [module, coverage] = Deno.args;
const session = new Session();
const profiler = <Result>(method: string, params: object = {}) =>
  new Promise<Result>((resolve, reject) => {
    session.post(`Profiler.${method}`, params, (error, result) => error ? reject(error) : resolve(result as Result));
  });
if (coverage) {
  session.connect();
  await profiler("enable");
  await profiler("startPreciseCoverage", { callCount: true, detailed: true });
}

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
    }[];
  }[];
}

const known = new Set<number>();

/**
 * Blocks that ran since the last call, each with how often, to the nearest power of two; only those not seen before.
 */
async function newPath(): Promise<number[]> {
  const { result } = await profiler<Coverage>("takePreciseCoverage");
  const path: number[] = [];
  for (const { url, functions } of result) {
    if (!url.startsWith("file:") || url.includes("/tests/fuzz/")) continue;
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges) {
        if (count === 0) continue;
        const feature = seedOf(url, startOffset, endOffset, Math.ceil(Math.log2(count)));
        if (known.has(feature)) continue;
        known.add(feature);
        path.push(feature);
      }
    }
  }
  return path;
}

const { default: target } = await import(module) as { readonly default: Target };

async function use(input: Uint8Array<ArrayBuffer>): Promise<Outcome> {
  const started = performance.now(), cpuStarted = cpuUsage();
  let came: Pick<Outcome, "outcome" | "defect">;
  try {
    came = { outcome: await target.run(input) };
  } catch (error) {
    came = { defect: error instanceof Error ? error.stack ?? error.message : `thrown: ${error}` };
  }
  const wallMs = performance.now() - started, { user, system } = cpuUsage(cpuStarted);
  const ms = target.clock === "wall" ? wallMs : Math.min(wallMs, (user + system) / 1000);
  return { ms, ...came, path: coverage ? await newPath() : [] };
}

for await (const line of lines(Deno.stdin.readable)) {
  console.log(JSON.stringify(await use(Uint8Array.fromBase64(line)))); // writes all of it, as Deno.stdout.write() may not
}
Deno.exit(); // a target may have a server of its own
