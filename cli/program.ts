import { Command, Option } from "@commander-js/extra-typings";
import { doctor } from "./doctor.ts";
import { solve } from "./solve.ts";
import { solveCommand } from "./solve_options.ts";
import { train } from "./train.ts";

/**
 * All commands.
 *
 * @param exit is told the exit code of the command that ran
 */
export function program(exit: (code: number) => void): Command {
  const solving = solveCommand(async (question, options) => exit(await solve(question, options)));
  const examining = new Command("doctor")
    .description(
      "tell what works on this machine, each part by trying it: Python, sandbox, llama.cpp, the embedded model",
    )
    .addOption(
      new Option("--llama-library <path>", "llama.cpp's libllama, instead of npm's").env("RSTAR_LLAMA_LIBRARY"),
    )
    .action(async (options) => exit(await doctor(options)));
  const training = new Command("train")
    .description("grow the embedded policy from nothing: problems, demonstrations, training, export")
    .option("--recipe <path>", "recipe; default: the embedded model's")
    .option("--out <folder>", "folder of the run; an interrupted one goes on", "runs/rstar-tiny")
    .action(async (options) => exit(await train(options)));
  const all = new Command("rstar").description(
    "rStar-Math: small models that think by search, with code-verified steps",
  );
  for (const command of [solving, examining, training]) all.addCommand(command);
  for (const command of [all, ...all.commands]) command.exitOverride();
  return all as unknown as Command;
}
