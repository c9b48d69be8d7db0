import assert from "node:assert/strict";
import { type PolicyServerOptions, startPolicyServer } from "./policy_server.ts";

/** Serves the model named by its first argument at the port named by its second, after it was asked three times. */
const SERVER = `
const [model, port, ...flags] = Deno.args;
console.error("loading " + model + " " + Deno.env.get("POLICY_SERVER_TEST"));
if (flags.includes("stubborn")) Deno.addSignalListener("SIGTERM", () => console.error("not yet"));
if (flags.includes("parent")) {
  const child = new Deno.Command("sleep", { args: ["600"], stdin: "null", stdout: "null", stderr: "inherit" }).spawn();
  console.error("child " + child.pid);
}
let asked = 0;
Deno.serve({ port: Number(port), hostname: "127.0.0.1", onListen() {} }, (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/health") return new Response(null, { status: ++asked < 3 ? 503 : 200 });
  return Response.json({ data: [{ id: model }], asked });
});
`;

/** A port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}

async function options(source: string, ...flags: string[]): Promise<PolicyServerOptions & AsyncDisposable> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/server.ts`, source);
  const port = freePort();
  return {
    command: [Deno.execPath(), "run", "-A", "--quiet", `${folder}/server.ts`, "{model}", String(port), ...flags],
    model: "models/a b",
    url: `http://127.0.0.1:${port}/v1`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function isAlive(pid: number): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat !== "" && !/\) Z /.test(stat);
}

Deno.test("startPolicyServer() waits until the server is ready, and hands model and environment over", async () => {
  await using given = await options(SERVER);
  Deno.env.set("POLICY_SERVER_TEST", "yes");
  const lines: string[] = [];
  await using server = await startPolicyServer({ ...given, onLine: (line) => lines.push(line) });
  Deno.env.delete("POLICY_SERVER_TEST");
  const answer = await (await fetch(`${server.url}/models`)).json();
  assert.deepEqual(answer, { data: [{ id: "models/a b" }], asked: 3 });
  assert.deepEqual(lines, ["loading models/a b yes"]);
  await assert.rejects(startPolicyServer(given), { code: "job_failed", message: /something answers at .* already$/ });
});

Deno.test("startPolicyServer() ends the server and its children when disposed, by force when it does not end", async () => {
  for (const flags of [["parent"], ["parent", "stubborn"]]) {
    await using given = await options(SERVER, ...flags);
    const lines: string[] = [];
    const server = await startPolicyServer({ ...given, graceMs: 100, onLine: (line) => lines.push(line) });
    const child = Number(lines.find((line) => line.startsWith("child "))?.slice("child ".length));
    assert.ok(await isAlive(child));
    await server[Symbol.asyncDispose]();
    assert.equal(await isAlive(child), false);
    assert.equal(lines.includes("not yet"), flags.includes("stubborn"));
    await assert.rejects(fetch(`${given.url}/models`));
  }
});

Deno.test("startPolicyServer() reports why the server ended early", async () => {
  await using failing = await options(`console.error("Traceback\\nout of memory\\n"); Deno.exit(3);`);
  await assert.rejects(startPolicyServer(failing), { code: "job_failed", message: /models\/a b .*: out of memory$/ });
  await using silent = await options("Deno.exit(3);");
  await assert.rejects(startPolicyServer(silent), { code: "job_failed", message: /: it ended with exit code 3$/ });
  const command = ["/no/such/program", "{model}"];
  await assert.rejects(startPolicyServer({ ...silent, command }), {
    code: "job_failed",
    message: /^Cannot serve a policy by \/no\/such\/program models\/a b: /,
  });
});

Deno.test("startPolicyServer() ends a server that is not ready in time, or no longer wanted", async () => {
  await using given = await options(`console.error("pid " + Deno.pid); setInterval(() => {}, 1000);`);
  let pid = 0;
  const onLine = (line: string): void => void (pid = Number(line.slice("pid ".length)));
  await assert.rejects(startPolicyServer({ ...given, onLine, readyTimeoutMs: 1 }), {
    code: "job_failed",
    message: /did not answer within 1 ms$/,
  });
  const abort = new AbortController();
  const aborted = startPolicyServer({
    ...given,
    signal: abort.signal,
    onLine(line) {
      onLine(line);
      abort.abort();
    },
  });
  await assert.rejects(aborted, { name: "AbortError" });
  assert.equal(await isAlive(pid), false);
});
