/**
 * Which of a repository's files are models, and which of them a number format means: by their names, as publishers choose them.
 *
 * @module
 */
import { basename } from "node:path";

/** A model in GGUF: one file, or several that are its parts. */
export interface GgufModel {
  /** Its files; of a split one all parts that there are, in their order. */
  readonly files: readonly [string, ...string[]];
  /** The path without `.gguf` and without the number of the part, in lower case. */
  readonly stem: string;
  /** Parts that are missing. */
  readonly missing: number;
}

/** What a repository is downloaded for most, where a name does not say which. */
export const USUAL_QUANT = "Q4_K_M";
/** Files beside a model that are none: the projector of its images, statistics for quantising it. */
const NO_MODEL_REGEXP = /mmproj|imatrix/i;
/** A part of a model that is split over several files. */
const PART_REGEXP = /-(?<part>\d{5})-of-(?<parts>\d{5})$/;

/** The models among files, which are sorted. */
export function ggufModels(files: readonly string[]): GgufModel[] {
  const ggufs = files.filter((path) => /\.gguf$/i.test(path) && !NO_MODEL_REGEXP.test(basename(path)));
  const stemOf = (path: string) => path.replace(/\.gguf$/i, "").toLowerCase();
  const split = Map.groupBy(ggufs, (path) => stemOf(path).replace(PART_REGEXP, ""));
  return [...split].flatMap(([stem, paths]): GgufModel[] => {
    const whole = paths.find((path) => !PART_REGEXP.test(stemOf(path)));
    if (whole !== undefined) return [{ files: [whole], stem, missing: 0 }];
    const parts = Number(PART_REGEXP.exec(stemOf(paths[0]))!.groups!.parts);
    return [{ files: [paths[0], ...paths.slice(1)], stem, missing: parts - paths.length }];
  });
}

/** The paths of all parts of a split model where `path` is that of its first, which names their number; else only `path`. */
export function partsOf(path: string): string[] {
  const [, stem, count] = /^(.*)-00001-of-(\d{5})\.gguf$/i.exec(path) ?? [];
  if (count === undefined) return [path];
  const numbers = Array.from({ length: Number(count) }, (_, index) => String(index + 1).padStart(5, "0"));
  return numbers.map((number) => `${stem}-${number}-of-${count}.gguf`);
}

/**
 * The models of a number format, the best first: names that end in it before others, then the shortest.
 *
 * @param quant number format as file names have it (`Q4_K_M`), or a file's whole name
 */
export function ofQuant(models: readonly GgufModel[], quant: string): GgufModel[] {
  const wanted = RegExp.escape(quant.replace(/\.gguf$/i, "").replace(PART_REGEXP, "").toLowerCase());
  const inName = new RegExp(`(^|[-._/])${wanted}($|[-./])`); // "_" goes on: Q4_K is not Q4_K_M
  const atEnd = new RegExp(`(^|[-._/])${wanted}$`);
  const rank = ({ stem }: GgufModel): number => (atEnd.test(stem) ? 0 : 1e6) + stem.length;
  return models.filter(({ stem }) => inName.test(stem)).sort((a, b) => rank(a) - rank(b));
}
