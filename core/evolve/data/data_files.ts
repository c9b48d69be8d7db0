/**
 * Writes the files of a round's data, each in three forms: `sft.jsonl` and `pairs.jsonl` for our training, `*.official.jsonl` with the
 * fields of the official files, `*.csv` for people and their spreadsheets.
 *
 * Rows are written as they come and kept nowhere. A file appears under its name once it is whole.
 *
 * @module
 */
import { stringify } from "csv-stringify/sync";
import { PairCounter, SftCounter } from "./data_statistics.ts";
import { officialPair, type PairData, type PreferencePair } from "./ppm_pairs.ts";
import type { PairStatistics, SftStatistics } from "../round_records.ts";
import { officialSft, type SftData, type SftExample } from "./sft_data.ts";

/** One item a problem. */
export type DataStream<Data> = Iterable<Data> | AsyncIterable<Data>;

const SFT_COLUMNS = [
  "id",
  "level",
  "round",
  "question",
  "answer",
  "solution",
  "meanQ",
  "minQ",
  "steps",
] as const satisfies readonly (keyof SftExample)[];
const PAIR_COLUMNS = [
  "id",
  "kind",
  "depth",
  "question",
  "prefix",
  "chosen",
  "rejected",
  "margin",
  "weight",
  "positives",
  "negatives",
] as const satisfies readonly (keyof PreferencePair)[];
const BUFFERED_CHARACTERS = 1 << 20;

/**
 * Writes `sft.jsonl`, `sft.official.jsonl` and `sft.csv` into a folder; existing ones are replaced.
 *
 * @returns statistics of what was written and left out
 */
export async function writeSftFiles(folder: string, data: DataStream<SftData>): Promise<SftStatistics> {
  await using files = await RowFiles.create<SftExample>(`${folder}/sft`, {
    official: officialSft,
    columns: SFT_COLUMNS,
  });
  const counter = new SftCounter();
  for await (const item of data) {
    counter.add(item);
    await files.write(item.examples);
  }
  await files.finish();
  return counter.statistics;
}

/**
 * Writes `pairs.jsonl`, `pairs.official.jsonl` and `pairs.csv` into a folder; existing ones are replaced.
 *
 * @returns statistics of what was written and left out
 */
export async function writePairFiles(folder: string, data: DataStream<PairData>): Promise<PairStatistics> {
  const form = { official: officialPair, columns: PAIR_COLUMNS };
  await using files = await RowFiles.create<PreferencePair>(`${folder}/pairs`, form);
  const counter = new PairCounter();
  for await (const item of data) {
    counter.add(item);
    await files.write(item.pairs);
  }
  await files.finish();
  return counter.statistics;
}

/** Writes values as JSON Lines; an existing file is replaced once the new one is whole. */
export async function writeJsonLines(path: string, values: readonly unknown[]): Promise<void> {
  await using file = await TextFile.create(path);
  await file.write(jsonLines(values));
  await file.finish();
}

interface RowForm<Row> {
  readonly official: (row: Row) => unknown;
  readonly columns: readonly (string & keyof Row)[];
}

/** The three files of one kind of row. */
class RowFiles<Row> implements AsyncDisposable {
  readonly #form: RowForm<Row>;
  readonly #files: readonly TextFile[];

  private constructor(form: RowForm<Row>, files: readonly TextFile[]) {
    this.#form = form;
    this.#files = files;
  }

  static async create<Row>(path: string, form: RowForm<Row>): Promise<RowFiles<Row>> {
    const files = await Promise.all(
      [".jsonl", ".official.jsonl", ".csv"].map((ending) => TextFile.create(path + ending)),
    );
    const rows = new RowFiles(form, files);
    await files[2].write(csv([form.columns]));
    return rows;
  }

  async write(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const { official, columns } = this.#form;
    await this.#files[0].write(jsonLines(rows));
    await this.#files[1].write(jsonLines(rows.map(official)));
    await this.#files[2].write(csv(rows.map((row) => columns.map((column) => row[column]))));
  }

  async finish(): Promise<void> {
    for (const file of this.#files) await file.finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.#files) await file[Symbol.asyncDispose]();
  }
}

function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

/** Quoted where needed; a text that a spreadsheet would take for a formula is led by an apostrophe. */
function csv(rows: readonly (readonly unknown[])[]): string {
  return stringify([...rows], { escape_formulas: true });
}

/** A text file written piece by piece beside its place, and moved there when it is whole. */
class TextFile implements AsyncDisposable {
  readonly #path: string;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #pending = "";
  #open = true;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#writer = file.writable.getWriter();
  }

  static async create(path: string): Promise<TextFile> {
    return new TextFile(path, await Deno.open(`${path}.part`, { write: true, create: true, truncate: true }));
  }

  async write(text: string): Promise<void> {
    this.#pending += text;
    if (this.#pending.length >= BUFFERED_CHARACTERS) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
    await this[Symbol.asyncDispose]();
    await Deno.rename(`${this.#path}.part`, this.#path);
  }

  async #flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = "";
    await this.#writer.write(this.#encoder.encode(text));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#open) await this.#writer.close();
    this.#open = false;
  }
}
