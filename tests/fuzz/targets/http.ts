/**
 * Requests to every route of the app, described by its own OpenAPI document: method, path, headers, an empty line, the
 * body. None is answered with 500, and every error has the API's form.
 *
 * @module
 */
import { METHODS } from "node:http";
import { SUM, TestServer } from "@rstar/server/testing";
import { type Target, textOf, withoutValues } from "../target.ts";

const LINE_FEED = 0x0a;

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly unknown[];
}

const server = new TestServer({ limits: { questionCharacters: 200, seconds: 0.2, tokens: 200 } });
const document = await (await server.fetch("/openapi.json")).json();
const routes = Object.entries<Record<string, unknown>>(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path }))
);
const words = new Set<string>();
JSON.stringify(document, (_, value: Schema) => {
  for (const name of Object.keys(value?.properties ?? {})) words.add(`"${name}":`);
  for (const name of value?.enum ?? []) words.add(JSON.stringify(name));
  return value;
});
const head = "\ncontent-type: application/json\n\n";
const messages = [{ role: "user", content: SUM }];
const { id } = await (await server.fetch("/v1/solve", { body: { question: SUM } })).json();

const zipped = new Blob([JSON.stringify({ question: SUM })]).stream().pipeThrough(new CompressionStream("gzip"));

const target: Target = {
  clock: "wall",
  ms: 2000,
  seeds: [
    ...routes.map(({ method, path }) =>
      `${method} ${path.replace("{id}", id)}${head}` +
      (method === "POST" ? JSON.stringify({ model: "sums", question: SUM, input: SUM, prompt: SUM, messages }) : "")
    ),
    `POST /v1/solve${head}${JSON.stringify({ question: SUM, rollouts: 2, seed: 1, budgets: { tokens: 9 } })}`,
    `POST /v1/solve${head}${JSON.stringify({ question: SUM, stream: true, trees: 2 })}`,
    `POST /v1/chat/completions${head}${JSON.stringify({ model: "sums", messages, stream: true, stop: ["2"] })}`,
    `GET /v1/solves?limit=2&before=${id}\naccept: application/json\n\n`,
    await new Blob([`POST /v1/solve\ncontent-encoding: gzip${head}`, await new Response(zipped).bytes()]).bytes(),
    "OPTIONS /v1/solve\norigin: https://a.example\naccess-control-request-method: POST\n\n",
    "GET /docs/swagger-ui.css\n\n",
    "HEAD /page.css\n\n",
  ],
  words: [
    ...[
      "GET",
      "POST",
      "DELETE",
      "PUT",
      "HEAD",
      "PATCH",
      "TRACE",
      "/v1/",
      "/docs/",
      "..",
      "%00",
      "%",
      "?",
      "#",
      "//",
      id,
    ],
    ...[
      "content-encoding: gzip\n",
      "content-length: 0\n",
      "content-type: text/plain\n",
      "host: a.example\n",
      "constructor",
    ],
    ...routes.map(({ path }) => path),
    ...words,
  ],
  async run(input) {
    const [lines] = textOf(input).split("\n\n");
    const [first, ...fields] = lines.split("\n");
    const [method, path = ""] = first.split(" ");
    const end = input.findIndex((byte, at) => byte === LINE_FEED && input[at + 1] === LINE_FEED);
    const body = input.subarray(end < 0 ? input.length : end + 2);
    if (!METHODS.includes(method)) return "no request"; // the socket refuses others
    let request: Request;
    try {
      const hasBody = method !== "GET" && method !== "HEAD" && body.length > 0;
      const headers = fields.map((field): [string, string] => [field.split(":")[0], field.replace(/^[^:]*:\s*/, "")]);
      request = new Request(new URL(path, "http://localhost"), { method, headers, ...(hasBody && { body }) });
    } catch {
      return "no request";
    }
    const response = await server.app.fetch(request);
    const answer = await response.text();
    if (response.status >= 500) throw new Error(`status ${response.status}\n${answer}`);
    const route = routes.find(({ path: known }) => request.url.includes(known))?.path;
    if (response.status < 400 || method === "HEAD") return `${route} ${response.status}`;
    const { error } = JSON.parse(answer);
    if (!/^Cannot /.test(error.message)) throw new Error(`form of ${answer}`);
    return `${route} ${response.status} ${error.code} ${
      error.code === "not_found" ? "" : withoutValues(error.message)
    }`;
  },
};
export default target;
