/**
 * The command `completion`: a script that lets a shell complete commands, options and their values.
 *
 * @module
 */
import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";

/** The shells that there is a script for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One of {@linkcode SHELLS}. */
export type Shell = typeof SHELLS[number];

/**
 * The script for a shell, made from the commands.
 *
 * @param program the command `rstar` with all below it
 */
export function completionScript(shell: Shell, program: CommandUnknownOpts): string {
  if (shell === "fish") return fish(program);
  return shell === "bash" ? bash(program) : `autoload -U +X bashcompinit && bashcompinit\n${bash(program)}`;
}

/** A command with its words behind `rstar`: `eval diff`; empty for the program itself. */
interface Named {
  readonly words: string;
  readonly command: CommandUnknownOpts;
}

function allCommands(command: CommandUnknownOpts, words = ""): Named[] {
  const below = command.commands.flatMap((one) => allCommands(one, `${words} ${one.name()}`.trim()));
  return [{ words, command }, ...below];
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

/** Whether an option's value is a file or folder, by the name that its help gives to the value. */
function takesPath({ flags }: Option): boolean {
  return /<(path|folder|name|model\|url)>$/.test(flags);
}

/** What may follow a command that is no option: the names of those below it, the choices of its arguments. */
function wordsAfter(command: CommandUnknownOpts): { readonly word: string; readonly description: string }[] {
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  return [
    ...command.commands.map((one) => ({ word: one.name(), description: one.description() })),
    ...choices.map((word) => ({ word, description: "" })),
  ];
}

function bash(program: CommandUnknownOpts): string {
  const cases = allCommands(program).map(({ words, command }) => {
    const flags = [...command.options.map(({ long }) => long), "--help"].join(" ");
    const names = wordsAfter(command).map(({ word }) => word).join(" ");
    return `    "${words}") flags="${flags}"; names="${names}" ;;`;
  });
  const values = allCommands(program).flatMap(({ words, command }) =>
    command.options.filter(takesValue).map((option) => {
      const reply = option.argChoices
        ? `compgen -W "${option.argChoices.join(" ")}" -- "$cur"`
        : takesPath(option)
        ? 'compgen -f -- "$cur"'
        : ":";
      return `    "${words} ${option.long}") COMPREPLY=($(${reply})); return ;;`;
    })
  );
  const known = allCommands(program).map(({ words }) => `"${words}"`).filter((words) => words !== '""').join("|");
  return `# ${program.name()} completion: source this file.
_rstar() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="" next flags names i
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${command:+$command }\${COMP_WORDS[i]}"
    case "$next" in
      ${known}) command="$next" ;;
    esac
  done
  case "$command $prev" in
${values.join("\n")}
  esac
  case "$command" in
${cases.join("\n")}
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  else COMPREPLY=($(compgen -W "$names" -- "$cur") $([[ -n $command ]] && compgen -f -- "$cur"))
  fi
}
complete -o filenames -F _rstar ${program.name()}
`;
}

function fish(program: CommandUnknownOpts): string {
  const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
  const complete = `complete -c ${program.name()}`;
  const lines = allCommands(program).flatMap(({ words, command }) => {
    const below = command.commands.map((one) => one.name());
    const seen = words.split(" ").filter((word) => word !== "").map((word) => `__fish_seen_subcommand_from ${word}`);
    const here = [...seen, ...below.length > 0 ? [`not __fish_seen_subcommand_from ${below.join(" ")}`] : []].join(
      "; and ",
    );
    const condition = here === "" ? "" : ` -n ${quoted(here)}`;
    const names = wordsAfter(command).map(({ word, description }) =>
      `${complete}${condition} -a ${word} -d ${quoted(description)}`
    );
    const options = command.options.map((option) => {
      const value = option.argChoices
        ? ` -x -a ${quoted(option.argChoices.join(" "))}`
        : takesPath(option)
        ? " -r -F"
        : takesValue(option)
        ? " -x"
        : "";
      return `${complete}${condition} -l ${option.long!.slice(2)}${value} -d ${quoted(option.description)}`;
    });
    return [...names, ...options];
  });
  return `# ${program.name()} completion: put it into ~/.config/fish/completions/${program.name()}.fish\n${
    lines.join("\n")
  }\n`;
}
