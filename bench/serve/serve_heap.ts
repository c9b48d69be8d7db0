/**
 * What a server keeps of the searches that it has streamed: its heap after garbage collection, after each thousand searches.
 * Model and verifier are fakes, sockets and store are real.
 *
 * ```sh
 * deno run -A --v8-flags=--expose-gc bench/serve/serve_heap.ts
 * ```
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import { eventsOf, listeningServer } from "@rstar/server/testing";
import { usedBytes } from "../harness/process_usage.ts";

const [ROUNDS, SEARCHES, CLIENTS] = [5, 1000, 10];

const JSON_TYPE = { "content-type": "application/json" };
const path = await Deno.makeTempFile({ suffix: ".sqlite" });
await Deno.remove(path); // the server makes its own
const { url } = await listeningServer({ path });

async function client(numbers: Iterable<number>): Promise<void> {
  for (const number of numbers) {
    const body = JSON.stringify({ question: `What is ${number} + ${number % 97}?`, stream: true, rollouts: 16 });
    await eventsOf(await fetch(`${url}/v1/solve`, { method: "POST", headers: JSON_TYPE, body }));
  }
}

for (let round = 1; round <= ROUNDS; round++) {
  const numbers = Array.from({ length: SEARCHES }, (_, n) => round * SEARCHES + n).values();
  await Promise.all(Array.from({ length: CLIENTS }, () => client(numbers)));
  await delay(50);
  console.log(`${round * SEARCHES} searches: ${(usedBytes() / 2 ** 20).toFixed(1)} MiB`);
}
Deno.exit();
