/**
 * Options that several commands share, each with a twin in the environment: `--threads` is `RSTAR_THREADS`.
 *
 * @module
 */
import type { AcceleratorWish } from "@rstar/native";
import { ACCELERATORS } from "@rstar/native/library";
import { type CommandUnknownOpts, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { STEP_FORMATS, type StepFormatName } from "@rstar/core/format";
import { basename } from "node:path";
import { EMBEDDED_MODEL } from "@rstar/solver";
import { MAX_SECONDS, searchFlags, type searchRequestSchema } from "@rstar/core/search/request";
import { userFolder, userPath } from "@rstar/system/user-path";
import { z } from "zod";

/** The values of the options of a command that runs a model. */
export interface EngineFlags {
  /** Threads of the engine. Default: half of the processors, for a large model all. */
  readonly threads?: number;
  /** Seconds without progress after which a hung engine is started again. Default 600. */
  readonly engineTimeout?: number;
  /** What the engine computes on. Default: a GPU where one is found and the model is not small. */
  readonly accelerator?: AcceleratorWish;
  /** Path of llama.cpp's libllama. Default: the library from npm. */
  readonly llamaLibrary?: string;
  /** Whether programs are run where no sandbox works. */
  readonly unsafe?: true;
}

/** The values of the options of a command that takes any model. */
export interface ModelFlags extends EngineFlags {
  /** Folder, GGUF file, name of the catalogue, or `hf:org/repo:quant`. Default: the embedded model. */
  readonly model?: string;
  /** Whether a model that is not here is fetched without asking. */
  readonly yes?: true;
  /** GGUF file of a PPM. Default: the model's own, if it has one. */
  readonly ppm?: string;
  /** How the model reads and writes steps. Default: as its folder or file says. */
  readonly stepFormat?: StepFormatName;
}

/**
 * A parser of option values, for numbers from `min` to `max`, both allowed.
 *
 * @returns a function that throws an `InvalidArgumentError`, with the bounds, for anything else
 */
export function number(
  { min, max = Infinity, integer = true }: {
    readonly min: number;
    readonly max?: number;
    readonly integer?: boolean;
  },
): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value) || value < min || value > max || (integer && !Number.isInteger(value))) {
      const bounds = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
      throw new InvalidArgumentError(`It must be ${integer ? "an integer" : "a number"} ${bounds}.`);
    }
    return value;
  };
}

/** A parser for integers from 1. */
export const count: (text: string) => number = number({ min: 1 });

/**
 * An option with its twin in the environment, which the command line overrides. A variable that is empty counts as not set; so
 * does `0` or `false` for an option without a value.
 */
export function option<Flags extends string>(flags: Flags, description: string): Option<Flags> {
  const name = /--([a-z-]+)/.exec(flags)![1];
  const variable = `RSTAR_${name.toUpperCase().replaceAll("-", "_")}`;
  const made = new Option(flags, description);
  const isFlag = !made.required && !made.optional;
  const unset = isFlag ? ["", "0", "false"] : [""];
  return unset.includes(Deno.env.get(variable) ?? "on") ? made : made.env(variable);
}

/** A parser for paths, which are relative to the folder that the user works in. */
export function path(text: string): string {
  if (text === "") throw new InvalidArgumentError("It must be a path.");
  const isAsGiven = text === "-" || userFolder() === Deno.cwd();
  return isAsGiven && !text.startsWith("~") ? text : userPath(text);
}

/** A parser for names of models: a path where one is there, that of the embedded model for its name, else as given. */
export function modelName(text: string): string {
  const asPath = text === "" ? text : path(text);
  if (isThere(asPath)) return asPath;
  return text === basename(EMBEDDED_MODEL) ? EMBEDDED_MODEL : text;
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** An option that names a file or folder. */
export function pathOption<Flags extends string>(flags: Flags, description: string) {
  return option(flags, description).argParser(path);
}

type SearchField = typeof searchRequestSchema.shape[keyof typeof searchRequestSchema.shape];

/**
 * The option of a field of {@linkcode searchRequestSchema}: flag, help, bounds and default are the field's.
 *
 * @param field may have tighter bounds than the schema's own
 */
export function searchOption(field: SearchField): Option {
  const value = field instanceof z.ZodDefault ? field.unwrap() : field;
  const made = option(searchFlags.get(value)!.flag, value.description!);
  if (field instanceof z.ZodDefault) made.default(field.def.defaultValue);
  if (value instanceof z.ZodEnum) return made.choices(value.options);
  const max = value.maxValue === Number.MAX_SAFE_INTEGER ? Infinity : value.maxValue ?? Infinity;
  return made.argParser(number({ min: value.minValue!, max, integer: value.isInt }));
}

/** Adds `--verbose`, which sets its twin: `isVerbose` of `@rstar/system` reads only the environment. */
export function addVerbose(command: CommandUnknownOpts): void {
  command.addOption(option("--verbose", "print the output of installers, also where they succeed"))
    .hook("preAction", (_, called) => {
      if (called.opts().verbose) Deno.env.set("RSTAR_VERBOSE", "1");
    });
}

// Options of the model and its engine; their texts are the help's.

export const modelOption = () =>
  option("--model <name>", "folder with model.json, GGUF file, name that models lists, or hf:org/repo:quant")
    .argParser(modelName);

export const yesOption = () => option("--yes", "fetch a model that is not here without asking");

export const ppmOption = () => pathOption("--ppm <path>", "GGUF file of a process preference model");

export const stepFormatOption = () =>
  option("--step-format <name>", "how the model writes steps; default: as its folder or file says")
    .choices(STEP_FORMATS);

export const threadsOption = () =>
  option("--threads <n>", "threads of the engine; default: half of the processors, for a large model all").argParser(
    count,
  );

export const engineTimeoutOption = () =>
  option("--engine-timeout <s>", "seconds without progress after which a hung engine is started again; default: 600")
    .argParser(number({ min: 5, max: MAX_SECONDS, integer: false }));

export const acceleratorOption = () =>
  option("--accelerator <name>", "what the engine computes on; default auto: a GPU, if found, but for small models")
    .choices(["auto", ...ACCELERATORS] as const);

export const llamaLibraryOption = () => pathOption("--llama-library <path>", "llama.cpp's libllama, instead of npm's");

export const unsafeOption = () => option("--unsafe", "run model-written Python even where no sandbox works");
