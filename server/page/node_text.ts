/**
 * What the page says of a node: state, label, title, colour, and the neighbour that an arrow key leads to.
 *
 * @module
 */
import { type Node, pathTo, qValue } from "@rstar/core/search";

/** The state of a node, which is also its CSS class. */
export function fate(node: Node): "root" | "answer" | "failed" | "abandoned" | "open" | "new" {
  if (node.parent === null) return "root";
  if (node.invalid !== null) return "failed";
  if (node.answer !== null) return "answer";
  if (node.closed && node.answers === 0) return "abandoned";
  return node.children.length > 0 || node.visits > 1 ? "open" : "new";
}

const REASONS = {
  "unparsable": "it is no step",
  "no-answer": "it has no \\boxed{} answer",
  "code-error": "its code failed",
  "repeated": "it says again what an earlier step says",
  "too-deep": "it is too deep",
} as const;

/** A node in words, for screen readers and tooltips. */
export function nodeLabel(node: Node): string {
  if (node.parent === null) return "The problem";
  const numbers = `Q ${signed(qValue(node))}, N ${node.visits}${node.ppm === null ? "" : `, PPM ${signed(node.ppm)}`}`;
  const what = {
    failed: `failed as ${node.invalid && REASONS[node.invalid]}`,
    answer: `answer ${node.answer}`,
    abandoned: "abandoned: nothing below came to an answer",
    open: "explored",
    new: "not yet explored",
    root: "",
  }[fate(node)];
  return `Step ${node.depth}: ${title(node)}. ${what}. ${numbers}`;
}

/** At most 80 characters that name a step: its first comment, else its first line; of an answer, the answer. */
export function title(node: Node): string {
  if (node.answer !== null) return node.answer;
  const lines = node.text.replace(/<\w+>/g, "").split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return (lines.find((line) => line.startsWith("#"))?.replace(/^#+\s*/, "") ?? lines[0] ?? "").slice(0, 80);
}

/** A value in [-1, 1] with its sign and two digits. */
export function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}

/** The colour of a value in [-1, 1]: orange through grey to blue, a scale that colour-blind readers can read. */
export function valueColour(value: number): string {
  const share = Math.round(Math.min(1, Math.abs(value)) * 100);
  return `color-mix(in oklab, var(${value < 0 ? "--bad" : "--good"}) ${share}%, var(--even))`;
}

/**
 * The node that a key leads to: parent (left), first child (right), siblings (up, down), root (home); null for none.
 */
export function neighbour(node: Node, key: string): Node | null {
  const siblings = node.parent?.children ?? [node];
  const index = siblings.indexOf(node);
  switch (key) {
    case "ArrowLeft":
      return node.parent;
    case "ArrowRight":
      return node.children[0] ?? null;
    case "ArrowUp":
      return siblings[index - 1] ?? null;
    case "ArrowDown":
      return siblings[index + 1] ?? null;
    case "Home": {
      const [first] = pathTo(node);
      return first?.parent ?? node;
    }
    default:
      return null;
  }
}
