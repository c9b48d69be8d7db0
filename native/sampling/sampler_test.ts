import assert from "node:assert/strict";
import fc from "fast-check";
import { PolicyError } from "@rstar/core";
import { Sampler, type SamplerOptions } from "./sampler.ts";

const DEFAULTS: SamplerOptions = { temperature: 1, topK: 0, topP: 1, seed: 1 };

/** ln of each number: logits whose softmax is proportional to the numbers. */
function logitsOf(...proportions: number[]): Float32Array {
  return Float32Array.from(proportions, Math.log);
}

/** How often each token is drawn, in `draws` draws of one sampler. */
function frequencies(logits: Float32Array, options: Partial<SamplerOptions>, draws = 40_000): number[] {
  const sampler = new Sampler({ ...DEFAULTS, ...options });
  const counts = new Array(logits.length).fill(0);
  for (let i = 0; i < draws; i++) counts[sampler.sample(logits).token]++;
  return counts.map((count) => count / draws);
}

/** Five standard deviations of a frequency of 40 000 draws, at most. */
const NOISE = 5 * Math.sqrt(0.25 / 40_000);

function assertNear(actual: readonly number[], expected: readonly number[]): void {
  const difference = Math.max(...actual.map((value, i) => Math.abs(value - expected[i])));
  assert.ok(difference < NOISE, `${actual} is not near ${expected}`);
  for (const [i, value] of expected.entries()) if (value === 0) assert.equal(actual[i], 0, `token ${i} was drawn`);
}

Deno.test("Sampler.sample() draws from the softmax", () => {
  assertNear(frequencies(logitsOf(1, 2, 3, 4), {}), [0.1, 0.2, 0.3, 0.4]);
});

Deno.test("Sampler.sample() sharpens by temperature", () => {
  // At temperature 1/2 each probability is squared: 1, 4, 9, 16 of 30.
  assertNear(frequencies(logitsOf(1, 2, 3, 4), { temperature: 0.5 }), [1 / 30, 4 / 30, 9 / 30, 16 / 30]);
});

Deno.test("Sampler.sample() keeps the k likeliest tokens", () => {
  assertNear(frequencies(logitsOf(1, 4, 2, 3), { topK: 2 }), [0, 4 / 7, 0, 3 / 7]);
  assertNear(frequencies(logitsOf(1, 1, 1, 1), { topK: 2 }), [0.5, 0.5, 0, 0]);
});

Deno.test("Sampler.sample() keeps the smallest set that reaches top-p", () => {
  assertNear(frequencies(logitsOf(1, 4, 2, 3), { topP: 0.69 }), [0, 4 / 7, 0, 3 / 7]);
  assertNear(frequencies(logitsOf(1, 4, 2, 3), { topP: 0.71 }), [0, 4 / 9, 2 / 9, 3 / 9]);
  assertNear(frequencies(logitsOf(1, 4, 2, 3), { topP: 1e-9 }), [0, 1, 0, 0]);
});

Deno.test("Sampler.sample() filters by top-k, then top-p of what is left, then applies temperature", () => {
  // Of 1 4 2 3, top-k 3 leaves 4 3 2 (of 9). 7/9 = 0.777 are needed for 0.75: 4 and 3. Had top-p come first, 0.75 of 10 would
  // keep three; had temperature 1/2 come first, 16/(16+9+4) + 9/29 = 0.86 would keep two, and 0.5 one.
  assertNear(frequencies(logitsOf(1, 4, 2, 3), { topK: 3, topP: 0.75, temperature: 0.5 }), [0, 16 / 25, 0, 9 / 25]);
  assertNear(frequencies(logitsOf(1, 4, 2, 3), { topK: 3, topP: 0.5, temperature: 0.5 }), [0, 16 / 25, 0, 9 / 25]);
});

Deno.test("Sampler.sample() takes the first of the likeliest tokens at temperature 0", () => {
  const sampler = new Sampler({ ...DEFAULTS, temperature: 0 });
  assert.equal(sampler.sample(logitsOf(1, 3, 3, 2)).token, 1);
  assert.ok(Math.abs(sampler.sample(logitsOf(1, 3, 4, 2)).logProbability - Math.log(0.4)) < 1e-6);
});

Deno.test("Sampler.sample() gives the log-probability at temperature 1 whatever the filters", () => {
  const logits = logitsOf(1, 4, 2, 3);
  for (const options of [{}, { temperature: 0.3 }, { topK: 2 }, { topP: 0.6, temperature: 2 }]) {
    const { token, logProbability } = new Sampler({ ...DEFAULTS, ...options }).sample(logits);
    assert.ok(Math.abs(logProbability - Math.log([0.1, 0.4, 0.2, 0.3][token])) < 1e-6);
  }
});

Deno.test("Sampler.sample() never draws a token of logit -Infinity", () => {
  assertNear(frequencies(Float32Array.of(-Infinity, 0, -Infinity, 0), {}), [0, 0.5, 0, 0.5]);
  assertNear(frequencies(Float32Array.of(-Infinity, 0, -Infinity, 0), { topK: 3 }), [0, 0.5, 0, 0.5]);
});

