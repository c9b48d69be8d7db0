/**
 * The command `models`: what can be given as `--model` by name, and what of it is here.
 *
 * @module
 */
import { relative } from "node:path";
import { byteSize, cachedModels, CachedRepository, CATALOG, hubFolder, modelBytes } from "@rstar/hub";
import { findModel } from "@rstar/native";
import { readGgufHeader } from "@rstar/native/llama";
import { EMBEDDED_MODEL } from "@rstar/solver";
import { userHome } from "@rstar/system/user-path";
import { defaultModel } from "./default_model.ts";
import { print } from "../print.ts";

/** The values of the options of `models`. */
export interface ModelsOptions {
  /** Whether each model is printed as one JSON object. */
  readonly json?: true;
}

/** A model that can be named. */
export interface ListedModel {
  readonly name: string;
  /** Length of its files. */
  readonly bytes: number;
  /** SPDX identifier, or what its file says; null where nobody does. */
  readonly licence: string | null;
  /** Path of its file, or of its first part; null where it would have to be fetched. */
  readonly path: string | null;
  /** Whether this project's developers have run it. */
  readonly ran: boolean;
  /** Whether commands take it where no model is named. */
  readonly default: boolean;
}

/**
 * Prints the embedded model, those of the catalogue and those of the Hugging Face cache to stdout, as a table or JSON Lines.
 *
 * @returns the exit code, 0
 */
export async function listModels({ json }: ModelsOptions): Promise<number> {
  const models = await listedModels();
  if (json) { for (const model of models) print(JSON.stringify(model)); }
  else print(table(models));
  return 0;
}

/** The embedded model, those of the catalogue, then others of the cache. */
async function listedModels(): Promise<ListedModel[]> {
  const [root, taken] = [hubFolder(), await defaultModel()];
  const known = await Promise.all(CATALOG.map(async (entry): Promise<ListedModel> => {
    const { name, licence, ran } = entry;
    const [path = null] = await new CachedRepository(root, entry.repo).findAll(entry.files) ?? [];
    return { name, bytes: modelBytes(entry), licence, path, ran, default: taken === name };
  }));
  const paths = new Set(known.map(({ path }) => path));
  const others = (await cachedModels(root)).filter((model) => !paths.has(model.paths[0]));
  return [
    { ...await embedded(), default: taken === EMBEDDED_MODEL },
    ...known,
    ...others.map(({ name, bytes, paths: [path] }): ListedModel => {
      return { name, bytes, licence: licenceIn(path), path, ran: false, default: taken === name };
    }),
  ];
}

async function embedded(): Promise<Omit<ListedModel, "default">> {
  const { policyPath, ppmPath, manifest: { name } } = await findModel(EMBEDDED_MODEL);
  const files = [policyPath, ...(ppmPath === undefined ? [] : [ppmPath])];
  const sizes = await Promise.all(files.map(async (path) => (await Deno.stat(path)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return { name, bytes, licence: "MIT", path: policyPath, ran: true };
}

/** The licence that a model's file states; null where it states none. */
function licenceIn(path: string): string | null {
  try {
    const licence = readGgufHeader(path).metadata.get("general.license");
    return typeof licence === "string" ? licence : null;
  } catch {
    return null; // it is no model; opening it says why
  }
}

/** The table; `*` marks the default. */
function table(models: readonly ListedModel[]): string {
  const rows = models.map((model) => [
    `${model.default ? "*" : " "} ${model.name}`,
    byteSize(model.bytes),
    model.licence ?? "unknown",
    model.ran ? "yes" : "no",
    model.path === null ? "no" : underHome(model.path),
  ]);
  const lines = [["  name", "size", "licence", "run", "here"], ...rows];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const pad = (cell: string, column: number) =>
    column === 1 ? cell.padStart(widths[column]) : cell.padEnd(widths[column]);
  return lines.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

function underHome(path: string): string {
  const inHome = relative(userHome() ?? "/", path);
  return inHome.startsWith("..") || userHome() === undefined ? path : `~/${inHome}`;
}
