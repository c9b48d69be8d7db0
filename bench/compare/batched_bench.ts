/**
 * llama-batched-bench, the upper bound of the comparison: it only decodes.
 *
 * @module
 */
import { median } from "../harness/median.ts";
import { llamaCppTools } from "./llama_cpp_tools.ts";

/** How {@linkcode batchedBench} decodes. */
export interface BatchedBenchOptions {
  /** GGUF file. */
  readonly model: string;
  /** Sequences decoded at the same time. */
  readonly width: number;
  /** Tokens of the prompt that they share. */
  readonly promptTokens: number;
  /** Tokens that each generates. */
  readonly tokens: number;
  /** Threads. */
  readonly threads: number;
  /** Whether attention is computed by flash attention. */
  readonly flashAttention: boolean;
}

/** Tokens a second. */
export interface BatchedSpeeds {
  /** While it reads the prompt. */
  readonly prompt: number;
  /** While it generates, all sequences together. */
  readonly generated: number;
}

/** How many rows it prints: one takes seconds, in which a shared machine may be slower or faster than usual. */
const TIMES = 4;
/** llama.cpp rounds the cells of a sequence up to multiples of this. */
const CELLS_UNIT = 256;

/**
 * Runs llama-batched-bench: it reads one prompt, then decodes without sampling, detokenizing or further prompts. No search
 * on the same library with as many sequences can compute tokens faster.
 *
 * @returns medians of {@linkcode TIMES} rows
 * @throws {Error} the program fails
 */
export async function batchedBench(
  { model, width, promptTokens, tokens, threads, flashAttention }: BatchedBenchOptions,
): Promise<BatchedSpeeds> {
  const { "llama-batched-bench": path } = await llamaCppTools();
  const flags = {
    "--model": model,
    "--ctx-size": width * CELLS_UNIT * Math.ceil((promptTokens + tokens) / CELLS_UNIT),
    "--batch-size": 512,
    "--ubatch-size": 512,
    "--threads": threads,
    "--threads-batch": threads,
    "--flash-attn": flashAttention ? "on" : "off",
    "-npp": promptTokens,
    "-ntg": tokens,
    "-npl": Array(TIMES + 1).fill(width).join(), // it may end before it has written the last row
    "--output-format": "jsonl",
  };
  const args = [...Object.entries(flags).flatMap(([name, value]) => [name, String(value)]), "-pps"];
  const { success, stdout, stderr } = await new Deno.Command(path, { args }).output();
  const text = new TextDecoder();
  const rows = text.decode(stdout).split("\n").filter((line) => line.startsWith("{")).slice(0, TIMES);
  if (!success || rows.length < TIMES) {
    throw new Error(`llama-batched-bench failed: ${text.decode(stderr).slice(-2000)}`);
  }
  const speeds: Record<"speed_pp" | "speed_tg", number>[] = rows.map((row) => JSON.parse(row));
  return {
    prompt: median(speeds.map(({ speed_pp }) => speed_pp)),
    generated: median(speeds.map(({ speed_tg }) => speed_tg)),
  };
}
