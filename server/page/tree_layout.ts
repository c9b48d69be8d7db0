/**
 * Places for the nodes of a tree that grows to the right.
 *
 * @module
 */
import { hierarchy, tree as layoutOf } from "d3-hierarchy";
import type { Node } from "@rstar/core/search";

/** Distance between siblings, in pixels. */
export const ROW = 22;
/** Distance between depths, in pixels. */
export const COLUMN = 92;

/** A node with its place. Pixels, from the top left corner. */
export interface PlacedNode {
  readonly node: Node;
  readonly x: number;
  readonly y: number;
  /** The place of its parent; null at the root. */
  readonly from: { readonly x: number; readonly y: number } | null;
}

/** The places of all nodes, and the size of the drawing in pixels. */
export interface Layout {
  /** Parents before their children. */
  readonly nodes: readonly PlacedNode[];
  readonly width: number;
  readonly height: number;
}

/** Places the nodes so that no two overlap, by the algorithm of Reingold and Tilford. */
export function treeLayout(root: Node): Layout {
  const placed = layoutOf<Node>().nodeSize([ROW, COLUMN])(hierarchy(root, ({ children }) => children));
  const points = placed.descendants();
  const top = Math.min(...points.map(({ x }) => x)) - ROW;
  const nodes = points.map(({ data, x, y, parent }) => ({
    node: data,
    x: y + ROW,
    y: x - top,
    from: parent && { x: parent.y + ROW, y: parent.x - top },
  }));
  return {
    nodes,
    width: Math.max(...nodes.map(({ x }) => x)) + 2 * ROW,
    height: Math.max(...nodes.map(({ y }) => y)) + ROW,
  };
}
