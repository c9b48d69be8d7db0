/** What a script left behind. */
export interface ScriptResult {
  /** Its exit code; 134 where an assertion in C ended it. */
  readonly code: number;
  /** Its output without white space at the ends. */
  readonly stdout: string;
  /** Its error output without white space at the ends, that of C included. */
  readonly stderr: string;
}

/**
 * Runs TypeScript in a process of its own, which a crash inside llama.cpp may end, and whose native output is seen.
 *
 * `openLibrary`, `describeLibrary`, `LlamaModel`, `LlamaContext`, `createTokenBatch`, `addToken` and `tinyGguf` are imported. A library
 * that the script opens should come from the path of the test's own, so that nothing is fetched.
 */
export async function runScript(
  script: string,
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<ScriptResult> {
  const url = (name: string) => JSON.stringify(new URL(`../${name}`, import.meta.url).href);
  const source = `import { describeLibrary, openLibrary } from ${url("library/library.ts")};
import { LlamaModel } from ${url("llama/model.ts")};
import { LlamaContext } from ${url("llama/context.ts")};
import { addToken, createTokenBatch } from ${url("llama/token_batch.ts")};
import { tinyGguf } from ${url("testing/tiny_gguf.ts")};
${script}`;
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/script.ts`, source);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-prompt", "--quiet", "--no-check"],
        ...[`--config=${import.meta.dirname}/../../deno.json`, `${folder}/script.ts`],
      ],
      cwd: options.cwd,
      env: { ...options.env, NO_COLOR: "1" },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    return { code, stdout: text(stdout), stderr: text(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
