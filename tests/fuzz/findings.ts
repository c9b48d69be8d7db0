/**
 * The targets, and the inputs that once broke them: `findings/TARGET/*.bin`.
 *
 * @module
 */
import { createHash } from "node:crypto";

const FOLDER = import.meta.dirname!;

/** URLs of the targets' files by name. */
export const TARGETS: ReadonlyMap<string, string> = new Map(
  filesIn(`${FOLDER}/targets`).map((name) => [name.replace(/\.ts$/, ""), import.meta.resolve(`./targets/${name}`)]),
);

/** The inputs kept for a target, with their paths. */
export function findingsOf(target: string): { readonly path: string; readonly input: Uint8Array<ArrayBuffer> }[] {
  return filesIn(`${FOLDER}/findings/${target}`).map((name) => {
    const path = `${FOLDER}/findings/${target}/${name}`;
    return { path, input: Deno.readFileSync(path) };
  });
}

/** Keeps an input; returns its path. */
export function saveFinding(target: string, input: Uint8Array<ArrayBuffer>): string {
  const name = createHash("sha256").update(input).digest("hex").slice(0, 12);
  const folder = `${FOLDER}/findings/${target}`;
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeFileSync(`${folder}/${name}.bin`, input);
  return `${folder}/${name}.bin`;
}

function filesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
