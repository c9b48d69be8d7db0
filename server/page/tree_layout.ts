import { hierarchy, tree as layoutOf } from "d3-hierarchy";
import type { Node } from "@rstar/core/search";

/** Distance between siblings and between depths, in pixels. */
export const ROW = 22;
/** Distance between depths, in pixels. */
export const COLUMN = 92;

/** A node with its place. */
export interface PlacedNode {
  /** The node. */
  readonly node: Node;
  /** To the right, in pixels. */
  readonly x: number;
  /** Downwards, in pixels. */
  readonly y: number;
  /** Where its parent is; null at the root. */
  readonly from: { readonly x: number; readonly y: number } | null;
}

/** A tree that grows to the right, and how large it is. */
export interface Layout {
  /** Parents before their children. */
  readonly nodes: readonly PlacedNode[];
  /** Pixels across. */
  readonly width: number;
  /** Pixels down. */
  readonly height: number;
}

/** Places the nodes of a tree so that no two overlap (Reingold and Tilford). */
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
