/**
 * The page in a real browser, on a server with fakes. Skipped where there is no Chromium.
 */
import assert from "node:assert/strict";
import { tree } from "@rstar/cli";
import { replay, walk } from "@rstar/core/search";
import { endlessPorts, listeningServer, SUM, TestServer, type TestServerOptions } from "@rstar/server/testing";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumPath } from "./testing/chromium.ts";

const executablePath = chromiumPath();
const ignore = executablePath === undefined;
const skipped = ignore ? " (skipped: there is no Chromium)" : "";
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const LONG = "Is there an end?";

/** A page on a server; what goes wrong on it fails the test. */
async function open(options: TestServerOptions = {}) {
  const at = await listeningServer(options);
  const browser: Browser = await chromium.launch({ executablePath, args: QUIET });
  const page: Page = await browser.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(at.url);
  return {
    server: at.server,
    page,
    problems,
    async ask(question: string, fields: Record<string, string> = {}) {
      for (const [name, value] of Object.entries(fields)) await page.locator(`[name=${name}]`).fill(value);
      await page.locator("#question").fill(question);
      await page.locator("#question").press("Enter");
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await at[Symbol.asyncDispose]();
      assert.deepEqual(problems, []);
    },
  };
}

const BROWSER = { ignore, sanitizeOps: false, sanitizeResources: false }; // playwright keeps handles of its own

Deno.test({
  name: `page: ask, watch the tree grow, look at a step${skipped}`,
  ...BROWSER,
  async fn() {
    await using at = await open({ proposalMs: 10 });
    const { page } = at;
    await at.ask(SUM);
    await page.locator("p.answer").getByText("21").first().waitFor();
    await page.locator(".status.done").waitFor();
    const steps = page.getByRole("treeitem");
    assert.ok(await steps.count() > 4);
    assert.match((await page.locator(".votes li").first().textContent())!, /21.*vote/);
    await page.locator(".node.answer rect").first().click();
    assert.match((await page.locator(".details nav button").last().textContent())!, /21/);
    await page.locator(".details nav button").first().click();
    assert.match((await page.locator(".details pre.code").textContent())!, /x = 21/);
    assert.match((await page.locator(".details dl").textContent())!, /Q[+−]\d.*N\d+/);
    assert.match((await page.locator(".steps").textContent())!, /print\(x\)/);
  },
});

Deno.test({
  name: `page: a search can be stopped, and is found again by its link and in the history${skipped}`,
  ...BROWSER,
  async fn() {
    await using at = await open({ ports: endlessPorts({ proposalMs: 20 }) });
    const { page } = at;
    await at.ask(LONG, { rollouts: "500", trees: "2" });
    await page.locator(".tree circle").nth(5).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.locator(".status.cancelled").waitFor();
    assert.equal(at.server.store.list({ limit: 1 })[0].status, "cancelled");
    const link = page.url();
    const [{ tree }] = replay(at.server.store.trace(new URL(link).hash.slice(1)));
    const count = [...walk(tree.root)].length;
    await page.getByRole("treeitem").nth(count - 1).waitFor();
    await page.goto("about:blank");
    await page.goto(link);
    await page.locator(".status.cancelled").waitFor();
    assert.equal(await page.getByRole("treeitem").count(), count);
    await page.locator(".trees select").selectOption("1");
    await at.ask("Another?", { rollouts: "1", trees: "" });
    await page.locator(".status.done").waitFor();
    await page.getByRole("link", { name: LONG }).click();
    await page.locator(".status.cancelled").waitFor();
  },
});

