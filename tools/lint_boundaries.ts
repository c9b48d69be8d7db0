/**
 * Lint plugin: which package may import which. A bare import of a package of ours that is not on the list, or a
 * relative import that leaves its package, is an error.
 *
 * @module
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  native: ["core"],
  eval: ["core", "native"],
  server: ["core", "native"],
  cli: ["core", "native", "eval", "server"],
  bench: ["core", "native", "eval", "server", "cli"],
  tests: ["core", "native", "eval", "server", "cli"],
};
const PACKAGE_REGEXP = new RegExp(`^(.*)[\\\\/](${Object.keys(MAY_IMPORT).join("|")})[\\\\/]`);

/** Why `source` may not be imported by a file of `owner` whose package folder is `folder`; null when it may. */
function violation(source: string, filename: string, owner: string, folder: string): string | null {
  const other = /^@rstar\/([a-z]+)/.exec(source)?.[1];
  if (other && other !== owner && !MAY_IMPORT[owner].includes(other)) return `${owner} may not import @rstar/${other}`;
  if (source.startsWith(".") && !new URL(source, `file://${filename}`).pathname.startsWith(folder)) {
    return `${owner} may not import by a path that leaves its package: ${source}`;
  }
  return null;
}

const plugin: Deno.lint.Plugin = {
  name: "rstar",
  rules: {
    boundaries: {
      create(context) {
        const found = PACKAGE_REGEXP.exec(context.filename);
        if (!found) return {};
        const [, root, owner] = found;
        const check = (node: Deno.lint.Node, source: unknown): void => {
          if (typeof source !== "string") return;
          const message = violation(source, context.filename, owner, `${root}/${owner}/`);
          if (message) context.report({ node, message });
        };
        return {
          ImportDeclaration: (node) => check(node, node.source.value),
          ExportAllDeclaration: (node) => check(node, node.source.value),
          ExportNamedDeclaration: (node) => check(node, node.source?.value),
          ImportExpression: (node) => check(node, (node.source as { value?: unknown }).value),
        };
      },
    },
  },
};
export default plugin;
