/**
 * The report's section on files: those that each round read and wrote.
 *
 * @module
 */
import type { RoundManifest } from "@rstar/core";
import { section } from "../charts/figure.ts";
import { element, type Html } from "../page/html.ts";
import { roundName } from "./rounds.ts";
import { details, table } from "../page/page.ts";

/** Writes the section: paths with their SHA-256, folded by round. */
export function filesSection(manifests: readonly RoundManifest[]): Html {
  const listed = manifests.map((manifest) => {
    const row = (kind: string) => ([path, hash]: [string, string]) => [path, kind, element("code", {}, hash)];
    return details(
      roundName(manifest),
      table({
        columns: ["File", "", "SHA-256"],
        rows: [
          ...Object.entries(manifest.inputs).map(row("read")),
          ...Object.entries(manifest.outputs).map(row("made")),
        ],
        cells: "text",
      }),
    );
  });
  return section("Files", { id: "files", content: element("div", { class: "wide" }, listed) });
}
