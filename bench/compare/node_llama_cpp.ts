/**
 * node-llama-cpp as an engine of the comparison.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type Candidate, type Policy, PolicyError, promptSegments, type ProposeRequest } from "@rstar/core";
import { type ComparedEngine, countingTokens, type EngineShape } from "./compared_engine.ts";
import { nodeLlamaCppPackage } from "./node_llama_cpp_package.ts";

type Reply =
  | { readonly ready: true }
  | { readonly id: number; readonly candidates: readonly Omit<Candidate, "logProbability">[] }
  | { readonly id: number; readonly error: string };

/**
 * Starts Node.js with node-llama-cpp and talks to it over pipes, as to our engine's process. It reports no
 * log-probabilities: they are 0.
 *
 * @throws {PolicyError} `engine_failed`: the process ends before the model is loaded
 */
export async function openNodeLlamaCpp({ template, ...shape }: EngineShape): Promise<ComparedEngine> {
  const { root } = await nodeLlamaCppPackage();
  const module = new URL(`file://${root}/node_modules/node-llama-cpp/dist/index.js`).href;
  const script = new URL("node_llama_cpp.mjs", import.meta.url).pathname;
  const child = spawn("node", [script, JSON.stringify({ ...shape, module })], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const failed = () => new PolicyError("engine_failed", "Cannot generate as node-llama-cpp's process ended");
  const ready = Promise.withResolvers<void>();
  const waiting = new Map<number, PromiseWithResolvers<Candidate[]>>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const reply: Reply = JSON.parse(line);
    if ("ready" in reply) return ready.resolve();
    const call = waiting.get(reply.id)!;
    waiting.delete(reply.id);
    if ("error" in reply) return call.reject(new PolicyError("engine_failed", reply.error));
    call.resolve(reply.candidates.map((candidate) => ({ ...candidate, logProbability: 0 })));
  });
  ended.then(() => [ready, ...waiting.values()].forEach((call) => call.reject(failed())));
  await ready.promise;
  let calls = 0;
  const policy: Policy = {
    propose({ prefix, ...request }: ProposeRequest, { signal } = {}): Promise<Candidate[]> {
      const call = Promise.withResolvers<Candidate[]>();
      const id = calls++;
      waiting.set(id, call);
      signal?.addEventListener("abort", () => call.reject(signal.reason), { once: true });
      const prompt = promptSegments(prefix, template).map(({ text }) => text).join("");
      child.stdin.write(`${JSON.stringify({ id, prompt, ...request })}\n`);
      return call.promise;
    },
  };
  return {
    ...countingTokens(policy),
    processId: child.pid!,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