Deno.test("Sampler.sample() throws when the logits are no distribution", () => {
  for (const logits of [[0, NaN], [NaN, NaN], [0, Infinity], [-Infinity, -Infinity], []]) {
    assert.throws(() => new Sampler(DEFAULTS).sample(Float32Array.from(logits)), (error) => {
      return error instanceof PolicyError && error.code === "model_invalid";
    }, `${logits}`);
  }
});

Deno.test("Sampler() throws when an option is out of range", () => {
  const wrong: Partial<SamplerOptions>[] = [
    ...[{ temperature: -1 }, { temperature: NaN }, { temperature: Infinity }, { topK: -1 }, { topK: 1.5 }],
    ...[{ topP: 0 }, { topP: 1.01 }, { topP: NaN }, { seed: -1 }, { seed: 0.5 }, { seed: 2 ** 32 }],
  ];
  for (const options of wrong) {
    assert.throws(() => new Sampler({ ...DEFAULTS, ...options }), RangeError, JSON.stringify(options));
  }
});

const LOGITS = fc.array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: 1, maxLength: 60 }).map((values) =>
  Float32Array.from(values)
);
const OPTIONS = fc.record({
  temperature: fc.constantFrom(0, 0.2, 0.7, 1, 1.5),
  topK: fc.nat({ max: 70 }),
  topP: fc.constantFrom(0.1, 0.5, 0.9, 0.999, 1),
  seed: fc.nat(),
});

/** The tokens that the filters let through, by sorting: what the sampler avoids. */
function allowed(logits: Float32Array, options: SamplerOptions): Set<number> {
  let ranked = Array.from(logits, (logit, token) => ({ token, logit })).sort((a, b) =>
    b.logit - a.logit || a.token - b.token
  );
  if (options.topK > 0) ranked = ranked.slice(0, options.topK);
  const weights = ranked.map(({ logit }) => Math.exp(logit - ranked[0].logit));
  const mass = weights.reduce((sum, weight) => sum + weight);
  let sum = 0;
  // Sums that differ by rounding alone may keep one token more.
  const count = weights.findIndex((weight) => (sum += weight) >= options.topP * mass * (1 + 1e-6));
  return new Set(
    ranked.slice(0, count < 0 || options.topP === 1 ? ranked.length : count + 1).map(({ token }) => token),
  );
}

Deno.test("Sampler.sample() draws only what a sorted reference allows, with its log-probability", () => {
  fc.assert(fc.property(LOGITS, OPTIONS, (logits, options) => {
    const sampler = new Sampler(options);
    const set = allowed(logits, options);
    const greatest = Math.max(...logits);
    const logTotal = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - greatest), 0));
    for (let i = 0; i < 20; i++) {
      const { token, logProbability } = sampler.sample(logits);
      assert.ok(set.has(token));
      assert.ok(Math.abs(logProbability - (logits[token] - greatest - logTotal)) < 1e-6);
      assert.ok(logProbability <= 0);
    }
  }));
});

Deno.test("Sampler.sample() draws every token that the reference allows and that is not rare", () => {
  fc.assert(
    fc.property(OPTIONS, fc.nat(), (options, shift) => {
      const logits = Float32Array.from({ length: 12 }, (_, i) => ((i * 7 + shift) % 12) / 4);
      if (options.temperature === 0) return;
      const drawn = new Set<number>();
      const sampler = new Sampler({ ...options, temperature: Math.max(1, options.temperature) });
      for (let i = 0; i < 3000; i++) drawn.add(sampler.sample(logits).token);
      assert.deepEqual(drawn, allowed(logits, options));
    }),
    { numRuns: 30 },
  );
});

Deno.test("Sampler.sample() gives draw k from its seed and k alone", () => {
  fc.assert(
    fc.property(LOGITS, OPTIONS, fc.array(LOGITS, { minLength: 1, maxLength: 5 }), (logits, options, others) => {
      const draw = (before: readonly Float32Array[]) => {
        const sampler = new Sampler(options);
        const interrupting = new Sampler({ ...options, seed: 77 });
        for (const row of before) {
          sampler.sample(row);
          interrupting.sample(row);
        }
        return sampler.sample(logits);
      };
      assert.deepEqual(draw(others), draw(others.map(() => logits)));
    }),
  );
});

Deno.test("Sampler.sampleEach() draws for each sampler what it would draw alone", () => {
  fc.assert(fc.property(LOGITS, OPTIONS, (logits, options) => {
    const samplers = (): Sampler[] => [1, 2, 3, 4, 5].map((n) => new Sampler({ ...options, seed: options.seed + n }));
    const [together, alone] = [samplers(), samplers()];
    for (let draw = 0; draw < 3; draw++) {
      assert.deepEqual(Sampler.sampleEach(together, logits), alone.map((sampler) => sampler.sample(logits)));
    }
  }));
});

Deno.test("Sampler.sample() leaves the logits as they are", () => {
  fc.assert(fc.property(LOGITS, OPTIONS, (logits, options) => {
    const before = logits.slice();
    new Sampler(options).sample(logits);
    assert.deepEqual(logits, before);
  }));
});
