import type { DifferenceRule } from '../differenceRule.ts';
import { clientSpecific } from '../judgement.ts';

/** kafkajs has no max.poll.interval.ms and heartbeats only between records. */
export const slowHandlerByClient: DifferenceRule = {
  name: 'kafkajs has no poll interval',
  kinds: ['departures'],
  judge({ simulated, real }, { client }) {
    if (client?.name !== 'kafkajs' || simulated === null || real === null) return null;
    const others = [simulated, real].map((value) =>
      value
        .replace(/ \(after .*\)$/, '')
        .split(', then ')
        .filter((one) => !one.startsWith('too slow') && one !== 'none')
        .join(),
    );
    // What happened to members that were silent must be the same.
    if (others[0] !== others[1]) return null;
    return clientSpecific(
      'A member that takes long over a record leaves by max.poll.interval.ms in the Java client, ' +
        'which is modelled. kafkajs knows no such limit: it sends no heartbeat while a handler ' +
        'runs, so the session timeout decides.',
      'trials of kafkajs 2.2.4 with a slow handler; removals of silent members are equal',
    );
  },
};
