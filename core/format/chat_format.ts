/**
 * The format of models that were trained to chat, and know nothing of the official tags: the program stands in a Markdown
 * fence, its steps begin with `# Step k:`, and its answer is what it prints.
 *
 * @module
 */
import { printedValue } from "../answer/printed_value.ts";
import { promptSegments } from "../prompt_template.ts";
import { ANSWER, CODE, END_OF_ANSWER, END_OF_CODE, END_OF_OUTPUT, END_OF_STEP, OUTPUT } from "../trajectory.ts";
import form from "./chat_form.json" with { type: "json" };
import type { StepFormat, StepFormatName } from "./step_format.ts";

/** What a chat's system message asks for. */
export const CHAT_SYSTEM: string = form.system;

const TAG_REGEXP = new RegExp(
  [CODE, END_OF_STEP, END_OF_CODE, OUTPUT, END_OF_OUTPUT, ANSWER, END_OF_ANSWER].join("|"),
  "g",
);
const OUTPUT_REGEXP = new RegExp(`\n${OUTPUT}([^]*?)${END_OF_OUTPUT}\n`, "g");
const LAST_OUTPUT_REGEXP = new RegExp(`${OUTPUT}([^]*)${END_OF_OUTPUT}\n$`);

/**
 * The format over one chat template.
 *
 * @param template the chat up to where the model's turn begins, with `{question}` in it
 * @param name `few-shot` where the template is worked examples
 */
export function chatFormat(template: string, name: StepFormatName = "chat"): StepFormat {
  return {
    name,
    stops: [form.nextStep, form.close],
    prompt: (prefix) => [
      ...promptSegments({ ...prefix, solution: "" }, template),
      { text: chatText(prefix.solution), special: false },
    ],
    given: ({ solution }) => {
      const output = LAST_OUTPUT_REGEXP.exec(solution)?.[1];
      return output === undefined ? null : `${ANSWER}The answer is \\boxed{${lastValue(output)}}.${END_OF_ANSWER}`;
    },
    read: ({ text, finish }, { solution }) => {
      const stop = [form.nextStep, form.close].find((stop) => text.endsWith(stop)) ?? "";
      const body = text.slice(0, text.length - stop.length).replace(TAG_REGEXP, "");
      const step = `${solution === "" ? `${CODE}\n` : "\n"}${stepName(solution)}${body}`;
      if (finish === "length") return step;
      return `${step}\n${stop === form.nextStep ? END_OF_STEP : END_OF_CODE}`;
    },
  };
}

/** A solution as the model reads it, up to the name of the step that it is to write. */
function chatText(solution: string): string {
  const text = solution
    .replace(`${CODE}\n`, form.open)
    .replaceAll(`\n${END_OF_STEP}`, "")
    .replaceAll(`\n${END_OF_CODE}`, form.close)
    .replace(OUTPUT_REGEXP, (_, output) => form.output.replace("{output}", () => output))
    .replace(TAG_REGEXP, "");
  if (solution === "") return `${form.open}${stepName(solution)}`;
  return solution.endsWith(END_OF_STEP) ? `${text}\n${stepName(solution)}` : text;
}

/** The name of the step that follows. */
function stepName(solution: string): string {
  return form.step.replace("{number}", `${solution.split(END_OF_STEP).length}`);
}

/** What the last printed line says the answer is; empty where nothing was printed. */
function lastValue(output: string): string {
  const line = output.split("\n").findLast((line) => line.trim() !== "");
  return line === undefined ? "" : printedValue(line.trim());
}
