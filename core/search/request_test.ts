import assert from "node:assert/strict";
import { searchOptionsSchema } from "./options.ts";
import { searchFlags, searchRequestSchema } from "./request.ts";

Deno.test("every field of a request has a flag of its name and a description", () => {
  for (const [name, field] of Object.entries(searchRequestSchema.shape)) {
    const inner = "unwrap" in field ? field.unwrap() : field;
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    assert.match(searchFlags.get(inner)?.flag ?? "", new RegExp(`^--${flag} <[a-z]+>$`));
    assert.match(inner.description ?? "", /^[a-z].*[a-z]$/, name); // a front end makes it a sentence
  }
});

Deno.test("every number of a search has bounds", () => {
  const shapes = [searchOptionsSchema.shape, searchRequestSchema.shape];
  for (const [name, field] of shapes.flatMap((shape) => Object.entries(shape))) {
    if (["seed", "budgetTokens"].includes(name)) continue; // any safe integer is one
    for (const number of [1e9, 2 ** 53, 1e300, Infinity, NaN, -1]) assert.ok(!field.safeParse(number).success, name);
  }
});

Deno.test("every option of a search is described", () => {
  for (const [name, field] of Object.entries(searchOptionsSchema.shape)) assert.ok(field.description, name);
});
