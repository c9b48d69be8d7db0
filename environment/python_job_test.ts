import assert from "node:assert/strict";
import { findPython } from "./find_python.ts";
import { type PythonJob, runPythonJob, startPythonJob } from "./python_job.ts";

const { path: python } = await findPython();

async function module(source: string): Promise<PythonJob & AsyncDisposable> {
  const root = await Deno.makeTempDir();
  await Deno.writeTextFile(`${root}/job.py`, source);
  return {
    python,
    root,
    module: "job",
    args: ["a b"],
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

Deno.test("runPythonJob() hands over arguments, stdin and each line of stdout", async () => {
  await using job = await module(
    "import sys\nprint(sys.argv[1])\nfor line in sys.stdin: print(line.strip() + '!')\nprint('end', end='')",
  );
  const lines: string[] = [];
  await runPythonJob(job, { input: new Blob(["x\ny\n"]).stream(), onLine: (line) => lines.push(line) });
  assert.deepEqual(lines, ["a b", "x!", "y!", "end"]);
});

Deno.test("runPythonJob() fails with the last line of stderr", async () => {
  await using job = await module("import sys\nsys.exit('Cannot go on: no data')");
  await assert.rejects(runPythonJob(job), {
    code: "job_failed",
    message: "Cannot finish python -m job: Cannot go on: no data",
  });
});

Deno.test("runPythonJob() finds the reason behind a launcher's words, and takes an exception's where there is none", async () => {
  const launched = "import sys\nsys.exit('Cannot go on: no data\\nError: a child failed\\n=====')";
  await using job = await module(launched);
  await assert.rejects(runPythonJob(job), { message: "Cannot finish python -m job: Cannot go on: no data" });
  await using raises = await module(
    "import sys\ntry:\n  1 / 0\nexcept ZeroDivisionError as error:\n  sys.exit(f'{error}\\n=====\\n')",
  );
  await assert.rejects(runPythonJob(raises), { message: "Cannot finish python -m job: division by zero" });
});

Deno.test("runPythonJob() ends with its signal, and takes the process with it", async () => {
  await using job = await module("import time\nprint('started')\ntime.sleep(600)");
  const controller = new AbortController();
  const run = runPythonJob(job, { onLine: () => controller.abort(), signal: controller.signal });
  await assert.rejects(run, { name: "AbortError" });
});

Deno.test("startPythonJob() feeds another job", async () => {
  await using first = await module("print(6)\nprint(7)");
  await using second = await module("import sys, math\nprint(math.prod(map(int, sys.stdin)))");
  const { output, done } = startPythonJob(first);
  const lines: string[] = [];
  await Promise.all([done, runPythonJob(second, { input: output, onLine: (line) => lines.push(line) })]);
  assert.deepEqual(lines, ["42"]);
});
