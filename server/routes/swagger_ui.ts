/**
 * Swagger UI's files, fetched from npm when `/docs` is first opened. They are 13 MB that only `/docs` needs, and Deno
 * installs all packages of a lock file, so they have one of their own.
 *
 * @module
 */
import { RstarError } from "@rstar/core";

const SPECIFIER = "npm:swagger-ui-dist@5.35.0";
const CODE = `import folder from "${SPECIFIER}/absolute-path.js"; console.log(folder());`;

let folder: Promise<string> | undefined;

/**
 * The folder of the files. The first call on a machine takes 1 s and needs a network, the first of a process 0.1 s.
 *
 * @throws {RstarError} `job_failed` where they cannot be fetched; the next call tries again
 */
export function swaggerUiFolder(): Promise<string> {
  folder ??= fetchFolder();
  folder.catch(() => folder = undefined); // the next call tries again
  return folder;
}

async function fetchFolder(): Promise<string> {
  const lock = [`--lock=${import.meta.dirname}/swagger_ui.lock`, "--frozen"];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", "--node-modules-dir=none", ...lock, CODE],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  if (success) return new TextDecoder().decode(stdout).trim();
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  throw new RstarError(
    "job_failed",
    `Cannot show the API's page as ${SPECIFIER} cannot be fetched (the first use needs a network; /openapi.json does not): ${
      lines.find((line) => /^error/i.test(line)) ?? lines.at(-1)
    }`,
  );
}
