/**
 * `deno task serve` from outside, on the embedded model.
 */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { MAIN } from "@rstar/cli/testing";
import { serveProcess } from "@rstar/server/testing";

const QUESTION = "Let f(x) = 2*x**2 - 3*x + 1. Suppose 4*c + 6 = 26. What is the remainder when f(c) is divided by 7?";
const LINUX = Deno.build.os === "linux";
/** A search that goes on until it is ended. */
const LONG = { question: QUESTION, preset: "paper", rollouts: 1000, candidates: 16, temperature: 1.5 };

function post(url: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(`${url}/v1/solve`, { method: "POST", headers, body: JSON.stringify(body), signal });
}

Deno.test("serve listens while the model is being loaded, then solves; what it solved survives a restart", async () => {
  let path: string, id: string;
  {
    await using server = await serveProcess();
    await server.ready();
    const record = await (await post(server.url, { question: QUESTION })).json();
    assert.deepEqual([record.status, record.model, record.result.answer], ["done", "rstar-tiny", "1"]);
    assert.match(await metrics(server.url), /rstar_engine\{model="[^"]+",counter="generatedTokens"\} [1-9]/);
    ({ path } = server);
    ({ id } = record);
    const logged = () => /^.*"\/v1\/solve".*\n/m.exec(server.log())?.[0];
    while (logged() === undefined) await delay(5);
    const { method, status, seconds } = JSON.parse(logged()!).properties;
    assert.deepEqual([method, status, seconds > 0], ["POST", 200, true]);
  }
  await using server = await serveProcess([], path);
  const again = await (await fetch(`${server.url}/v1/solves/${id}`)).json(); // before the model is loaded
  assert.equal(again.result.answer, "1");
});

Deno.test("serve lets searches end on SIGTERM, and takes none on", async () => {
  await using server = await serveProcess(["--concurrency", "1"]);
  await server.ready();
  const under = post(server.url, { question: QUESTION });
  while (!(await (await fetch(`${server.url}/v1/solves`)).json()).data.length) await delay(5);
  server.child.kill("SIGTERM");
  const record = await (await under).json();
  assert.equal(record.result.answer, "1");
  assert.equal((await server.child.status).code, 0);
});

Deno.test({
  name: `serve goes on with a search after the engine's process was killed${
    LINUX ? "" : " (skipped: this is no Linux)"
  }`,
  ignore: !LINUX,
  fn: async () => {
    await using server = await serveProcess();
    await server.ready();
    const under = post(server.url, { ...LONG, budgets: { tokens: 6000 } });
    while (!/^rstar_tokens_total [1-9]/m.test(await metrics(server.url))) await delay(10);
    const engine = await enginesOf(server.child.pid);
    assert.equal(engine.length, 1);
    Deno.kill(engine[0], "SIGKILL");
    const { status, result } = await (await under).json();
    assert.deepEqual([status, result.stopped], ["done", "tokens"]);
    assert.notDeepEqual(await enginesOf(server.child.pid), engine);
    await server.ready();
  },
});

Deno.test({
  name: `serve answers, frees what clients leave and ends while its engine hangs${
    LINUX ? "" : " (skipped: this is no Linux)"
  }`,
  ignore: !LINUX,
  fn: async () => {
    await using server = await serveProcess(["--concurrency", "1"]);
    await server.ready();
    const [engine] = await enginesOf(server.child.pid);
    Deno.kill(engine, "SIGSTOP");
    const within = async <Value>(seconds: number, work: Promise<Value>): Promise<Value> => {
      const started = performance.now();
      const value = await work;
      assert.ok(performance.now() - started < seconds * 1000, `${performance.now() - started} ms`);
      return value;
    };
    const budgets = { seconds: 0.5 };
    const [refused, health, text] = await Promise.all([
      within(15, post(server.url, { question: QUESTION, budgets }).then((response) => response.json())),
      within(15, fetch(`${server.url}/health`).then((response) => response.json())),
      within(15, metrics(server.url)),
    ]);
    assert.deepEqual([refused.error.code, health.error.code], ["engine_failed", "engine_failed"]);
    assert.match(text, /^rstar_running_searches \d/m);
    const leaving = post(server.url, { question: QUESTION }, AbortSignal.timeout(200));
    await assert.rejects(leaving, { name: "TimeoutError" });
    const next = await within(
      15,
      post(server.url, { question: QUESTION, budgets }).then((response) => response.json()),
    );
    assert.equal(next.error.code, "engine_failed", "the place of the search before was free");
    const under = post(server.url, LONG);
    const newest = async () => (await (await fetch(`${server.url}/v1/solves?limit=1`)).json()).data[0].status;
    while (!["queued", "running"].includes(await newest())) await delay(5);
    server.child.kill("SIGTERM");
    assert.equal((await within(20, server.child.status)).code, 0);
    assert.equal((await (await under).json()).status, "cancelled");
  },
});

Deno.test("serve ends a search within a second of its client's leaving, and frees its sequences", async () => {
  await using server = await serveProcess();
  await server.ready();
  const leaving = new AbortController();
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ ...LONG, stream: true });
  const response = await fetch(`${server.url}/v1/solve`, { method: "POST", headers, body, signal: leaving.signal });
  const reader = response.body!.getReader();
  for (let read = 0; read < 2000;) read += (await reader.read()).value!.length;
  const busy = async () => /^(rstar_running_searches|.*counter="lockedSlots".*) [1-9]/m.test(await metrics(server.url));
  assert.ok(await busy());
  leaving.abort();
  const left = performance.now();
  while (await busy()) await delay(10);
  assert.ok(performance.now() - left < 1000);
});

Deno.test("serve refuses a port that is taken, and a store that another server has", async () => {
  await using server = await serveProcess();
  const port = new URL(server.url).port;
  for (
    const [args, reason] of [
      [["--port", port, "--store", `${await Deno.makeTempDir()}/s.sqlite`], /Cannot listen on 127\.0\.0\.1:\d+/],
      [["--port", "0", "--store", server.path], /another server has it/],
      [["--port", port, "--store", server.path], /Cannot listen on /],
    ] as const
  ) {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "-A", "--no-prompt", MAIN, "serve", ...args],
    }).output();
    assert.equal(code, 2);
    assert.match(new TextDecoder().decode(stderr), reason);
  }
});

async function metrics(url: string): Promise<string> {
  return await (await fetch(`${url}/metrics`)).text();
}

/** Numbers of the engine processes below a process, as Linux lists them. */
async function enginesOf(parent: number): Promise<number[]> {
  const engines: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const read = (file: string) => Deno.readTextFile(`/proc/${name}/${file}`).catch(() => "");
    const [status, command] = await Promise.all([read("status"), read("cmdline")]);
    if (Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]) === parent && command.includes("engine_main")) {
      engines.push(Number(name));
    }
  }
  return engines;
}