Deno.test({
  name: `page: leaving it ends its search${skipped}`,
  ...BROWSER,
  async fn() {
    await using at = await open({ ports: endlessPorts({ proposalMs: 20 }) });
    await at.ask(LONG, { rollouts: "500" });
    await at.page.locator(".tree circle").nth(3).waitFor();
    await at.page.goto("about:blank");
    while (at.server.service.running > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(at.server.store.list({ limit: 1 })[0].status, "cancelled");
  },
});

Deno.test({
  name: `page: nothing that a question or a model writes is HTML${skipped}`,
  ...BROWSER,
  async fn() {
    const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>';
    const math = "$\\href{javascript:window.hacked=3}{x}$ $\\htmlId{evil}{y}$ $<img src=x onerror=window.hacked=4>$";
    const answer = `${evil}\\frac{1}{2}`;
    await using at = await open({
      ports: {
        policy: {
          propose: ({ prefix, seeds }) =>
            Promise.resolve(seeds.map((seed) => ({
              text: prefix.solution === ""
                ? `<code>\n# ${evil} ${seed}\nprint(1)\n<end_of_code>`
                : `<answer>It is \\boxed{${answer}}.<end_of_answer>`,
              finish: "stop" as const,
              tokens: 5,
              logProbability: -1,
            }))),
        },
        verifier: {
          run: () => Promise.resolve({ status: "ok", output: evil, cpuMs: 1 }),
          async [Symbol.asyncDispose]() {},
        },
      },
    });
    const { page } = at;
    await at.ask(`${evil} ${math} What?`);
    await page.locator(".status.done").waitFor();
    await page.locator(".node.answer rect").first().click();
    await page.locator(".details nav button").first().click();
    assert.equal(await page.locator("img, #page script, #evil, a[href^=javascript]").count(), 0);
    assert.equal(await page.evaluate("window.hacked"), undefined);
    assert.ok((await page.locator(".question").textContent())!.includes(evil));
  },
});

Deno.test({
  name: `page: works by keyboard, narrow, dark, and with labels${skipped}`,
  ...BROWSER,
  async fn() {
    await using at = await open();
    const { page } = at;
    await at.ask(SUM);
    await page.locator(".status.done").waitFor();
    const tree = page.getByRole("tree");
    await tree.locator("[tabindex='0']").focus();
    for (const key of ["ArrowRight", "ArrowDown", "ArrowUp", "ArrowRight"]) await page.keyboard.press(key);
    await page.locator("[aria-label^='Step 2: ']:focus").waitFor();
    assert.equal(await page.locator(".details nav button").count(), 2);
    for (const control of await page.locator("input, select, textarea, button").all()) {
      const name = await control.evaluate((element) => {
        const { labels, ariaLabel, textContent } = element as unknown as Record<string, string> & {
          readonly labels?: readonly { readonly textContent: string }[];
        };
        return `${labels?.[0]?.textContent ?? ""}${ariaLabel ?? ""}${textContent}`.trim();
      });
      assert.notEqual(name, "");
    }
    await page.setViewportSize({ width: 360, height: 700 });
    assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const light = await ground();
    await page.getByRole("button", { name: "Dark or light" }).click();
    assert.notEqual(await ground(), light);
  },
});

Deno.test({
  name: `page: asks for an API key where the server does${skipped}`,
  ...BROWSER,
  async fn() {
    await using at = await open({ keys: ["secret"] });
    const { page } = at;
    await page.locator(".key input").fill("secret");
    await page.getByRole("button", { name: "Use" }).click();
    await page.locator(".key").waitFor({ state: "detached" });
    await at.ask(SUM);
    await page.locator(".status.done").waitFor();
    assert.match(at.problems.splice(0).join(), /401/); // the first look, before there was a key
  },
});

Deno.test({
  name: `page: a tree of more than 500 nodes is drawn fast enough to watch${skipped}`,
  ...BROWSER,
  async fn() {
    await using at = await open({ ports: endlessPorts({ proposalMs: 0 }) });
    const { page } = at;
    await at.ask(LONG, { rollouts: "250" });
    await page.locator(".status.done").waitFor();
    const nodes = await page.getByRole("treeitem").count();
    assert.ok(nodes > 500, `${nodes} nodes`);
    const ms = await page.evaluate<number>(`(async () => {
      const started = performance.now();
      for (let i = 0; i < 10; i++) {
        document.querySelectorAll(".node")[i * 7].dispatchEvent(new MouseEvent("click", { bubbles: true }));
        await new Promise(requestAnimationFrame);
      }
      return (performance.now() - started) / 10;
    })()`);
    assert.ok(ms < 250, `a frame took ${ms} ms`);
  },
});

Deno.test({
  name: `page: the tree command's file shows a trace without a server${skipped}`,
  ...BROWSER,
  async fn() {
    const folder = await Deno.makeTempDir();
    {
      using server = new TestServer();
      const { id } = await (await server.fetch("/v1/solve", { body: { question: SUM } })).json();
      const lines = server.store.trace(id).map((line) => JSON.stringify(line));
      await Deno.writeTextFile(`${folder}/t.jsonl`, lines.join("\n"));
    }
    assert.equal(await tree(`${folder}/t.jsonl`, {}), 0);
    const browser = await chromium.launch({ executablePath, args: QUIET });
    try {
      const page = await browser.newPage();
      await page.goto(`file://${folder}/t.html`);
      assert.match((await page.locator("p.answer").textContent())!, /21/);
      await page.locator(".node.answer rect").first().click();
      assert.match((await page.locator(".details").textContent())!, /21/);
    } finally {
      await browser.close();
    }
  },
});
