/**
 * The time to draw a token from a row of logits, compared with a plain softmax by `Math.exp`, with the vocabulary sizes of the
 * embedded model and of Qwen2.
 *
 * ```sh
 * deno bench -A bench/engine/sampler_bench.ts
 * ```
 *
 * @module
 */
import { uniform } from "@rstar/core";
import { Sampler } from "@rstar/native/sampling";

const CANDIDATES = 8;

for (const size of [1_024, 151_936]) {
  const random = uniform(1);
  const logits = Float32Array.from({ length: size }, () => 10 * random());
  const samplers = Array.from(
    { length: CANDIDATES },
    (_, seed) => new Sampler({ temperature: 0.7, topK: 0, topP: 1, seed }),
  );
  const group = `${size} tokens`;
  Deno.bench({ name: `softmax by Math.exp, ${group}`, group, baseline: true, fn: () => void softmax(logits, 0.7) });
  Deno.bench({ name: `one candidate, ${group}`, group, fn: () => void samplers[0].sample(logits) });
  Deno.bench({
    name: `${CANDIDATES} candidates of the same row, ${group}`,
    group,
    fn: () => void Sampler.sampleEach(samplers, logits),
  });
}

/** What the sampler computes, in plain code: weights at the temperature, and the sum at temperature 1. */
function softmax(logits: Float32Array, temperature: number): { weights: Float64Array; total: number } {
  const weights = new Float64Array(logits.length);
  let greatest = -Infinity, total = 0;
  for (const logit of logits) greatest = Math.max(greatest, logit);
  for (let token = 0; token < logits.length; token++) {
    weights[token] = Math.exp((logits[token] - greatest) / temperature);
    total += Math.exp(logits[token] - greatest);
  }
  return { weights, total };
}
