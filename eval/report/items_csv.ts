import { stringify } from "csv-stringify/sync";
import type { EvalReport } from "./report.ts";

/** Every verdict as a row of CSV: what people and their spreadsheets read. */
export function itemsCsv({ problems, verdicts }: EvalReport): string {
  const rows = problems.flatMap(({ id, level = "", subject = "", answer: truth }) =>
    [...verdicts].map(([strategy, byId]) => {
      const { answer, right, tokens, seconds } = byId.get(id)!;
      return { id, level, subject, strategy, right: Number(right), answer: answer ?? "", truth, tokens, seconds };
    })
  );
  return stringify(rows, { header: true });
}
