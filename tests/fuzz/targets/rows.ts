/**
 * Files of questions and of problems: the first line says csv or jsonl, the rest is the file.
 *
 * @module
 */
import { readProblems, readQuestions } from "@rstar/cli";
import { promised, scratchFile, type Target } from "../target.ts";

const LINE_FEED = 0x0a;
const WORDS = `"question": "problem": "answer": "id": "" 15511210043330985984000000 1e3 question,answer id,problem`;

/** Checks what every reader promises of its rows. */
function check(rows: readonly Readonly<Record<string, unknown>>[]): void {
  if (rows.length === 0 || new Set(rows.map(({ id }) => id)).size < rows.length) {
    throw new Error("two rows with one id");
  }
  for (const row of rows.filter(({ error }) => error === undefined)) {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value !== "string" || /^(?:question|answer)$/.test(name) && value.trim() === "") {
        throw new Error(`${name} is ${JSON.stringify(value)}`);
      }
    }
  }
}

const target: Target = {
  ms: 1500,
  seeds: [
    'jsonl\n{"id": "1", "question": "What is 1 + 1?", "answer": "2", "level": 3, "subject": "Algebra"}\n{"problem": "x", "answer": 7}\n',
    'jsonl\n[{"question": "What is 1 + 1?", "answer": 2}, {"id": 9, "problem": "What is 2 + 2?", "answer": "4"}]',
    'csv\nid,question,answer\n1,"What is ""1"" + 1?",2\n2,"two\nlines",3\n',
    "csv\nquestion\nWhat?\n",
    Uint8Array.of(...new TextEncoder().encode("csv\n"), 0xff, 0xfe, 0x71, 0, 0x0a, 0, 0x61, 0),
  ],
  words: WORDS.split(" "),
  async run(input) {
    const end = Math.max(0, input.indexOf(LINE_FEED));
    const path = scratchFile(input[0] === 0x63 ? "rows.csv" : "rows.jsonl");
    await Deno.writeFile(path, input.subarray(end + 1));
    const outcomes = [];
    for (const read of [readQuestions, readProblems]) {
      try {
        const rows = await read(path);
        check(rows as never);
        outcomes.push("rows");
      } catch (error) {
        outcomes.push(promised(error));
      }
    }
    return outcomes.join();
  },
};
export default target;
