/**
 * One search: its question, status and answers, a tree with the selected step, the best trajectory.
 *
 * @module
 */
import type { Node } from "@rstar/core/search";
import { useState } from "preact/hooks";
import { Answer, TextWithMath } from "./math.tsx";
import { NodeDetails } from "./node_details.tsx";
import type { ShownSolve } from "./shown_solve.ts";
import { TreeView } from "./tree_view.tsx";
import { WinningSteps } from "./winning_steps.tsx";

/** `solve` changes in place, so a new `revision` says that it has. */
export function SolveView({ solve, revision }: { readonly solve: ShownSolve; readonly revision: number }) {
  const [treeIndex, chooseTree] = useState(0);
  const [selected, select] = useState<Node | null>(null);
  const { trees: byNumber } = solve.grown;
  const trees = [...byNumber];
  const tree = byNumber.get(treeIndex) ?? trees[0]?.[1];
  return (
    <article class="solve">
      <h2 class="question">
        <TextWithMath text={solve.question} />
      </h2>
      <p class={`status ${solve.status}`} role="status">{statusText(solve)}</p>
      <ShownAnswer solve={solve} />
      {solve.answers.length > 0 && (
        <ul class="votes" aria-label="Answers found">
          {solve.answers.map(({ answer, votes }) => (
            <li key={answer}>
              <Answer text={answer} /> <small>{votes} {votes === 1 ? "vote" : "votes"}</small>
            </li>
          ))}
        </ul>
      )}
      {trees.length > 1 && (
        <label class="trees">
          Tree{" "}
          <select value={treeIndex} onChange={(event) => chooseTree(Number(event.currentTarget.value))}>
            {trees.map(([index]) => <option key={index} value={index}>{index + 1}</option>)}
          </select>
        </label>
      )}
      <div class="panes">
        {tree && (
          <TreeView tree={tree} revision={revision} answer={solve.chosen} selected={selected} onSelect={select} />
        )}
        {tree && <NodeDetails node={selected ?? tree.root} onSelect={select} />}
      </div>
      {solve.steps.length > 0 && (
        <section aria-label="Best trajectory">
          <h3>Best trajectory</h3>
          <WinningSteps steps={solve.steps} />
        </section>
      )}
    </article>
  );
}

/** The answer, or the guess of a search that is not sure; while it runs, what it would answer now. */
function ShownAnswer({ solve: { status, answer, guess, chosen, confidence } }: { readonly solve: ShownSolve }) {
  const isUnderWay = status === "queued" || status === "running";
  const text = isUnderWay ? chosen : answer ?? guess;
  if (text === null) return null;
  const isSure = answer !== null;
  return (
    <p class={isSure ? "answer" : "answer unsure"}>
      {!isSure && <span>{isUnderWay ? "So far: " : "Not sure: the best guess is "}</span>}
      <Answer text={text} />
      {!isUnderWay && confidence !== null && <small>confidence {confidence.toFixed(2)}</small>}
    </p>
  );
}

const STATES = {
  queued: "Waiting",
  running: "Searching",
  done: "Done",
  failed: "Failed",
  cancelled: "Stopped",
  interrupted: "Interrupted: the server ended before the search did",
} as const;

function statusText({ status, error, rollouts, tokens, seconds, answer, guess }: ShownSolve): string {
  const effort = tokens === 0
    ? ""
    : ` · ${rollouts} ${rollouts === 1 ? "rollout" : "rollouts"} · ${tokens} tokens${
      seconds === null ? "" : ` · ${seconds.toFixed(1)} s`
    }`;
  const outcome = status === "done" && (answer ?? guess) === null
    ? ": no answer was found"
    : error === null
    ? ""
    : `: ${error}`;
  return `${STATES[status]}${outcome}${effort}`;
}
