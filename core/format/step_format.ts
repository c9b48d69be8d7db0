/**
 * How a model reads a trajectory and writes its next step. Inside a search, in traces and in data a trajectory has the
 * official tags; a format is what stands between these and a model.
 *
 * @module
 */
import type { Candidate, ProposeRequest } from "../policy.ts";
import type { PromptSegment } from "../prompt_template.ts";
import type { Prefix } from "../trajectory.ts";

/** Names of the formats. */
export const STEP_FORMATS = ["official", "chat", "few-shot"] as const;

/** `official`: the tags are the model's own; `chat`: a program in a fence, in a chat; `few-shot`: the same after examples. */
export type StepFormatName = typeof STEP_FORMATS[number];

/** One way to read and write steps. */
export interface StepFormat {
  /** Which one it is. */
  readonly name: StepFormatName;
  /** What the model reads. The question is untrusted: it stays plain text. */
  prompt(prefix: Prefix): PromptSegment[];
  /** Strings that end a step as the model writes it; null for those that the request names. */
  readonly stops: readonly string[] | null;
  /** The next step where it follows from the prefix, so that no token is spent on it; else null. */
  given(prefix: Prefix): string | null;
  /** The step with the official tags, of what the model wrote after `prefix`, its stop string included. */
  read(written: Pick<Candidate, "text" | "finish">, prefix: Prefix): string;
}

/** What is generated for a request: its prompt in a model's own format, and the strings that end a step there. */
export type FormattedRequest = Omit<ProposeRequest, "prefix"> & { readonly prompt: PromptSegment[] };

/** Proposes candidates with a model that reads and writes `format`; `generate` samples its text, one a seed. */
export async function proposeIn(
  format: StepFormat,
  { prefix, ...sampling }: ProposeRequest,
  generate: (request: FormattedRequest) => Promise<Candidate[]>,
): Promise<Candidate[]> {
  const given = format.given(prefix);
  if (given !== null) {
    return sampling.seeds.map(() => ({ text: given, finish: "stop", tokens: 0, logProbability: 0 }));
  }
  const prompt = format.prompt(prefix);
  const written = await generate({ ...sampling, prompt, stop: format.stops ?? sampling.stop });
  return written.map((candidate) => ({ ...candidate, text: format.read(candidate, prefix) }));
}
