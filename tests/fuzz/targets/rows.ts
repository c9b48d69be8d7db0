/**
 * Files of questions and of problems: the first line is the file's name, the rest its text.
 *
 * @module
 */
import { parseProblems, parseQuestions } from "@rstar/cli";
import { promised, type Target, textOf } from "../target.ts";

const target: Target = {
  ms: 500,
  seeds: [
    'a.jsonl\n{"id": "1", "question": "What is 1 + 1?", "answer": "2", "level": 3, "subject": "Algebra"}\n{"problem": "x", "answer": 7}\n',
    'a.json\n[{"question": "What is 1 + 1?", "answer": 2}, "What is 2 + 2?"]',
    'a.csv\nid,question,answer\n1,"What is ""1"" + 1?",2\n2,"two\nlines",3\n',
    "a.csv\nquestion\nWhat?\n",
  ],
  words: ['"question":', '"problem":', '"answer":', '"id":', "question,answer\n", '""', "15511210043330985984000000"],
  run(input) {
    const text = textOf(input);
    const end = Math.max(0, text.indexOf("\n"));
    const [name, rows] = [text.slice(0, end), text.slice(end + 1)];
    return [parseQuestions, parseProblems].map((parse) => {
      try {
        const items = parse(rows, name);
        const ids = new Set(items.map(({ id }) => id));
        if (items.length === 0 || ids.size < items.length) throw new Error(`${items.length} rows, ${ids.size} ids`);
        for (const item of items) {
          for (const field of [item.id, item.question, "answer" in item ? item.answer : "-"]) {
            if (typeof field !== "string") throw new Error(`a field is ${typeof field}`);
          }
          if (item.question.trim() === "") throw new Error("a blank question");
        }
        return "rows";
      } catch (error) {
        return promised(error);
      }
    }).join();
  },
};
export default target;
