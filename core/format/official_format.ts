/**
 * The format of models trained on trajectories: the tags are theirs, nothing is translated.
 *
 * @module
 */
import { DEFAULT_TEMPLATE, promptSegments } from "../prompt_template.ts";
import type { StepFormat } from "./step_format.ts";

/**
 * The official format.
 *
 * @param template the prompt, with `{question}` in it; default: the official one
 */
export function officialFormat(template: string = DEFAULT_TEMPLATE): StepFormat {
  return {
    name: "official",
    prompt: (prefix) => promptSegments(prefix, template),
    stops: null,
    given: () => null,
    read: ({ text }) => text,
  };
}
