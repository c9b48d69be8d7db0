/**
 * The report's section on training: losses of policy and PPM over tokens, and metrics on held-out examples.
 *
 * @module
 */
import type { RoundManifest } from "@rstar/core";
import type { TrainingRecord } from "@rstar/core/evolve";
import { ordinalColor, PLAIN } from "../charts/colors.ts";
import { figure, section } from "../charts/figure.ts";
import { duration, measured, plural, short, whole } from "../page/format.ts";
import { element, type Html } from "../page/html.ts";
import { type Line, lineChart, thinCurve } from "../charts/line_chart.ts";
import { namesOf, roundName } from "./rounds.ts";
import { details, table } from "../page/page.ts";
import { sampled } from "../charts/scale.ts";

/** Fields of an evaluation that are no metrics: when it was made, and on how much. */
const NO_METRICS: readonly string[] = ["step", "tokens", "examples", "epoch"];

/** Writes the section; one line a round, a chart a metric. */
export function trainingSection(manifests: readonly RoundManifest[]): Html {
  const policies = trainings(manifests, ({ policy }) => policy);
  const ppms = trainings(manifests, ({ ppm }) => ppm);
  return section("Training", {
    id: "training",
    content: [
      lossFigure("policy", { name: "Policy", trainings: policies }),
      lossFigure("ppm", { name: "PPM", trainings: ppms }),
      metricFigures("policy", { name: "Policy", trainings: policies }),
      metricFigures("ppm", { name: "PPM", trainings: ppms }),
      element("div", { class: "wide" }, details("Trainings in numbers", numbers(manifests))),
    ],
  });
}

interface Training extends TrainingRecord {
  readonly label: string;
  readonly round: number;
}

interface Trained {
  readonly name: string;
  readonly trainings: readonly Training[];
}

function trainings(
  manifests: readonly RoundManifest[],
  of: (manifest: RoundManifest) => TrainingRecord | null,
): Training[] {
  return manifests.flatMap((manifest) => {
    const record = of(manifest);
    return record ? [{ ...record, label: roundName(manifest), round: manifest.round }] : [];
  });
}

function lossFigure(id: string, { name, trainings }: Trained): Html {
  const title = `${name}: training loss`;
  const drawn = trainings.filter(({ curve }) => curve.some(({ loss }) => loss !== null));
  if (drawn.length === 0) {
    return figure({ title, note: trainings.length === 0 ? "Not trained." : "No loss was recorded." });
  }
  const lines = drawn.map(({ label, curve }, i): Line => ({
    label,
    color: ordinalColor(i, drawn.length),
    points: thinCurve(curve.map(({ tokens, loss }) => [tokens, loss] as const)),
  }));
  const missing = drawn.flatMap(({ curve }) => curve).filter(({ loss }) => loss === null).length;
  return figure({
    title,
    chart: lineChart({ id: `${id}-loss`, title, description: "Training loss by tokens seen, one line a round." }, {
      x: { label: "tokens seen", format: short, zero: true },
      y: { label: "loss", format: measured, log: true },
      lines,
    }),
    note: missing === 0 ? undefined : `Gaps: ${plural(missing, "value")} not finite.`,
    data: {
      columns: ["Round", "Step", "Tokens", "Loss"],
      rows: drawn.flatMap(({ label, curve }) =>
        sampled(curve).map(({ step, tokens, loss }) => [
          label,
          whole(step),
          whole(tokens),
          loss === null ? "not finite" : measured(loss),
        ])
      ),
    },
  });
}

/** One chart a metric: over tokens where a training was evaluated several times, else over the rounds. */
function metricFigures(id: string, { name, trainings }: Trained): Html[] {
  const metrics = namesOf(trainings.flatMap(({ evaluations }) => evaluations)).filter((key) =>
    !NO_METRICS.includes(key)
  );
  const isRepeated = trainings.some(({ evaluations }) => evaluations.length > 1);
  return metrics.map((metric, i) => {
    const title = `${name}: ${metric} on held-out examples`;
    const lines = isRepeated ? linesOverTokens(metric, trainings) : [lineOverRounds(metric, trainings)];
    const rounds = trainings.map(({ round }) => round);
    return figure({
      title,
      chart: lineChart({
        id: `${id}-metric-${i}`,
        title,
        description: `${metric} ${isRepeated ? "by tokens seen" : "by round"}.`,
      }, {
        x: isRepeated
          ? { label: "tokens seen", format: short, zero: true }
          : { label: "round", format: String, ticks: rounds },
        y: { label: metric, format: measured },
        lines,
      }),
      data: {
        columns: ["Round", ...(isRepeated ? ["Tokens"] : []), metric],
        rows: trainings.flatMap(({ label, evaluations }) =>
          evaluations.filter((evaluation) => metric in evaluation).map((evaluation) => [
            label,
            ...(isRepeated ? [whole(evaluation.tokens ?? 0)] : []),
            measured(evaluation[metric]),
          ])
        ),
      },
    });
  });
}

function linesOverTokens(metric: string, trainings: readonly Training[]): Line[] {
  return trainings.map(({ label, evaluations, tokens: all }, i) => ({
    label,
    color: ordinalColor(i, trainings.length),
    points: evaluations.flatMap((evaluation, n) =>
      // Evaluations without a count of tokens are assumed to be evenly spread.
      metric in evaluation
        ? [[evaluation.tokens ?? all * (n + 1) / evaluations.length, evaluation[metric]] as const]
        : []
    ),
  }));
}

function lineOverRounds(metric: string, trainings: readonly Training[]): Line {
  return {
    label: "",
    color: PLAIN,
    points: trainings.map(({ round, evaluations }) => [round, evaluations.at(-1)?.[metric] ?? null] as const),
  };
}

function numbers(manifests: readonly RoundManifest[]): Html {
  return table({
    columns: ["Round", "Model", "Examples", "Tokens", "Steps", "Time"],
    rows: manifests.flatMap((manifest) =>
      ([["policy", manifest.policy], ["PPM", manifest.ppm]] as const).flatMap(([model, record]) =>
        record === null ? [] : [[
          roundName(manifest),
          model,
          whole(record.examples),
          whole(record.tokens),
          whole(record.curve.at(-1)?.step ?? 0),
          duration(record.seconds),
        ]]
      )
    ),
  });
}
