/**
 * A search tree as a drawing that can be clicked and walked through with the arrow keys.
 *
 * @module
 */
import { type Node, qValue, type Tree } from "@rstar/core/search";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { bestPath } from "./growing_trees.ts";
import { fate, neighbour, nodeLabel, valueColour } from "./node_text.ts";
import { type PlacedNode, treeLayout } from "./tree_layout.ts";

export interface TreeViewProps {
  readonly tree: Tree;
  /** Changes when the tree has grown, which it does in place. */
  readonly revision: number;
  /** The chosen answer: its best trajectory is emphasised. */
  readonly answer: string | null;
  /** The node whose details are shown; null for the root. */
  readonly selected: Node | null;
  /** A node was clicked, or reached by an arrow key. */
  readonly onSelect: (node: Node) => void;
}

/** Colour is Q, size is N, broken lines lead to failed or abandoned steps, squares are answers. */
export function TreeView({ tree, revision, answer, selected, onSelect }: TreeViewProps) {
  const layout = useMemo(() => treeLayout(tree.root), [tree, revision]);
  const best = useMemo(() => bestPath(tree, answer), [tree, revision, answer]);
  const figure = useRef<SVGSVGElement>(null);
  const toFocus = useRef<Node | null>(null);
  const current = useRef(tree.root);
  current.current = selected ?? tree.root;
  useEffect(() => {
    if (selected === null || toFocus.current !== selected) return;
    toFocus.current = null;
    figure.current?.querySelector<SVGGElement>("[aria-selected=true]")?.focus();
  }, [selected]);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = neighbour(current.current, event.key);
    if (to === null) return;
    event.preventDefault();
    current.current = to; // the next key may come before the next drawing
    toFocus.current = to;
    onSelect(to);
  };
  return (
    <div class="tree" tabindex={-1}>
      <svg
        ref={figure}
        role="tree"
        aria-label="Search tree. The arrow keys lead from step to step."
        width={layout.width}
        height={layout.height}
        onKeyDown={onKeyDown}
      >
        {layout.nodes.map(({ node, x, y, from }) =>
          from && (
            <path
              key={node.path}
              class={`link ${fate(node)}${best.has(node) ? " best" : ""}`}
              d={`M${from.x},${from.y}C${(from.x + x) / 2},${from.y} ${(from.x + x) / 2},${y} ${x},${y}`}
            />
          )
        )}
        {layout.nodes.map((placed) => (
          <Step
            key={placed.node.path}
            placed={placed}
            isBest={best.has(placed.node)}
            isSelected={placed.node === (selected ?? tree.root)}
            onSelect={onSelect}
          />
        ))}
      </svg>
    </div>
  );
}

function Step({ placed: { node, x, y }, isBest, isSelected, onSelect }: {
  readonly placed: PlacedNode;
  readonly isBest: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (node: Node) => void;
}) {
  const radius = Math.min(9, 4 + Math.sqrt(node.visits));
  const shape = { fill: node.parent === null ? "var(--even)" : valueColour(qValue(node)) };
  return (
    <g
      role="treeitem"
      class={`node ${fate(node)}${isBest ? " best" : ""}`}
      aria-label={nodeLabel(node)}
      aria-level={node.depth + 1}
      aria-selected={isSelected}
      tabindex={isSelected ? 0 : -1}
      transform={`translate(${x},${y})`}
      onClick={() => onSelect(node)}
    >
      <title>{nodeLabel(node)}</title>
      {node.answer === null
        ? <circle r={radius} style={shape} />
        : <rect x={-radius} y={-radius} width={2 * radius} height={2 * radius} rx={2} style={shape} />}
      {node.answer !== null && <text x={radius + 4} y={4}>{node.answer.slice(0, 16)}</text>}
    </g>
  );
}
