/**
 * Which test files run in one process, and which processes run side by side.
 *
 * Files share a process, as each process costs a start; long ones have one each and start first, so that none of them is waited
 * for at the end. What measures time runs alone, when everything else has ended.
 *
 * @module
 */

/** Files that take seconds, longest first. A name that is no longer there costs nothing. */
export const LONG: readonly string[] = [
  "solve_test.ts",
  "environment_test.ts",
  "grader_cases_test.ts",
  "clients_test.ts",
  "serve_test.ts",
  "python_verifier_test.ts",
  "python_test.ts",
  "hostile_programs_test.ts",
  "python_programs_test.ts",
  "engine_test.ts",
  "hostile_snapshots_test.ts",
  "layers_test.ts",
  "context_test.ts",
  "determinism_test.ts",
  "parity_test.ts",
  "evolve_kill_test.ts",
  "findings_test.ts",
  "real_programs_test.ts",
  "eval_test.ts",
  "engine_client_test.ts",
  "vocabulary_test.ts",
  "grade_test.ts",
  "llama_policy_test.ts",
  "open_model_test.ts",
  "openai_policy_test.ts",
];

/** Files that compare durations. */
export const ALONE: readonly string[] = ["performance_guard_test.ts"];

/** Files that share a process. */
const FILES_PER_JOB = 20;

/** One process. */
export interface Job {
  /** What is printed where it has no file to show. */
  readonly name: string;
  /** `types` is `deno check`; the others are `deno test` of one file, or of several. */
  readonly kind: "types" | "file" | "files";
  /** The arguments that choose what is run. */
  readonly args: readonly string[];
}

/** What the command line asks for. */
export interface TestArguments {
  /** The files named, alone or by a folder; `undefined` where none is: then everything is run. */
  readonly files?: readonly string[];
  /** Processes at a time; default: the processors and one more, as many tests wait. */
  readonly jobs: number;
  /** Whether everything is printed. */
  readonly verbose: boolean;
  /** The other arguments, which are `deno test`'s. */
  readonly options: readonly string[];
}

/**
 * Reads the command line.
 *
 * @throws {TypeError} where a path is not there
 */
export async function readArguments(args: readonly string[]): Promise<TestArguments> {
  const files: string[] = [], options: string[] = [];
  let jobs = navigator.hardwareConcurrency + 1, verbose = false, named = false;
  for (const [index, argument] of args.entries()) {
    if (argument === "--verbose") verbose = true;
    else if (/^--jobs=[1-9]\d*$/.test(argument)) jobs = Number(argument.slice("--jobs=".length));
    else if (argument.startsWith("-") || args[index - 1] === "--filter") options.push(argument);
    else {
      const stat = await Deno.stat(argument).catch(() => undefined);
      if (!stat) throw new TypeError(`Cannot run tests as no file or folder is at ${argument}`);
      named = true;
      files.push(...stat.isDirectory ? await testFiles(argument) : [argument]);
    }
  }
  return { files: named ? files : undefined, jobs, verbose, options };
}

/** The jobs for some files; for all of them, the types and the examples too, where none are named. */
export async function planJobs(
  files?: readonly string[],
): Promise<{ readonly together: readonly Job[]; readonly alone: readonly Job[] }> {
  const all = files ?? await testFiles(".");
  const check = files ? [] : ["--no-check"]; // checked by a job of its own, once and not by each process
  const job = (paths: readonly string[]): Job => ({
    name: paths.join(", "),
    kind: paths.length === 1 ? "file" : "files",
    args: [...check, ...paths],
  });
  const base = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
  const long = LONG.flatMap((name) => all.filter((path) => base(path) === name));
  const alone = all.filter((path) => ALONE.includes(base(path)));
  const short = all.filter((path) => !long.includes(path) && !alone.includes(path));
  const rest = Array.from(
    { length: Math.ceil(short.length / FILES_PER_JOB) },
    (_, index) => short.slice(index * FILES_PER_JOB, (index + 1) * FILES_PER_JOB),
  );
  const everything: Job[] = files ? [] : [
    { name: "types", kind: "types", args: [] },
    { name: "examples", kind: "files", args: ["--no-check", "--doc", "--ignore=**/*_test.ts"] },
  ];
  return {
    together: [...everything, ...[...long.map((path) => [path]), ...rest].map(job)],
    alone: alone.map((path) => job([path])),
  };
}

/** The test files under a folder, in order. */
async function testFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (name.startsWith(".") || name === "node_modules" || name === "runs") continue;
    const path = folder === "." ? name : `${folder.replace(/[/\\]+$/, "")}/${name}`;
    if (isDirectory) found.push(...await testFiles(path));
    else if (name.endsWith("_test.ts")) found.push(path);
  }
  return found.sort();
}
