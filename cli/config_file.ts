/**
 * The configuration file: values of options that count where neither the command line nor the environment gives one.
 *
 * It is TOML, and its keys are the options' names without dashes in front. Those at the top count for every command that has such
 * an option, those of a table `[solve]` for that command, and over those at the top.
 *
 * @module
 */
import { type CommandUnknownOpts, InvalidArgumentError, type Option } from "@commander-js/extra-typings";
import { RstarError } from "@rstar/core";
import { isFile } from "@rstar/system";
import { userHome, userPath } from "@rstar/system/user-path";
import { join } from "node:path";
import { parse } from "smol-toml";
import { readText } from "./named_files.ts";

type Table = Readonly<Record<string, unknown>>;

/**
 * Gives the options of all commands the values of the file that `RSTAR_CONFIG` names, else of `rstar/config.toml` in the user's
 * folder of configurations, which may be missing.
 *
 * @throws {RstarError} `bad_request` where the file cannot be read, or a key or value in it is wrong
 */
export async function applyConfig(program: CommandUnknownOpts): Promise<void> {
  const named = Deno.env.get("RSTAR_CONFIG");
  const path = named ? userPath(named) : usualPath();
  if (path === undefined || !named && !await isFile(path)) return;
  const text = await readText(path, "the configuration ");
  const wrong = (reason: string, cause?: unknown) =>
    new RstarError("bad_request", `Cannot use the configuration ${path} as ${reason}`, { cause });
  let config: Table;
  try {
    config = parse(text);
  } catch (cause) {
    throw wrong(`it is no TOML: ${(cause as Error).message.split("\n")[0]}`, cause);
  }
  const values = Object.entries(config).filter(([, value]) => !isTable(value));
  for (const [key, value] of values) {
    const owners = descendants(program).filter((command) => optionOf(command, key));
    if (owners.length === 0) throw wrong(`no command has an option --${key}`);
    for (const command of owners) give(command, { key, value, wrong });
  }
  for (const [name, table] of Object.entries(config)) {
    if (isTable(table)) giveTable(program, { name, table, wrong });
  }
}

function usualPath(): string | undefined {
  const home = userHome();
  const folder = Deno.env.get("XDG_CONFIG_HOME") || (home && join(home, ".config"));
  return folder && userPath(join(folder, "rstar", "config.toml"));
}

interface Wrong {
  readonly wrong: (reason: string, cause?: unknown) => RstarError;
}

function giveTable(
  parent: CommandUnknownOpts,
  { name, table, wrong }: { readonly name: string; readonly table: Table } & Wrong,
): void {
  const command = parent.commands.find((one) => one.name() === name);
  if (!command) throw wrong(`there is no command ${name}`);
  for (const [key, value] of Object.entries(table)) {
    if (isTable(value)) giveTable(command, { name: key, table: value, wrong });
    else if (optionOf(command, key)) give(command, { key, value, wrong });
    else throw wrong(`the command ${name} has no option --${key}`);
  }
}

function give(
  command: CommandUnknownOpts,
  { key, value, wrong }: { readonly key: string; readonly value: unknown } & Wrong,
): void {
  const option = optionOf(command, key)!;
  const isFlag = !option.required && !option.optional;
  if (isFlag !== (typeof value === "boolean")) throw wrong(`${key} must ${isFlag ? "" : "not "}be true or false`);
  const name = option.attributeName();
  if (value === false && command.getOptionValue(name) === undefined) return;
  try {
    command.setOptionValueWithSource(name, isFlag ? value || undefined : parsed(option, value), "config");
  } catch (cause) {
    if (!(cause instanceof InvalidArgumentError)) throw cause;
    throw wrong(`${key} is wrong: ${cause.message.replace(/\.$/, "")}`, cause);
  }
}

function parsed(option: Option, value: unknown): unknown {
  const text = Array.isArray(value) ? value.join() : String(value);
  return option.parseArg ? option.parseArg(text, undefined as never) : text;
}

function optionOf(command: CommandUnknownOpts, key: string): Option | undefined {
  return command.options.find(({ long }) => long === `--${key}`);
}

function descendants(command: CommandUnknownOpts): readonly CommandUnknownOpts[] {
  return command.commands.flatMap((one) => [one, ...descendants(one)]);
}

function isTable(value: unknown): value is Table {
  return Object.prototype.toString.call(value) === "[object Object]";
}
