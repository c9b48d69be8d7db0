/**
 * What the options of all commands have in common.
 *
 * @module
 */
import { InvalidArgumentError, Option } from "@commander-js/extra-typings";

/** A number within bounds, as commander parses option values. */
export function number(
  { min, integer = true }: { readonly min: number; readonly integer?: boolean },
): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value) || value < min || (integer && !Number.isInteger(value))) {
      throw new InvalidArgumentError(`It must be ${integer ? "an integer" : "a number"} of at least ${min}.`);
    }
    return value;
  };
}

/** A whole number of at least 1. */
export const count: (text: string) => number = number({ min: 1 });

/** `--name` with its twin `RSTAR_NAME` in the environment. */
export function option<Flags extends string>(flags: Flags, description: string): Option<Flags> {
  const name = /--([a-z-]+)/.exec(flags)![1];
  return new Option(flags, description).env(`RSTAR_${name.toUpperCase().replaceAll("-", "_")}`);
}
