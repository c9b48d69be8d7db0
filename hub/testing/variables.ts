/**
 * Environment variables for the length of a test.
 *
 * @module
 */

/** Sets variables, or deletes them, until it is disposed. */
export function variables(values: Readonly<Record<string, string | undefined>>): Disposable {
  const set = (name: string, value: string | undefined) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  const before = Object.keys(values).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(values)) set(name, value);
  return { [Symbol.dispose]: () => before.forEach(([name, value]) => set(name, value)) };
}
