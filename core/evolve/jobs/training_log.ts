/**
 * Reads what a training program prints: one JSON event a line.
 *
 * @module
 */
import type { CurvePoint, TrainingRecord } from "../round_records.ts";

/** One line of a training program. */
export interface TrainingEvent {
  /** `data`, `resume`, `progress`, `evaluation` or `done`. */
  readonly event: string;
  /** The event's figures, by name. */
  readonly [field: string]: unknown;
}

/** The event in a line; null where the line holds none, as a warning does. */
export function trainingEvent(line: string): TrainingEvent | null {
  try {
    const value = JSON.parse(line);
    return typeof value?.event === "string" ? value : null;
  } catch {
    return null;
  }
}

/**
 * Sums up the lines of all attempts of one training. Each attempt reports its data first. Where an attempt resumed from a
 * checkpoint, it replaces the points after that checkpoint; where it started anew, it replaces all of them.
 */
export function trainingRecord(lines: Iterable<string>): TrainingRecord {
  let curve: CurvePoint[] = [];
  let evaluations: Record<string, number>[] = [];
  let [examples, tokens, seconds] = [0, 0, 0];
  let isAnew = false;
  for (const line of lines) {
    const event = trainingEvent(line);
    if (event === null) continue;
    if (isAnew && (event.event === "progress" || event.event === "evaluation")) {
      [curve, evaluations, isAnew] = [[], [], false];
    }
    const number = (field: string): number => typeof event[field] === "number" ? event[field] : 0;
    switch (event.event) {
      case "data":
        examples = number("examples") || number("pairs");
        isAnew = true;
        break;
      case "resume":
        isAnew = false;
        curve = curve.filter((point) => point.tokens <= number("tokens"));
        evaluations = evaluations.filter((evaluation) => evaluation.tokens <= number("tokens"));
        break;
      case "progress":
        curve.push({ step: number("step"), tokens: number("tokens"), loss: event.loss as number | null });
        break;
      case "evaluation": {
        const { event: _, ...fields } = event;
        evaluations.push(
          Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === "number")) as Record<
            string,
            number
          >,
        );
        break;
      }
      case "done":
        [tokens, seconds] = [number("tokens"), number("seconds")];
    }
  }
  return { curve, evaluations, examples, tokens, seconds };
}
