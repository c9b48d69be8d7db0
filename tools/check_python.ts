/**
 * `deno run -A tools/check_python.ts`: formatter, linter, types and tests of the Python code, by what `python/pyproject.toml` sets,
 * with tools that are installed on first use.
 *
 * The tests see the verifier's packages; those of the training and of the problem generator are skipped here and run by
 * `tests/python_test.ts` where their environments were made.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { RstarError } from "@rstar/core";
import { pythonEnvironment } from "@rstar/environment";
import { runCheck } from "./run_check.ts";

const ROOT = fileURLToPath(new URL("../python", import.meta.url));
/** All Python code of the repository, seen from `python/`. */
const PYTHON_CODE = ["--config", "pyproject.toml", ".", "../bench", "../tests"];
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  "ruff format": ["ruff", "format", "--check", "--no-cache", ...PYTHON_CODE],
  "ruff check": ["ruff", "check", "--no-cache", ...PYTHON_CODE],
  "mypy": ["mypy", "--no-incremental"],
  "pytest": ["pytest", "--quiet"],
};

/** An environment of ours, and the folder of its packages. */
async function environment(name: string, requirements: string): Promise<{ python: string; packages: string }> {
  const python = await pythonEnvironment({ name, requirements: `${ROOT}/${requirements}`, onProgress: console.error });
  const args = ["-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"];
  const { stdout } = await new Deno.Command(python, { args }).output();
  return { python, packages: new TextDecoder().decode(stdout).trim() };
}

/** Runs all checks; returns the exit code. */
async function checkPython(): Promise<number> {
  const { python } = await environment("checks", "requirements-dev.txt");
  const { packages } = await environment("verifier", "verifier/requirements.txt");
  let code = 0;
  for (const [name, args] of Object.entries(CHECKS)) {
    const env = {
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONHASHSEED: "0", // as the programs are run: what is drawn depends on the hashes of words
      ...(name === "pytest" && { PYTHONPATH: packages }),
    };
    const own = await runCheck(name, python, ["-m", ...args], { cwd: ROOT, env });
    code ||= own; // not in one line: what follows a failure would not be run
  }
  return code;
}

try {
  Deno.exit(await checkPython());
} catch (error) {
  if (!(error instanceof RstarError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
