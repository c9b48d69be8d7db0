/**
 * What shapes a search: every option of a tree, declared once. Types and checks of recipes and `model.json` follow from it.
 *
 * @module
 */
import { z } from "zod";
import type { Inferred } from "../inferred.ts";
import { TYPED_RULES } from "../typed/rules.ts";

/** Upper bounds far above any search that ends: what is larger is a slip, or would not fit in memory. */
const MAX_CANDIDATES = 4_096;
const MAX_COUNT = 1_000_000;
const MAX_TEMPERATURE = 100;

const choiceSchema = z.discriminatedUnion("rule", [
  z.strictObject({ rule: z.enum(["ppm-best", "majority", "weighted-vote", "likelihood-vote"]) }),
  z.strictObject({ rule: z.literal("top-majority"), count: z.int().positive().max(MAX_COUNT) }),
]);

/**
 * The options of a tree. Recipes and `model.json` keep them in this order.
 *
 * @internal
 */
export const searchOptionsSchema = z.strictObject({
  candidates: z.int().min(1).max(MAX_CANDIDATES).describe("Candidates for each expansion (the paper's n)."),
  answerCandidates: z.int().positive().max(MAX_CANDIDATES).describe(
    "Candidates after the program has ended, where only its output is put in words.",
  ),
  rollouts: z.int().min(1).max(MAX_COUNT).describe("Rollouts of a tree."),
  maxDepth: z.int().min(1).max(MAX_COUNT).describe("A trajectory with more steps is cut as invalid."),
  exploration: z.number().nonnegative().max(MAX_COUNT).describe("c of Eq. 1."),
  temperature: z.number().nonnegative().max(MAX_TEMPERATURE).describe("Temperature at which candidates are sampled."),
  topP: z.number().positive().max(1).describe("Nucleus of the sampling; 1 is all."),
  topK: z.int().nonnegative().max(MAX_COUNT).describe("Likeliest tokens sampled from; 0 is all."),
  maxStepTokens: z.int().positive().max(MAX_COUNT).describe("Tokens of one step at most."),
  unvisited: z.enum(["infinity", "zero"]).describe(
    "Score of a child never visited: before all others, or the official code's 0, which starves siblings without a PPM.",
  ),
  terminals: z.enum(["revisit", "exclude"]).describe(
    "Whether selection may reach a final answer again (and back it up again), or skips it.",
  ),
  answers: z.enum(["all", "first"]).describe(
    "Keep every distinct final answer of an expansion, or its first alone and drop the other candidates.",
  ),
  redraws: z.int().nonnegative().max(MAX_COUNT).describe(
    "How often an expansion whose candidates are all invalid is drawn again with other seeds, unless none could be read.",
  ),
  errorsThreshold: z.int().positive().max(MAX_COUNT).describe(
    "Failed steps in a row that end a trajectory; 1 keeps only steps that run.",
  ),
  repeats: z.enum(["keep", "drop"]).describe(
    "Whether a step is kept that repeats an earlier step of its program, statement for statement. For a policy whose " +
      "steps define things, the second changes nothing; `x = f(x)` twice does.",
  ),
  errorTest: z.enum(["status", "substring"]).describe(
    'What counts as failed: the verifier\'s status, or the official substring test for "error" in the output.',
  ),
  deadEnd: z.enum(["ignore", "penalize"]).describe(
    "What backs up when every candidate of an expansion is invalid: nothing, or -1.",
  ),
  output: z.enum(["stdout", "msft", "notebook"]).describe(
    "How a step's result becomes text: what it prints; the official interpreter's rules; or, of a step that prints nothing, the " +
      "value of its last expression.",
  ),
  choice: choiceSchema.describe(
    "How the final answer is chosen. Rules that ask a PPM give way to `likelihood-vote` where there is none.",
  ),
});

/** Everything that shapes one search tree. Where the paper and the official code diverge, each side is a named value. */
export type SearchOptions = Inferred<typeof searchOptionsSchema>;

/**
 * What is known of an answer, by name. Log-probabilities are of the likeliest trajectory that gives the answer, in nats and not
 * below −30.
 */
export const ANSWER_FEATURES = [
  /** Log-probability of its least likely step: the best single sign of a question that the model does not know. */
  "lowestStep",
  /** Of its first step. */
  "firstStep",
  /** Of its program, for each character. */
  "perCharacter",
  /** The answer's share of the votes. */
  "share",
  /** 1 where the model's own words are the answer that the program printed, else 0. */
  "agreed",
  /** The best PPM score of a trajectory that gives the answer; 0 without a PPM. */
  "ppm",
  /** Share of the nodes that are invalid: steps that failed, repeated, or came to nothing. */
  "failed",
  /** Natural logarithm of the number of distinct first steps, over all trees. */
  "beginnings",
  /** Share of the question's numbers that the program does not have. */
  "unread",
] as const;

/** Name of something that is known of an answer. */
export type AnswerFeature = typeof ANSWER_FEATURES[number];

/**
 * What `model.json` may say of the search made for a model.
 *
 * @internal
 */
export const modelSearchSchema = z.strictObject({
  search: searchOptionsSchema.partial().optional().describe("What differs from the preset `paper`."),
  agreement: z.strictObject({ votes: z.int().positive().max(MAX_COUNT), share: z.number().positive().max(1) })
    .optional().describe(
      "The search of a problem ends when one answer has `votes` votes and at least `share` of all.",
    ),
  trees: z.int().positive().max(MAX_COUNT).optional().describe("Trees of a problem, side by side. Default 1."),
  greedyFirst: z.boolean().optional().describe(
    "Whether the first tree takes the likeliest tokens; its failed steps are drawn again at the others' temperature.",
  ),
  more: z.strictObject({ trees: z.int().positive().max(MAX_COUNT), confidence: z.number().min(0).max(1) }).optional()
    .describe(
      "As many trees again as `trees`, until there are these or the answer's confidence is this. Default: none.",
    ),
  retries: z.int().nonnegative().max(MAX_COUNT).optional().describe(
    "Trees grown one by one as long as none has reached an answer. Default 0.",
  ),
  confidence: z.strictObject({
    intercept: z.number(),
    weights: z.partialRecord(z.enum(ANSWER_FEATURES), z.number()),
    threshold: z.number().min(0).max(1),
  }).optional().describe(
    "Logistic model of the probability that an answer is right; below `threshold` it is a guess. Default: a modest one.",
  ),
  typed: z.array(z.enum(TYPED_RULES)).optional().describe(
    "Rules by which a question as people type it becomes one as the model reads it. Default: the harmless ones.",
  ),
});

/** A logistic model over the features of an answer, and the probability below which the answer is only a guess. */
export type ConfidenceModel = NonNullable<ModelSearch["confidence"]>;

/** The search made for a model. */
export type ModelSearch = Inferred<typeof modelSearchSchema>;
