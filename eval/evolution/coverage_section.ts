/**
 * The report's section on coverage: which problems the rounds solved, and how their trajectories ended.
 *
 * @module
 */
import type { RoundManifest } from "@rstar/core";
import type { LevelCoverage } from "@rstar/core/evolve";
import { categoryColor, CORRECT, MIXED, WHOLE, WRONG } from "../charts/colors.ts";
import { figure, section } from "../charts/figure.ts";
import { percent, short, whole, wholePercent } from "../page/format.ts";
import { element, type Html } from "../page/html.ts";
import { type Line, lineChart } from "../charts/line_chart.ts";
import { namesOf, roundBars, roundName } from "./rounds.ts";
import type { Color } from "../charts/svg.ts";
import { details, table } from "../page/page.ts";

/** Writes the section; one point or bar a round. */
export function coverageSection(manifests: readonly RoundManifest[]): Html {
  return section("Coverage", {
    id: "coverage",
    content: [
      solvedByLevel(manifests),
      roundBars({
        id: "outcomes",
        title: "Problems by the outcome of their trajectories",
        description:
          "For each round, the shares of problems with only correct, with both and with only wrong trajectories.",
        note: "The paper's easy, medium and hard. Only mixed problems give preference pairs.",
        manifests,
        counts: ({ coverage: { all } }) => ({
          "all correct": all.allCorrect,
          "mixed": all.mixed,
          "all wrong": all.allWrong,
        }),
        colors: { "all correct": CORRECT, "mixed": MIXED, "all wrong": WRONG },
        shared: true,
      }),
      roundBars({
        id: "trajectories",
        title: "Trajectories that came to an answer",
        description: "For each round, the number of trajectories with the right and with a wrong answer.",
        manifests,
        counts: ({ coverage: { all } }) => ({
          "correct": all.correctTrajectories,
          "wrong": all.trajectories - all.correctTrajectories,
        }),
        colors: { "correct": CORRECT, "wrong": WRONG },
        total: ({ coverage: { all } }, sum) =>
          sum === 0 ? "none" : `${short(sum)}, ${wholePercent(all.correctTrajectories / sum)}`,
        note: "Behind each bar: all of them, and the share of correct ones.",
      }),
      element("div", { class: "wide" }, details("Coverage by round and level, all counts", counts(manifests))),
    ],
  });
}

function solvedByLevel(manifests: readonly RoundManifest[]): Html {
  const levels = namesOf(manifests.map(({ coverage }) => coverage.levels)).filter((level) => level !== "all");
  const groups: Group[] = [
    ...levels.map((level, i) => ({
      label: level,
      color: categoryColor(i),
      of: ({ coverage }: RoundManifest) => coverage.levels[level],
    })),
    { label: "all", color: WHOLE, of: ({ coverage }) => coverage.all },
  ];
  const rounds = manifests.map(({ round }) => round);
  const shares = groups.flatMap((group) => [
    line(group, manifests, { count: ({ solvedWithoutLuck }) => solvedWithoutLuck, dashed: true }),
    line(group, manifests, { count: ({ solved }) => solved, dashed: false }),
  ]);
  return figure({
    title: "Problems solved",
    place: "tall",
    key: [
      { label: "solved", color: WHOLE, shape: "line" },
      { label: "without luck", color: WHOLE, shape: "dashed" },
    ],
    chart: lineChart({
      id: "solved",
      title: "Share of problems solved, by round and level",
      description: `One line a level (${
        groups.map(({ label }) => label).join(", ")
      }) over the rounds; dashed without luck.`,
    }, {
      x: { label: "round", format: String, ticks: range(rounds[0], rounds.at(-1)!) },
      y: { label: "share of the level's problems", format: wholePercent, ticks: [0, 0.25, 0.5, 0.75, 1] },
      lines: shares,
    }),
    note:
      "Without luck: by a trajectory that defines all that the question asks for, where the answer could be guessed.",
    data: {
      columns: ["Round", ...groups.map(({ label }) => label), ...groups.map(({ label }) => `${label}, no luck`)],
      rows: manifests.map((manifest) => [
        manifest.round,
        ...groups.map(({ of }) => share(of(manifest), ({ solved }) => solved)),
        ...groups.map(({ of }) => share(of(manifest), ({ solvedWithoutLuck }) => solvedWithoutLuck)),
      ]),
    },
  });
}

interface Group {
  readonly label: string;
  readonly color: Color;
  readonly of: (manifest: RoundManifest) => LevelCoverage | undefined;
}

type Count = (coverage: LevelCoverage) => number;

function line(
  { label, color, of }: Group,
  manifests: readonly RoundManifest[],
  { count, dashed }: { count: Count; dashed: boolean },
): Line {
  const points = manifests.map((manifest) => {
    const coverage = of(manifest);
    return [manifest.round, coverage && coverage.problems > 0 ? count(coverage) / coverage.problems : null] as const;
  });
  return { label: dashed ? "" : label, color, points, dashed };
}

function share(coverage: LevelCoverage | undefined, count: Count): string {
  return coverage ? percent(count(coverage) / coverage.problems) : "–";
}

function counts(manifests: readonly RoundManifest[]): Html {
  return table({
    columns: [
      "Round",
      "Level",
      "Problems",
      "Solved",
      "Without luck",
      "All correct",
      "Mixed",
      "All wrong",
      "Trajectories",
      "Correct",
    ],
    rows: manifests.flatMap((manifest) => {
      const { levels, all } = manifest.coverage;
      const rows: [string, LevelCoverage][] = [
        ...Object.entries(levels).filter(([level]) => level !== "all"),
        ["all", all],
      ];
      return rows.map(([level, { problems, solved, solvedWithoutLuck, allCorrect, mixed, allWrong, ...rest }]) => [
        roundName(manifest),
        level,
        ...[problems, solved, solvedWithoutLuck, allCorrect, mixed, allWrong].map(whole),
        ...[rest.trajectories, rest.correctTrajectories].map(whole),
      ]);
    }),
  });
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
