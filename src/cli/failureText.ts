import { productVersion } from './productVersion.ts';

/** With this in the environment failures show where in the program they happened. */
export const DEBUG_VARIABLE = 'PARTITION_LAB_DEBUG';

/** True if failures are to show their stack trace. */
export function wantsStackTrace(
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const value = environment[DEBUG_VARIABLE];
  return value !== undefined && value !== '' && value !== '0';
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * An error that no code expected: what it says, and what a report of it should contain. The command
 * line is shown as it was given.
 */
export function bugText(error: unknown, args: readonly string[], showStack: boolean): string {
  const name = error instanceof Error ? error.name : 'Error';
  const lines = [
    `This is a bug of partition-lab, not of what you asked for: ${name}: ${messageOf(error)}`,
    '',
    'Please report it, with these lines and the scenario file:',
    `  partition-lab ${productVersion}, Node ${process.version}, ${process.platform}`,
    `  partition-lab ${args.join(' ')}`,
    ...stackLines(error, showStack),
  ];
  return lines.join('\n');
}

/** The stack trace and its causes if it is wanted, else how to get it. */
export function stackLines(error: unknown, showStack: boolean): readonly string[] {
  if (!showStack) return [`With ${DEBUG_VARIABLE}=1 it says where in the program it happened.`];
  const lines: string[] = [];
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    lines.push(`${lines.length === 0 ? '' : 'caused by '}${one.stack ?? messageOf(one)}`);
  }
  return lines;
}
