/**
 * The head of the report: the run, its key figures, versions and recipe.
 *
 * @module
 */
import type { RoundManifest } from "@rstar/core";
import { duration, moment, percent, plural, short, whole } from "../page/format.ts";
import { element, type Html } from "../page/html.ts";
import { sum } from "../statistics/mean.ts";
import { namesOf, roundName } from "./rounds.ts";
import { details, table } from "../page/page.ts";

/** Writes the head; `notes` are paragraphs below the heading. */
export function overview(
  run: string,
  { manifests, notes }: { readonly manifests: readonly RoundManifest[]; readonly notes: readonly string[] },
): Html {
  const [first, last] = [manifests[0], manifests.at(-1)!];
  const rounds = plural(manifests.length, "round");
  return element("header", {}, [
    element("p", { class: "kind" }, "Self-evolution by search"),
    element("h1", {}, run),
    element("p", { class: "when" }, `${rounds}, ${moment(first.started)} to ${moment(last.finished)}`),
    notes.map((note) => element("p", {}, note)),
    keyFigures(manifests),
    definitions([
      ["Recipe", recipeNames(manifests).join(", ") || "without a name"],
      ["Seed", distinct(manifests.map(({ seed }) => String(seed))).join(", ")],
      ["Problems", distinct(manifests.map(({ search }) => whole(search.problems))).join(", ")],
      ["Searches failed", whole(sum(manifests.map(({ search }) => search.failed)))],
    ]),
    details("Versions", versions(manifests)),
    recipes(manifests),
  ]);
}

function keyFigures(manifests: readonly RoundManifest[]): Html {
  const [first, last] = [manifests[0], manifests.at(-1)!];
  const total = (count: (manifest: RoundManifest) => number): number => sum(manifests.map(count));
  const before = (share: (manifest: RoundManifest) => number): string =>
    manifests.length > 1
      ? `round ${last.round}; ${percent(share(first))} in round ${first.round}`
      : `round ${last.round}`;
  const solved = ({ coverage: { all } }: RoundManifest): number => all.solved / all.problems;
  const withoutLuck = ({ coverage: { all } }: RoundManifest): number => all.solvedWithoutLuck / all.problems;
  const trained = ({ policy, ppm }: RoundManifest): number => policy.tokens + (ppm?.tokens ?? 0);
  const figures: readonly (readonly [name: string, value: string, remark: string])[] = [
    ["Problems solved", percent(solved(last)), before(solved)],
    ["Solved without luck", percent(withoutLuck(last)), before(withoutLuck)],
    ["Machine time", duration(total(({ seconds }) => sum(Object.values(seconds)))), "all rounds and stages"],
    ["Tokens generated", short(total(({ search }) => search.tokens)), "all rounds"],
    ["Tokens trained on", short(total(trained)), "policy and PPM, all rounds"],
    ["Training data", short(last.sft.examples), `examples and ${short(pairs(last))} pairs in round ${last.round}`],
  ];
  return element(
    "dl",
    { class: "key-figures" },
    figures.map(([name, value, remark]) =>
      element("div", {}, [element("dt", {}, name), element("dd", {}, [value, element("small", {}, remark)])])
    ),
  );
}

function pairs({ pairs: { stepPairs, trajectoryPairs } }: RoundManifest): number {
  return stepPairs + trajectoryPairs;
}

function definitions(entries: readonly (readonly [name: string, value: string])[]): Html {
  return element(
    "dl",
    { class: "facts" },
    entries.map(([name, value]) => element("div", {}, [element("dt", {}, name), element("dd", {}, value)])),
  );
}

/** A single column where no version changed between rounds, else one a round. */
function versions(manifests: readonly RoundManifest[]): Html {
  const isSame = distinct(manifests.map((manifest) => JSON.stringify(manifest.versions))).length === 1;
  const shown = isSame ? [manifests[0]] : manifests;
  return table({
    columns: ["", ...(isSame ? ["Version"] : shown.map(roundName))],
    rows: namesOf(shown.map(({ versions }) => versions)).map((name) => [
      name,
      ...shown.map(({ versions }) => versions[name] ?? "–"),
    ]),
    cells: "text",
  });
}

function recipes(manifests: readonly RoundManifest[]): Html[] {
  const byText = Map.groupBy(manifests, ({ recipe }) => JSON.stringify(recipe, null, 2) ?? "none");
  return [...byText].map(([text, rounds]) => {
    const summary = byText.size === 1 ? "Recipe" : `Recipe of ${rounds.map(roundName).join(", ")}`;
    return details(summary, element("pre", { tabindex: "0" }, text));
  });
}

function recipeNames(manifests: readonly RoundManifest[]): string[] {
  return distinct(manifests.flatMap(({ recipe }) => {
    const name = recipe !== null && typeof recipe === "object" && "name" in recipe ? recipe.name : undefined;
    return typeof name === "string" ? [name] : [];
  }));
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
