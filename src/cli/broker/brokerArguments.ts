import { defaultDataFolder } from '../../adapters/kafka/broker/labFolders.ts';
import type { KafkaConfig } from '../../adapters/kafka/broker/serverProperties.ts';
import { Misuse } from '../misuse.ts';
import { once } from '../options/givenOption.ts';
import type { GivenText } from '../options/givenOption.ts';

/** The folder of `--data`; one in the user's home if it was not given. */
export function parseDataFolder(data: GivenText): string {
  return parseFolder('--data', data) ?? defaultDataFolder(process.env, process.platform);
}

/** A folder that an option names; `undefined`: it was not given. */
export function parseFolder(option: string, given: GivenText): string | undefined {
  const text = once(given, option) ?? undefined;
  if (text === '') throw new Misuse(`${option}: name a folder.`);
  return text;
}

/** A whole number that an option gives; `undefined`: it was not given. */
export function parseWholeNumber(
  option: string,
  given: GivenText,
  least: number,
  most: number,
): number | undefined {
  const text = once(given, option);
  if (text === null) return undefined;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  throw new Misuse(`${option}: a whole number from ${least} to ${most} is needed, not '${text}'.`);
}

/** The configs of `--config NAME=VALUE`, which may be given more than once. */
export function parseConfig(entries: readonly string[]): KafkaConfig {
  const config: Record<string, string> = {};
  for (const entry of entries) {
    const match = /^([^=\s]+)=(.*)$/s.exec(entry);
    if (match === null) throw new Misuse(`--config: NAME=VALUE is needed, not '${entry}'.`);
    config[match[1]!] = match[2]!;
  }
  return config;
}
