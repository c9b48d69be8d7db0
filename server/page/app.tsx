/**
 * The page of a server: ask a question, watch its search, look at earlier ones.
 *
 * @module
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { SolveRecord } from "../solve/solve_record.ts";
import { AskForm } from "./ask_form.tsx";
import { type Question, ServerClient } from "./server_client.ts";
import { ShownSolve } from "./shown_solve.ts";
import { SolveView } from "./solve_view.tsx";

/** Time between two looks at a search that this page does not stream, as another page started it. */
const LOOK_AGAIN_MS = 1000;

/** The search shown is the one that the URL's fragment names, so every search has a link. */
export function App() {
  const [solve, show] = useState<ShownSolve | null>(null);
  const [revision, setRevision] = useState(0);
  const [history, setHistory] = useState<readonly SolveRecord[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [needsKey, setNeedsKey] = useState(false);
  const key = useRef(sessionStorage.getItem("key") ?? "");
  const client = useRef(new ServerClient(() => key.current)).current;
  const stopping = useRef<AbortController | null>(null);
  const shownId = useRef("");

  const guard = async (work: () => Promise<void>) => {
    try {
      setProblem(null);
      await work();
      setNeedsKey(false);
    } catch (error) {
      if ((error as Error).name === "AbortError") return;
      if ((error as { status?: number }).status === 401) setNeedsKey(true);
      setProblem((error as Error).message);
    }
  };
  const look = () => guard(async () => setHistory(await client.latest()));

  const open = (id: string) =>
    guard(async () => {
      shownId.current = id;
      const { record, trace } = await client.past(id);
      show(ShownSolve.past(record, trace));
      setRevision((count) => count + 1);
      const isUnderWay = record.status === "queued" || record.status === "running";
      if (isUnderWay && permalink() === id) setTimeout(() => permalink() === id && open(id), LOOK_AGAIN_MS);
    });

  const ask = (question: Question) =>
    guard(async () => {
      stopping.current = new AbortController();
      const shown = new ShownSolve(question.question);
      show(shown);
      const drawSoon = oncePerFrame(() => setRevision((count) => count + 1));
      try {
        await client.solve(question, {
          queued: (id) => {
            shown.id = id;
            location.hash = shownId.current = id;
          },
          trace: (line) => (shown.trace(line), drawSoon()),
          progress: (progress) => (shown.progress(progress), drawSoon()),
          end: (record) => (shown.end(record), drawSoon()),
        }, stopping.current.signal);
      } finally {
        stopping.current = null;
        setRevision((count) => count + 1);
        void look();
      }
    });

  const stop = () =>
    guard(async () => {
      if (solve?.id) await client.cancel(solve.id);
    });

  useEffect(() => {
    void look();
    const follow = () => {
      const id = permalink();
      if (id !== "" && id !== shownId.current) void open(id);
    };
    follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);

  const isSearching = stopping.current !== null;
  return (
    <>
      <header>
        <h1>rstar</h1>
        <button type="button" onClick={toggleDark} aria-label="Dark or light">◐</button>
      </header>
      <main>
        <AskForm isSearching={isSearching} onAsk={ask} onStop={stop} />
        {problem !== null && <p class="problem" role="alert">{problem}</p>}
        {needsKey && (
          <form class="key" onSubmit={(event) => (event.preventDefault(), void look())}>
            <label>
              API key{" "}
              <input
                type="password"
                autocomplete="off"
                onInput={(event) => sessionStorage.setItem("key", key.current = event.currentTarget.value)}
              />
            </label>
            <button type="submit">Use</button>
          </form>
        )}
        {solve && <SolveView key={solve.id ?? "new"} solve={solve} revision={revision} />}
      </main>
      <aside aria-label="History">
        <h2>History</h2>
        <ul>
          {history.map(({ id, request, result, status }) => (
            <li key={id}>
              <a href={`#${id}`} aria-current={solve?.id === id ? "page" : undefined}>
                {request.question}
                <small>{outcome({ result, status })}</small>
              </a>
            </li>
          ))}
        </ul>
      </aside>
    </>
  );
}

function permalink(): string {
  return location.hash.slice(1);
}

/** A function that draws at most once a frame, however often it is called. */
function oncePerFrame(draw: () => void): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      draw();
    });
  };
}

function toggleDark(): void {
  const { style } = document.documentElement;
  const isDark = style.colorScheme === "dark" ||
    (style.colorScheme === "" && matchMedia("(prefers-color-scheme: dark)").matches);
  style.colorScheme = isDark ? "light" : "dark";
}

/** A search in a word: its answer, its guess with a question mark, or how it stands. */
function outcome({ result, status }: Pick<SolveRecord, "result" | "status">): string {
  if (result?.answer != null) return result.answer;
  if (result?.guess != null) return `${result.guess}?`;
  return status === "done" ? "unsolved" : status;
}
