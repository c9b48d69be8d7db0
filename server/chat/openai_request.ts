/**
 * What chats and completions have in common: the fields of the OpenAI API that shape a search, those that change nothing, and those
 * that are refused.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { PresetName } from "@rstar/core";
import { searchRequestSchema } from "@rstar/core/search/request";
import { ApiError } from "../api_error.ts";
import { REQUEST_LIMITS } from "../solve/request_limits.ts";
import { sentenceOf, type SolveRequest } from "../solve/solve_request.ts";
import { stopSchema } from "./stop_texts.ts";

const { temperature, budgetTokens } = searchRequestSchema.shape;
const tokensSchema = z.nullish(budgetTokens).describe(sentenceOf(budgetTokens));

/**
 * The fields of both. Others are taken and change nothing, unless {@linkcode searchAsked} refuses them: what clients send along
 * (`user`, `metadata`), and how tokens are drawn beside the temperature (`top_p`).
 */
export const openaiFields = {
  model: z.string(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: tokensSchema,
  max_completion_tokens: tokensSchema,
  temperature: z.nullish(temperature.max(REQUEST_LIMITS.temperature)).describe(sentenceOf(temperature)),
  top_p: z.number().min(0).max(1).nullish().openapi({ description: "Changes nothing." }),
  seed: z.int().nullish(),
  reasoning_effort: z.string().nullish().openapi({
    description: "How much is searched: `low`, `medium` or `high`; `none` and `minimal` count as low, `xhigh` as high.",
  }),
  stop: stopSchema,
};

/** The fields of both, parsed, and whatever else a request has. */
export type OpenaiFields = z.output<z.ZodObject<typeof openaiFields, z.core.$loose>>;

/** The preset of each name under which the model is offered; null for the model's own search. */
export type ModelNames = ReadonlyMap<string, PresetName | null>;

/** Fields that would change what is asked for: the values that do not, and the reason in the error. */
const REFUSED: Readonly<Record<string, readonly [isHarmless: (value: unknown) => boolean, reason: string]>> = {
  n: [is(1), "a search gives one choice"],
  best_of: [is(1), "a search gives one choice"],
  tools: [isEmpty, "a search calls no tools"],
  tool_choice: [is("none", "auto"), "a search calls no tools"],
  functions: [isEmpty, "a search calls no functions"],
  function_call: [is("none", "auto"), "a search calls no functions"],
  web_search_options: [is(), "a search asks nobody else"],
  logprobs: [is(false), "a search has no log-probabilities of its answer's tokens"],
  top_logprobs: [is(0), "a search has no log-probabilities of its answer's tokens"],
  prompt_logprobs: [is(0), "a search has no log-probabilities of the question's tokens"],
  logit_bias: [isEmpty, "steps are drawn as the model would have them"],
  frequency_penalty: [is(0), "steps are drawn as the model would have them"],
  presence_penalty: [is(0), "steps are drawn as the model would have them"],
  echo: [is(false), "the answer alone is given back"],
  suffix: [isEmpty, "an answer has nothing behind it"],
  response_format: [(value) => (value as { readonly type?: unknown }).type === "text", "answers are text"],
  grammar: [isEmpty, "answers are text without a grammar"],
  json_schema: [isEmpty, "answers are text"],
  guided_json: [isEmpty, "answers are text"],
  guided_regex: [isEmpty, "answers are text"],
  guided_choice: [isEmpty, "answers are text"],
  guided_grammar: [isEmpty, "answers are text"],
  structured_outputs: [isEmpty, "answers are text"],
  modalities: [(value) => JSON.stringify(value) === '["text"]', "answers are text"],
  audio: [is(), "answers are text"],
};

function is(...harmless: readonly unknown[]): (value: unknown) => boolean {
  return (value) => harmless.includes(value);
}

function isEmpty(value: unknown): boolean {
  return value === "" || typeof value === "object" && Object.keys(value!).length === 0;
}

/**
 * The search that the common fields ask for, but for its question.
 *
 * @throws {ApiError} `bad_request` for a field that cannot be served; `model_not_found`
 */
export function searchAsked(fields: OpenaiFields, names: ModelNames): Omit<SolveRequest, "question"> {
  for (const [param, [isHarmless, reason]] of Object.entries(REFUSED)) {
    const value = fields[param];
    if (value !== undefined && value !== null && !isHarmless(value)) {
      throw new ApiError("bad_request", `Cannot serve "${param}" as ${reason}`, { param });
    }
  }
  const preset = presetOf(fields.model, names);
  const tokens = fields.max_completion_tokens ?? fields.max_tokens;
  return {
    ...(preset !== null && { preset }),
    ...(typeof fields.temperature === "number" && { temperature: fields.temperature }),
    ...effortAsked(fields.reasoning_effort),
    ...(typeof fields.seed === "number" && { seed: fields.seed >>> 0 }),
    ...(typeof tokens === "number" && { budgets: { tokens } }),
  };
}

/** A search's effort by the field's names; others change nothing. */
function effortAsked(name: string | null | undefined): Pick<SolveRequest, "effort"> {
  switch (name) {
    case "none":
    case "minimal":
    case "low":
      return { effort: "low" };
    case "medium":
      return { effort: "medium" };
    case "high":
    case "xhigh":
      return { effort: "high" };
    default:
      return {};
  }
}

/**
 * The preset that a model's name stands for.
 *
 * @throws {ApiError} `model_not_found`
 */
export function presetOf(name: string, names: ModelNames): PresetName | null {
  const preset = names.get(name);
  if (preset !== undefined) return preset;
  const known = [...names.keys()].join(", ");
  throw new ApiError("model_not_found", `Cannot find model ${JSON.stringify(name)}: there are ${known}`, {
    param: "model",
  });
}
