import { closestWord } from './closestWord.ts';

/**
 * What yargs objects to, in words for the person who typed it. `help`: the help of the command,
 * which names all its options.
 */
export function explainMisuse(message: string, args: readonly string[], help: string): string {
  const unknown = /^Unknown arguments?: (.*)$/.exec(message);
  if (unknown !== null) {
    const words = unknown[1]!.split(', ').filter((word) => !isOtherForm(word, unknown[1]!));
    return words.map((word) => explainUnknown(word, args, help)).join('\n');
  }
  if (message.startsWith('Not enough non-option arguments')) {
    const usage = /^.*[<[].*$/m.exec(help)?.[0].trim() ?? '';
    return `Something is missing: ${usage}`;
  }
  const lonely = /^Not enough arguments following: (.*)$/.exec(message);
  if (lonely !== null) return `${optionName(lonely[1]!)} needs a value.`;
  const meant = /^Did you mean (.*)\?$/.exec(message);
  if (meant !== null) return `There is no such command. Did you mean '${meant[1]!}'?`;
  return message;
}

/** yargs reports `trace-fitler` as `traceFitler` too. */
function isOtherForm(word: string, all: string): boolean {
  const dashed = word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return dashed !== word && all.split(', ').includes(dashed);
}

function explainUnknown(word: string, args: readonly string[], help: string): string {
  const option = optionName(word);
  const isOption = args.some((arg) => arg === option || arg.startsWith(`${option}=`));
  const isFlag = isOption || args.some((arg) => /^-[A-Za-z]+$/.test(arg) && arg.includes(word));
  if (!isFlag && word === args[0]) return `There is no command '${word}'.`;
  if (!isFlag) return `'${word}' is one word too many.`;
  const known = new Set(help.match(/--[a-z][a-z-]*/g) ?? []);
  const meant = closestWord(option, known);
  return `There is no option ${option}.${meant === null ? '' : ` Did you mean ${meant}?`}`;
}

function optionName(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
