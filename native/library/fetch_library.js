// Prints the folder of one prebuilt package, which Deno downloads on first use and checks against the lock file that this
// process was started with. Run by npm_package.ts, without the workspace's configuration.
const { getBinsDir } = await import(Deno.args[0]);
console.log(getBinsDir().binsDir);
