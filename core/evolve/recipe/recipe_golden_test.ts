/**
 * A run begun before goes on only if its recipe parses to the same text: `evolve` compares plans as JSON. The goldens are
 * what the parser gave when runs were first resumed; record one anew only where the recipe itself was edited.
 *
 * @module
 */
import assert from "node:assert/strict";
import { z } from "zod";
import { parseRecipe, recipeSchema } from "./recipe.ts";

function read(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, import.meta.url));
}

async function parsesTo(recipe: string, golden: string): Promise<void> {
  assert.equal(`${JSON.stringify(parseRecipe(recipe, "recipe.toml"))}\n`, await read(`golden/${golden}.jsonl`));
}

Deno.test("parseRecipe() gives rstar-tiny's recipe the text that runs begun before hold", async () => {
  await parsesTo(await read("../../../models/rstar-tiny/recipe.toml"), "rstar_tiny");
});

Deno.test("parseRecipe() keeps the schema's order of fields, whatever the file's", async () => {
  await parsesTo(await read("golden/every_field.toml"), "every_field");
});

Deno.test("parseRecipe() fills in the same defaults, in the same places", async () => {
  await parsesTo("", "no_field");
});

Deno.test("the recipe of every field lacks none", async () => {
  const { properties } = z.toJSONSchema(recipeSchema, { io: "input" });
  const recipe = parseRecipe(await read("golden/every_field.toml"), "recipe.toml");
  assert.deepEqual(missing(properties, recipe), []);
});

/** Paths of fields that a JSON schema names and `value` has nowhere; the first of an array stands for all. */
function missing(properties: z.core.JSONSchema.JSONSchema["properties"], value: object, path = ""): string[] {
  return Object.entries(properties ?? {}).flatMap(([name, schema]) => {
    const found = (value as Record<string, unknown>)[name];
    if (found === undefined) return [`${path}${name}`];
    if (typeof schema === "boolean") return [];
    const isArray = Array.isArray(found) && typeof found[0] === "object";
    const inner = isArray ? schema.items as z.core.JSONSchema.JSONSchema : schema;
    return missing(inner.properties, (isArray ? found[0] : found) as object, `${path}${name}.`);
  });
}
