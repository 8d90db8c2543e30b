import type { Anomaly, AnomalyName } from '../../check/anomaly.ts';
import { wrapTo } from './displayWidth.ts';
import { countOf } from './nameRecords.ts';
import type { TextOptions } from './textStyle.ts';
import { DEFAULT_WIDTH, textStyle } from './textStyle.ts';

/** How many cases of one anomaly are told. */
const MAX_CASES = 3;

/** What each anomaly means, in words. */
export const ANOMALY_WORDS: Readonly<Record<AnomalyName, string>> = {
  'lost-write': 'an acknowledged record that nobody polled, though later ones were',
  unseen: 'an acknowledged record that nobody has polled yet',
  duplicate: 'one request in two records of the log',
  'inconsistent-offsets': 'two requests at one offset',
  'poll-skip': 'a consumer went over records that it had not polled',
  'nonmonotonic-poll': 'a consumer went back in the log',
};

/** Anomalies that were seen, each with the meaning of its name and the first cases. */
export function anomalyText(
  anomalies: readonly Anomaly[],
  options: TextOptions,
): readonly string[] {
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  return anomalies
    .filter(({ count }) => count > 0)
    .flatMap(({ name, count, findings }) => {
      const cases = findings.slice(0, MAX_CASES);
      const rest = count - cases.length;
      return [
        ...wrapTo(`${name}, ${countOf(count, 'case')}: ${ANOMALY_WORDS[name]}`, width - 2).map(
          (line, at) => (at === 0 ? style.unsure(line) : style.unsure(`  ${line}`)),
        ),
        ...cases.flatMap(({ sentence }) => wrapTo(sentence, width - 2).map((line) => `  ${line}`)),
        ...(rest > 0 ? [style.dim(`  and ${rest} more`)] : []),
      ];
    });
}
