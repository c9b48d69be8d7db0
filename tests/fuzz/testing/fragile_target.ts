/**
 * A target with one defect of each kind, for the tests of what finds them.
 *
 * @module
 */
import { cpuUsage } from "node:process";
import type { Target } from "../target.ts";
import { textOf } from "../target.ts";

const target: Target = {
  ms: 100,
  seeds: ['{"a": [1, 2], "b": "c"}'],
  words: ["depth"],
  run(input) {
    const text = textOf(input);
    if (text === "hang") { while (true); }
    if (text === "crash") Deno.kill(Deno.pid, "SIGABRT");
    for (const started = cpuUsage(); text === "slow" && cpuUsage(started).user < 300_000;);
    let value: Record<string, unknown>;
    try {
      value = JSON.parse(text);
    } catch {
      return "no JSON";
    }
    if (Array.isArray(value?.depth)) throw new TypeError(`a list of ${value.depth.length}`); // two mutations away
    return "JSON";
  },
};
export default target;
