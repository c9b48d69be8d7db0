// Run by library_package.ts in a child without the workspace's configuration: prints the folder of one prebuilt package, which
// Deno downloads on first use and checks against the lock file it was started with.
const { getBinsDir } = await import(Deno.args[0]);
console.log(getBinsDir().binsDir);
