import type { CurvePoint, TrainingRecord } from "../round_records.ts";

/** What a training program prints, a JSON line at a time. */
export interface TrainingEvent {
  /** What it tells of. */
  readonly event: string;
  /** Its figures. */
  readonly [field: string]: unknown;
}

/** The event of a line; null for a line that is none. */
export function trainingEvent(line: string): TrainingEvent | null {
  try {
    const value = JSON.parse(line);
    return typeof value?.event === "string" ? value : null;
  } catch {
    return null;
  }
}

/**
 * What a training reported, from its lines. Each start tells its data first. Where an interrupted training went on from a
 * checkpoint, the points after that checkpoint are the later ones; where there was none yet, all of them are.
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
