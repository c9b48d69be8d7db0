/**
 * The form for a question and the effort of its search.
 *
 * @module
 */
import { useRef } from "preact/hooks";
import { REQUEST_LIMITS } from "../solve/request_limits.ts";
import type { Question } from "./server_client.ts";

/** Enter submits, Shift and Enter breaks the line. While a search runs, its button stops it instead. */
export function AskForm({ isSearching, onAsk, onStop }: {
  readonly isSearching: boolean;
  readonly onAsk: (question: Question) => void;
  readonly onStop: () => void;
}) {
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const data = new FormData(form.current!);
    const question = String(data.get("question")).trim();
    if (question === "" || isSearching) return;
    const number = (name: string) => data.get(name) ? { [name]: Number(data.get(name)) } : {};
    const preset = data.get("preset") as Question["preset"] | "";
    onAsk({ question, ...number("rollouts"), ...number("trees"), ...(preset && { preset }) });
  };
  return (
    <form ref={form} class="ask" onSubmit={submit}>
      <label for="question">Problem</label>
      <textarea
        id="question"
        name="question"
        rows={3}
        required
        placeholder="Let f(x) = 2*x**2 - 3*x + 1. Suppose 4*c + 6 = 26. What is the remainder when f(c) is divided by 7?"
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey) submit(event);
        }}
      />
      <div class="options">
        <label>
          Rollouts <input name="rollouts" type="number" min={1} max={REQUEST_LIMITS.rollouts} placeholder="auto" />
        </label>
        <label>
          Trees <input name="trees" type="number" min={1} max={REQUEST_LIMITS.trees} placeholder="1" />
        </label>
        <label>
          Search{" "}
          <select name="preset">
            <option value="">the model's own</option>
            <option value="paper">paper</option>
            <option value="msft">official code</option>
          </select>
        </label>
        {isSearching
          ? <button type="button" class="stop" onClick={onStop}>Stop</button>
          : <button type="submit">Search</button>}
      </div>
    </form>
  );
}
