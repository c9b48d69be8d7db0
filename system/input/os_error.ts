/**
 * Errors of the operating system as a reason that a person can read.
 *
 * @module
 */

/**
 * Why the system refused: `Permission denied: mkdir '/x'`. Undefined for every other error.
 *
 * @param error as thrown by Deno or Node, with a code such as `EACCES`
 */
export function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  const isSystem = typeof code === "string" && /^E[A-Z0-9]+$/.test(code);
  return isSystem ? error.message.replace(/ \(os error \d+\)/, "") : undefined;
}
