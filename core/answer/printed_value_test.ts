import assert from "node:assert/strict";
import { printedValue } from "./printed_value.ts";

Deno.test("printedValue() finds what a line states", () => {
  const lines: Readonly<Record<string, string>> = {
    "42": "42",
    "x = 3": "3",
    "Total cost: $54.00": "$54.00",
    "The total is 54.": "54",
    "The answer is 3/4": "3/4",
    "f(x=2)": "f(x=2)",
    "12 km": "12 km",
    "Natalia sold 72 clips altogether in April and May.": "72",
    "They will have 1,250.50 dollars left over in the end": "1,250.50",
    "Between 3 and 7 of them came to the party": "Between 3 and 7 of them came to the party",
    "two of them were never seen again": "two of them were never seen again",
    ":": ":",
  };
  for (const [line, value] of Object.entries(lines)) assert.equal(printedValue(line), value, line);
});
