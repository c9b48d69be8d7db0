/**
 * Step formats: how models read a trajectory and write its next step.
 *
 * @module
 */

// What a format is, and proposing in one.
export { type FormattedRequest, proposeIn, STEP_FORMATS, type StepFormat, type StepFormatName } from "./step_format.ts";

// The formats: of models trained on trajectories, of models that chat, of models that only go on with a text.
export { officialFormat } from "./official_format.ts";
export { CHAT_SYSTEM, chatFormat } from "./chat_format.ts";
export { renderChatTemplate } from "./chat_template.ts";
export { FEW_SHOT_TEMPLATE } from "./few_shot.ts";

// The search for models that were not trained for it.
export { CHAT_SEARCH } from "./chat_search.ts";
