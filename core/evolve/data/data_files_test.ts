import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { writeJsonLines, writePairFiles, writeSftFiles } from "./data_files.ts";
import { pairStatistics, sftStatistics } from "./data_statistics.ts";
import { officialPair, preferencePairs } from "./ppm_pairs.ts";
import { officialSft, sftExamples } from "./sft_data.ts";
import { grownAtRandom } from "../testing/grown_trees.ts";

/** A folder for one test. */
async function folder() {
  const path = await Deno.makeTempDir();
  return {
    path,
    lines: async (name: string) =>
      (await Deno.readTextFile(`${path}/${name}`)).split("\n").filter(Boolean).map((line) => JSON.parse(line)),
    names: () => [...Deno.readDirSync(path)].map(({ name }) => name).sort(),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

const problem = { id: 'p,"1"', question: "-3 + 4,\nwhat is it?", answer: "-7", level: "easy" };
const grown = [1, 2, 3, 4, 5].map((seed) => grownAtRandom(seed, { problem }));

Deno.test("writeSftFiles() writes the same examples in three forms, and says what it wrote", async () => {
  await using made = await folder();
  const data = grown.map((of) => sftExamples(of, { round: 1 }));
  const examples = data.flatMap((of) => of.examples);
  assert.ok(examples.length > 2);
  assert.deepEqual(await writeSftFiles(made.path, data), sftStatistics(data));
  assert.deepEqual(made.names(), ["sft.csv", "sft.jsonl", "sft.official.jsonl"]);
  assert.deepEqual(await made.lines("sft.jsonl"), examples);
  assert.deepEqual(await made.lines("sft.official.jsonl"), examples.map(officialSft));
  const rows = parse(await Deno.readTextFile(`${made.path}/sft.csv`), { columns: true }) as Record<string, string>[];
  assert.deepEqual(rows.map(({ solution }) => solution), examples.map(({ solution }) => solution));
  assert.deepEqual([rows[0].id, rows[0].steps], [problem.id, `${examples[0].steps}`]);
  assert.deepEqual([rows[0].question, rows[0].answer], [`'${problem.question}`, `'${problem.answer}`], "no formulas");
});

Deno.test("writePairFiles() takes a stream", async () => {
  await using made = await folder();
  const data = grown.map((of) => preferencePairs(of, { selection: "paper" }));
  const pairs = data.flatMap((of) => of.pairs);
  const stream = ReadableStream.from(data);
  assert.deepEqual(await writePairFiles(made.path, stream), pairStatistics(data));
  assert.deepEqual(await made.lines("pairs.jsonl"), pairs);
  assert.deepEqual(await made.lines("pairs.official.jsonl"), pairs.map(officialPair));
  const rows = parse(await Deno.readTextFile(`${made.path}/pairs.csv`), { columns: true }) as Record<string, string>[];
  assert.deepEqual(
    rows.map(({ rejected, margin }) => [rejected, Number(margin)]),
    pairs.map(({ rejected, margin }) => [
      rejected,
      margin,
    ]),
  );
});

Deno.test("writeSftFiles() leaves the files of before in place when the stream fails", async () => {
  await using made = await folder();
  await Deno.writeTextFile(`${made.path}/sft.jsonl`, "before");
  function* failing() {
    yield sftExamples(grown[0], { round: 1 });
    throw new Error("lost");
  }
  await assert.rejects(writeSftFiles(made.path, failing()), /lost/);
  assert.equal(await Deno.readTextFile(`${made.path}/sft.jsonl`), "before");
});

Deno.test("writeSftFiles() writes whole files where there is nothing to write", async () => {
  await using made = await folder();
  await writeSftFiles(made.path, []);
  assert.deepEqual(await made.lines("sft.jsonl"), []);
  assert.match(await Deno.readTextFile(`${made.path}/sft.csv`), /^id,level,round,question,/);
});

Deno.test("writeJsonLines() writes a line a value in place of what was there, and a file of nothing", async () => {
  await using made = await folder();
  const path = `${made.path}/suspects.jsonl`;
  await writeJsonLines(path, [{ id: "a\n" }, 3]);
  assert.equal(await Deno.readTextFile(path), '{"id":"a\\n"}\n3\n');
  await writeJsonLines(path, []);
  assert.equal(await Deno.readTextFile(path), "");
  assert.deepEqual(made.names(), ["suspects.jsonl"]);
});
