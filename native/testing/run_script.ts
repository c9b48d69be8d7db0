/**
 * Runs TypeScript in a process of its own, for tests in which llama.cpp may end the process or write to stderr.
 *
 * @module
 */

/** How a script ended, and what it printed. */
export interface ScriptResult {
  /** The exit code; 134 where a failed assertion in C ended the process. */
  readonly code: number;
  /** The trimmed output. */
  readonly stdout: string;
  /** The trimmed error output, that of C included. */
  readonly stderr: string;
}

/**
 * Runs a script, which may use `openLibrary`, `describeLibrary`, `LlamaModel`, `LlamaContext`, `createTokenBatch`, `addToken`
 * and `tinyGguf` without importing them. It should open the library from the path of the test's own, so that nothing is
 * downloaded.
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
