/**
 * The report's section on cost: machine time by stage, and the size of the searches.
 *
 * @module
 */
import type { RoundManifest } from "@rstar/core";
import { figure, section } from "../charts/figure.ts";
import { duration, measured, whole } from "../page/format.ts";
import type { Html } from "../page/html.ts";
import { sum } from "../statistics/mean.ts";
import { roundBars } from "./rounds.ts";
import { table } from "../page/page.ts";

/** Writes the section; times are in seconds, interrupted runs included. */
export function costSection(manifests: readonly RoundManifest[]): Html {
  return section("Cost", {
    id: "cost",
    content: [
      roundBars({
        id: "time",
        title: "Machine time by stage",
        description: "For each round, the machine time of its stages.",
        note: `${
          duration(sum(manifests.map(({ seconds }) => sum(Object.values(seconds)))))
        } in all, interrupted runs included.`,
        manifests,
        counts: ({ seconds }) => seconds,
        format: duration,
        exact: (seconds) => `${whole(seconds)} s`,
      }),
      figure({ title: "Search", place: "wide", chart: searches(manifests) }),
    ],
  });
}

function searches(manifests: readonly RoundManifest[]): Html {
  return table({
    columns: ["Round", "Problems", "Failed", "Trees", "Rollouts", "Tokens", "Tokens a problem"],
    rows: manifests.map(({ round, search: { problems, failed, trees, rollouts, tokens } }) => [
      round,
      ...[problems, failed, trees, rollouts, tokens].map(whole),
      problems === 0 ? "–" : measured(tokens / problems),
    ]),
  });
}
