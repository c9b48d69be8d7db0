/**
 * The command `doctor`: what works on this machine.
 *
 * @module
 */
import { probeSandbox } from "@rstar/core/verifier";
import { findPython, pythonEnvironment } from "@rstar/environment";
import { byteSize } from "@rstar/hub";
import { type AcceleratorWish, cellBytes, engineDefaults, findModel, openModel } from "@rstar/native";
import { readGgufHeader } from "@rstar/native/llama";
import { describeLibrary, probeAccelerators } from "@rstar/native/library";
import { EMBEDDED_MODEL, VERIFIER_REQUIREMENTS } from "@rstar/solver";
import { defaultModel } from "./models/default_model.ts";
import type { EngineFlags } from "./option.ts";
import { print } from "./print.ts";
import { say } from "./say.ts";

/** One line of the report. */
interface Finding {
  readonly name: string;
  /** `no`: `solve` needs it and it fails. `optional`: it is missing, and `solve` works without it. */
  readonly works: "yes" | "no" | "optional";
  readonly detail: string;
}

interface LibraryFlags {
  readonly libraryPath: string | undefined;
  readonly accelerator: AcceleratorWish;
}

const SIGNS = { yes: "ok  ", no: "FAIL", optional: "-   " } as const;

/**
 * Tries each part and prints a line for it to stdout. Installs the verifier's environment and llama.cpp where they are
 * missing.
 *
 * @returns the exit code: 0 when everything that `solve` needs works, else 4
 */
export async function doctor(flags: Pick<EngineFlags, "accelerator" | "llamaLibrary">): Promise<number> {
  const { accelerator = "auto", llamaLibrary: libraryPath } = flags;
  let broken = false;
  const library = { libraryPath, accelerator };
  const checks = [
    checkPython,
    checkSandbox,
    checkAccelerators,
    () => checkLibrary(library),
    () => checkModel(library),
    checkDefaultModel,
  ];
  for (const check of checks) {
    for (const { name, works, detail } of await check()) {
      broken ||= works === "no";
      print(`${SIGNS[works]} ${name.padEnd(18)} ${detail}`);
    }
  }
  return broken ? 4 : 0;
}

async function checkPython(): Promise<Finding[]> {
  return await attempt("python", async () => {
    const { path, version } = await findPython();
    return [{ name: "python", works: "yes", detail: `${version} at ${path}` }];
  });
}

async function checkSandbox(): Promise<Finding[]> {
  return await attempt("verifier", async () => {
    const python = await pythonEnvironment({
      name: "verifier",
      requirements: VERIFIER_REQUIREMENTS,
      onProgress: say,
    });
    const layers = await probeSandbox(python);
    return [
      { name: "verifier", works: "yes", detail: `SymPy and math-verify at ${python}` },
      ...layers.map(({ layer, active, detail }): Finding => ({
        name: `sandbox ${layer}`,
        works: active ? "yes" : layer === "seccomp" ? "no" : "optional",
        detail,
      })),
    ];
  });
}

function checkAccelerators(): Promise<Finding[]> {
  return Promise.resolve(
    probeAccelerators().map(({ accelerator, found, detail }): Finding => ({
      name: `accelerator ${accelerator}`,
      works: found ? "yes" : "optional",
      detail,
    })),
  );
}

/** The library that the other commands would use, fetched if it is missing, and its devices. */
async function checkLibrary({ libraryPath: path, accelerator }: LibraryFlags): Promise<Finding[]> {
  return await attempt("llama.cpp", async () => {
    const { version, folder, devices } = await describeLibrary({ path, accelerator, onProgress: say });
    const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
    return [
      { name: "llama.cpp", works: "yes", detail: `${version} at ${folder}` },
      ...devices.map(({ name, description, totalBytes }): Finding => ({
        name: `device ${name}`,
        works: "yes",
        detail: totalBytes > 0 ? `${description}, ${gigabytes(totalBytes)}` : description,
      })),
    ];
  });
}

async function checkModel(library: LibraryFlags): Promise<Finding[]> {
  return await attempt("embedded model", async () => {
    await using model = await openModel(EMBEDDED_MODEL, library);
    const detail = `${model.manifest.name}, with${model.ppm ? "" : "out"} a PPM`;
    return [{ name: "embedded model", works: "yes", detail }];
  });
}

/** The model that commands take where none is named, and how its engine would run for one question. */
async function checkDefaultModel(): Promise<Finding[]> {
  return await attempt("default model", async () => {
    const { policyPath, manifest } = await findModel(await defaultModel());
    const header = readGgufHeader(policyPath);
    const { threads, cells } = engineDefaults(header, { questions: 1 });
    const pool = cells === undefined ? "" : `, ${cells} tokens in memory (${byteSize(cells * cellBytes(header))})`;
    return [{ name: "default model", works: "yes", detail: `${manifest.name}, ${threads} threads${pool}` }];
  });
}

/** The findings of a check; one that throws is a finding too. */
async function attempt(name: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [{ name, works: "no", detail: error instanceof Error ? error.message : String(error) }];
  }
}
