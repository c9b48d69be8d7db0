import { TargetProcess } from "./target_process.ts";
import { TARGETS } from "./findings.ts";
await using p = new TargetProcess(TARGETS.get(Deno.args[0])!, { coverage: false });
for (const f of Deno.args.slice(1)) {
  for (let i = 0; i < 3; i++) console.log(f, JSON.stringify(await p.run(Deno.readFileSync(f))).slice(0, 700));
}
