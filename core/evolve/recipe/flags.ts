/**
 * Flags of a Python program, as a recipe holds them and as the command line has them.
 *
 * @module
 */
import { z } from "zod";
import type { Inferred } from "../../inferred.ts";

/**
 * Flags by their names with underscores; `true` is a flag without a value, `false` and `undefined` none.
 *
 * @internal
 */
export const flagsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).optional());

/** Flags of a Python program. */
export type Flags = Inferred<typeof flagsSchema>;

/** A flag's value; a list is for a flag that takes several words. */
export type FlagValue = Flags[string] | readonly string[];

/** Command-line arguments of flags: `batch_tokens = 4096` becomes `--batch-tokens 4096`. */
export function flagArguments(flags: Readonly<Record<string, FlagValue>>): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    const flag = `--${name.replaceAll("_", "-")}`;
    if (value === undefined || value === false) return [];
    if (value === true) return [flag];
    return [flag, ...(typeof value === "object" ? value : [String(value)])];
  });
}
