import { Sampler } from "../sampling/sampler.ts";
import type { Member } from "./sequence.ts";

/** A token that some members of a sequence go on with. */
export interface Way {
  /** The token. */
  readonly token: number;
  /** Its log p. */
  readonly logProbability: number;
  /** Who drew it, oldest first. */
  readonly members: readonly Member[];
}

/** The tokens that members draw from the same logits, and who draws each. */
export function drawWays(members: readonly Member[], logits: Float32Array): Way[] {
  const ways = new Map<number, Way & { readonly members: Member[] }>();
  const samples = Sampler.sampleEach(members.map(({ sampler }) => sampler!), logits);
  for (const [index, member] of members.entries()) {
    const { token, logProbability } = samples[index];
    const way = ways.get(token);
    if (way) way.members.push(member);
    else ways.set(token, { token, logProbability, members: [member] });
  }
  return [...ways.values()];
}
