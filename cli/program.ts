/**
 * All commands, with their arguments and help.
 *
 * @module
 */
import { Argument, Command, Option } from "@commander-js/extra-typings";
import { completionScript, SHELLS } from "./completion.ts";
import { convert, CONVERT_TYPES } from "./train/convert.ts";
import manifest from "./deno.json" with { type: "json" };
import { doctor } from "./doctor.ts";
import { evalBenchmark } from "./eval/eval.ts";
import { evalDiff } from "./eval/eval_diff.ts";
import { evalCommand } from "./eval/eval_options.ts";
import { evolveRounds } from "./evolve/evolve.ts";
import { evolveCommand } from "./evolve/evolve_options.ts";
import { evolveReport } from "./evolve/evolve_report.ts";
import { evolveExport, evolveImport } from "./evolve/evolve_trees.ts";
import { acceleratorOption, addVerbose, count, llamaLibraryOption, option, path } from "./option.ts";
import { listModels } from "./models/models.ts";
import { pullModel } from "./models/pull.ts";
import { removeModel } from "./models/remove.ts";
import { print } from "./print.ts";
import { say } from "./say.ts";
import { serve } from "./serve/serve.ts";
import { serveCommand } from "./serve/serve_options.ts";
import { solve } from "./solve/solve.ts";
import { solveCommand } from "./solve/solve_options.ts";
import { train } from "./train/train.ts";
import { tree } from "./tree.ts";

/** Help and version. */
const writeOut = (text: string): void => print(text.replace(/\n$/, ""));
/** Usage errors quote what was typed. */
const writeErr = (text: string): void => say(text.trimEnd());

/**
 * The program `rstar`. Parsing arguments runs their command.
 *
 * @param exit receives the exit code of the command that ran, unless it throws
 */
export function program(exit: (code: number) => void): Command {
  const solving = solveCommand(async (words, options) => exit(await solve(words, options)));
  const serving = serveCommand(async (options) => exit(await serve(options)));
  const examining = new Command("doctor")
    .description(
      "tell what works on this machine, each part by trying it: Python, sandbox, llama.cpp, the embedded model",
    )
    .addOption(acceleratorOption())
    .addOption(llamaLibraryOption())
    .action(async (options) => exit(await doctor(options)));
  const pulling = new Command("pull")
    .description("fetch a model into the Hugging Face cache; an interrupted fetch goes on with the same command")
    .argument("<model>", "a name of the catalogue (qwen2.5-coder-0.5b), or hf:org/repo:quant")
    .action(async (name) => exit(await pullModel(name)));
  const listing = new Command("models")
    .description("list the models that can be named: the embedded one (*: the default), the catalogue's, the cache's")
    .addOption(option("--json", "one JSON object a model on stdout"))
    .action(async (options) => exit(await listModels(options)));
  const removing = new Command("rm")
    .description("remove a fetched model from the Hugging Face cache")
    .argument("<model>", "its name, as models lists it")
    .action(async (name) => exit(await removeModel(name)));
  const drawing = new Command("tree")
    .description("draw the search trees of a trace (solve --trace) as one self-contained page")
    .argument("<trace>", "JSON Lines file", path)
    .option("--out <path>", "page to write; default: the trace's name with .html", path)
    .action(async (trace, options) => exit(await tree(trace, options)));
  const training = new Command("train")
    .description("grow the embedded policy from nothing: problems, demonstrations, training, export")
    .option("--recipe <path>", "recipe; default: the embedded model's", path)
    .option("--out <folder>", "folder of the run; an interrupted one goes on", path, "runs/rstar-tiny")
    .action(async (options) => exit(await train(options)));
  const converting = new Command("convert")
    .description("turn a checkpoint in Hugging Face format (Qwen2, Llama, Phi-3, a PPM) into a GGUF file")
    .argument("<folder>", "folder of the checkpoint", path)
    .argument("<out>", "GGUF file to write", path)
    .addOption(
      new Option("--type <type>", "number format of the weights").choices(CONVERT_TYPES).default("q8_0" as const),
    )
    .option("--keep-blanks", "keep blanks after tokens that swallow them (Phi-3's special ones)")
    .option("--name <name>", "name of the model in the file; default: the folder's")
    .action(async (folder, out, options) => exit(await convert(folder, out, options)));
  const reporting = new Command("report")
    .description("write the page of a run: coverage, data, training and time of its finished rounds")
    .option("--run <name>", "the run", "rstar-tiny")
    .action(async (options) => exit(await evolveReport(options)));
  const exporting = new Command("export")
    .description("print the trees of a round in the official code's JSON Lines form")
    .option("--run <name>", "the run", "rstar-tiny")
    .requiredOption("--round <n>", "the round", count)
    .action(async (options) => exit(await evolveExport(options)));
  const importing = new Command("import")
    .description("draw SFT data and preference pairs from trees in the official code's JSON Lines form")
    .argument("<file>", "trees, one a line", path)
    .requiredOption("--out <folder>", "where the data goes", path)
    .option("--recipe <path>", "says how data is drawn; default: the embedded model's", path)
    .action(async (file, options) => exit(await evolveImport(file, options)));
  const evolving = evolveCommand(async (options) => exit(await evolveRounds(options))).enablePositionalOptions();
  for (const command of [reporting, exporting, importing]) evolving.addCommand(command);
  const evaluating = evalCommand(async (benchmark, options) => exit(await evalBenchmark(benchmark, options)))
    .enablePositionalOptions();
  const comparing = new Command("diff")
    .description("list the problems that one evaluation solved and another did not")
    .argument("<before>", "folder of results", path)
    .argument("<after>", "folder of results", path)
    .action(async (before, after) => exit(await evalDiff(before, after)));
  evaluating.addCommand(comparing);
  const completing = new Command("completion")
    .description("print a script that completes commands and options: source <(rstar completion bash)")
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .action((shell) => print(completionScript(shell, all).trimEnd()));
  const all = new Command("rstar").description(
    "rStar-Math: small models that think by search, with code-verified steps",
  );
  all.enablePositionalOptions(); // --run of "evolve report" is not that of "evolve"
  const commands = [
    ...[solving, serving, evaluating, evolving, pulling, listing, removing],
    ...[drawing, examining, training, converting, completing],
  ];
  for (const command of commands) all.addCommand(command);
  for (const command of commands) addVerbose(command); // their subcommands install nothing
  for (const command of [all, ...commands]) command.version(manifest.version);
  for (const command of [all, ...commands, comparing, ...evolving.commands]) {
    command.exitOverride().configureOutput({ writeOut, writeErr });
  }
  return all as unknown as Command;
}
