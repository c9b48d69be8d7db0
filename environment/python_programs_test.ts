import assert from "node:assert/strict";
import { PYTHON_MODULES, type PythonProgram } from "@rstar/core/evolve";
import { PythonPrograms } from "./python_programs.ts";

/** A program that prints its arguments. */
const PRINT = 'import sys\nprint(" ".join(sys.argv[1:]))\n';

/** One cache for the file: the same requirements are installed once. */
const CACHE = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(CACHE, { recursive: true }));

/** Python packages of which `training` needs nothing installed; `accelerate` stands among them. */
async function packages(files: Readonly<Record<string, string>>) {
  const root = await Deno.makeTempDir();
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${root}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${root}/${path}`, text);
  }
  const before = Deno.env.get("RSTAR_CACHE");
  Deno.env.set("RSTAR_CACHE", CACHE);
  return {
    root,
    [Symbol.asyncDispose]: () => {
      if (before === undefined) Deno.env.delete("RSTAR_CACHE");
      else Deno.env.set("RSTAR_CACHE", before);
      return Deno.remove(root, { recursive: true });
    },
  };
}

Deno.test("PythonPrograms starts trainings by a launcher where there is one, and other programs as they are", async () => {
  await using made = await packages({
    "training/requirements.txt": "",
    "training/torch.txt": "",
    "training/sft.py": PRINT,
    "training/export_gguf.py": PRINT,
    "accelerate/commands/launch.py": `${PRINT}print("launched")\n`,
  });
  const printed = async (program: PythonProgram, launch?: readonly string[]): Promise<string[]> => {
    const lines: string[] = [];
    const { signal } = new AbortController();
    const python = new PythonPrograms({ root: made.root, launch, onProgress: () => {}, signal });
    await python.run(program, { onLine: (line) => lines.push(line) });
    return lines;
  };
  assert.deepEqual(await printed(PYTHON_MODULES.sft({ model: "m" })), ["--model m"]);
  assert.deepEqual(await printed(PYTHON_MODULES.sft({ model: "m" }), ["--num_processes", "8"]), [
    "--num_processes 8 -m training.sft --model m",
    "launched",
  ]);
  assert.deepEqual(await printed(PYTHON_MODULES.exportGguf({ model: "m" }), ["--num_processes", "8"]), ["--model m"]);
});

Deno.test("PythonPrograms runs a program of another folder, which imports packages of both", async () => {
  await using made = await packages({
    "training/requirements.txt": "",
    "training/torch.txt": "",
    "training/words.py": 'WORD = "imported"\n',
    "elsewhere/program.py": "from training.words import WORD\nprint(WORD)\n",
  });
  const lines: string[] = [];
  const { signal } = new AbortController();
  const python = new PythonPrograms({ root: made.root, onProgress: () => {}, signal });
  const program = { module: "program", environment: "training", folder: `${made.root}/elsewhere`, args: [] } as const;
  await python.run(program, { onLine: (line) => lines.push(line) });
  assert.deepEqual(lines, ["imported"]);
});
