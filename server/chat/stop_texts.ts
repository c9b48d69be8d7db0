/**
 * The stop texts of a request: what is said ends before the first of them.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";

/** Stop texts that a request may have, as in the OpenAI API. */
const MOST = 4;

/** The field `stop`: a text, a list of up to four, or nothing. */
export const stopSchema = z.custom<string | readonly string[] | null>(
  (value) => {
    if (value === null || value === undefined) return true;
    const texts = Array.isArray(value) ? value : [value];
    return texts.length <= MOST && texts.every((text) => typeof text === "string" && text !== "");
  },
  `must be a text or up to ${MOST} texts, none of them empty`,
).optional().openapi({
  type: ["string", "array", "null"],
  items: { type: "string" },
  description: "The answer ends before the first of these texts. The reasoning is not searched for them.",
});

/** The stop texts as a list. */
export function stopTexts(stop: z.output<typeof stopSchema>): readonly string[] {
  return typeof stop === "string" ? [stop] : stop ?? [];
}

/** The text before the first stop text in it; the whole text where there is none. */
export function cutAt(text: string, stops: readonly string[]): string {
  const places = stops.map((stop) => text.indexOf(stop)).filter((place) => place >= 0);
  return text.slice(0, Math.min(text.length, ...places));
}
