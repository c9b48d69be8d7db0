/**
 * Dollars in a question: maths between two of them, or money.
 *
 * @module
 */

/**
 * `$…$` as Pandoc reads it: no blank behind the first dollar nor before the second, and no digit behind that one. So `$5 and $7`
 * holds none. The inside is the first group.
 */
export const DOLLAR_MATHS = String.raw`\$(?=[^\s$])([^$\n]*[^$\s])\$(?!\d)`;

/** Whether what stands between two dollars is an amount that goes on in words. */
export function isMoney(inside: string): boolean {
  return /^\d[\d,.]*\s+\p{L}{2}/u.test(inside);
}
