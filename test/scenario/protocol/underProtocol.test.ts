import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../src/scenario/parse/problem.ts';
import { parseScenario } from '../../../src/scenario/parseScenario.ts';
import { printScenario } from '../../../src/scenario/printScenario.ts';
import { GROUP_PROTOCOLS, underProtocol } from '../../../src/scenario/protocol/underProtocol.ts';
import type { GroupProtocol } from '../../../src/scenario/protocol/underProtocol.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { arbitraryScenario } from '../arbitraryScenario.ts';
import { GOOD, scenario } from '../smallScenario.ts';

const STRATEGY = 'partition.assignment.strategy';

/** A group of two with these configs, and what the scenario says besides. */
function twoWith(group: string, ofC2 = '', besides = ''): Scenario {
  const members = `{ c1: {}, c2: { config: { ${ofC2} } } }`;
  const text = GOOD.replace('consumers: 3', `consumers: ${members}, config: { ${group} }`);
  return scenario(text + besides);
}

/** The configs of the group and of c2. */
function configsUnder(from: Scenario, protocol: GroupProtocol): readonly unknown[] {
  const { groups, cluster } = underProtocol(from, protocol);
  return [groups[0]!.config, groups[0]!.consumers[1]!.config, cluster.config];
}

const KIP_848 = { 'group.protocol': 'consumer' };

describe('underProtocol', () => {
  it('leaves a scenario alone that says nothing and is to be eager', () => {
    const plain = scenario(GOOD);
    expect(underProtocol(plain, 'eager')).toEqual(plain);
  });

  it('gives the default group the assignor, the ids or the protocol', () => {
    const plain = twoWith('');
    expect(configsUnder(plain, 'cooperative')).toEqual([
      { [STRATEGY]: 'cooperative-sticky' },
      {},
      {},
    ]);
    expect(configsUnder(plain, 'static')).toEqual([{}, { 'group.instance.id': 'c2' }, {}]);
    expect(configsUnder(plain, 'consumer')).toEqual([KIP_848, {}, {}]);
  });

  it.each([
    ['range', 'range', { ...KIP_848, 'group.remote.assignor': 'range' }],
    ['roundrobin', 'roundrobin', KIP_848],
    [
      '[range, cooperative-sticky]',
      'range,cooperative-sticky',
      { ...KIP_848, 'group.remote.assignor': 'range' },
    ],
    ['cooperative-sticky', 'sticky', KIP_848],
    ['sticky', 'sticky', KIP_848],
  ])('takes the counterpart of %s', (written, eager, consumer) => {
    const own = twoWith(`${STRATEGY}: ${written}`);
    expect(configsUnder(own, 'eager')[0]).toEqual({ [STRATEGY]: eager });
    expect(configsUnder(own, 'static')[0]).toEqual({ [STRATEGY]: eager });
    expect(configsUnder(own, 'cooperative')[0]).toEqual({ [STRATEGY]: 'cooperative-sticky' });
    expect(configsUnder(own, 'consumer')[0]).toEqual(consumer);
  });

  it('changes what a consumer says for itself, too', () => {
    const own = twoWith('', `${STRATEGY}: [cooperative-sticky, range], max.poll.records: 7`);
    const records = { 'max.poll.records': '7' };
    expect(configsUnder(own, 'eager')[1]).toEqual({
      ...records,
      [STRATEGY]: 'cooperative-sticky,range',
    });
    expect(configsUnder(own, 'cooperative')[1]).toEqual({
      ...records,
      [STRATEGY]: 'cooperative-sticky',
    });
    expect(configsUnder(own, 'consumer')[1]).toEqual(records);
  });

  it('leaves members an assignor in common', () => {
    const mixed = twoWith('', `${STRATEGY}: cooperative-sticky`);
    expect(configsUnder(mixed, 'eager').slice(0, 2)).toEqual([
      { [STRATEGY]: 'range,sticky' },
      { [STRATEGY]: 'sticky' },
    ]);
  });

  it('keeps the ids of members that are static already', () => {
    const own = twoWith('', 'group.instance.id: two');
    for (const protocol of GROUP_PROTOCOLS) {
      expect(configsUnder(own, protocol)[1]).toEqual({ 'group.instance.id': 'two' });
    }
  });

  it('lets the brokers say the times that the clients said, within wider limits', () => {
    const own = twoWith('session.timeout.ms: 10000, heartbeat.interval.ms: 500');
    expect(configsUnder(own, 'consumer')).toEqual([
      KIP_848,
      {},
      {
        'group.consumer.session.timeout.ms': '10000',
        'group.consumer.min.session.timeout.ms': '10000',
        'group.consumer.heartbeat.interval.ms': '500',
        'group.consumer.min.heartbeat.interval.ms': '500',
      },
    ]);
    const long = twoWith('session.timeout.ms: 90000');
    expect(configsUnder(long, 'consumer')[2]).toEqual({
      'group.consumer.session.timeout.ms': '90000',
      'group.consumer.max.session.timeout.ms': '90000',
    });
  });

  it('goes back from KIP-848 with the times and the assignor', () => {
    const brokers =
      'cluster: { config: { group.consumer.min.session.timeout.ms: 7000, ' +
      'group.consumer.session.timeout.ms: 7000 } }\n';
    const own = twoWith('group.protocol: consumer, group.remote.assignor: range', '', brokers);
    const times = { 'session.timeout.ms': '7000' };
    expect(configsUnder(own, 'eager')[0]).toEqual({ ...times, [STRATEGY]: 'range' });
    expect(configsUnder(own, 'cooperative')[0]).toEqual({
      ...times,
      [STRATEGY]: 'cooperative-sticky',
    });
    expect(configsUnder(own, 'consumer')[0]).toEqual(own.groups[0]!.config);
    const uniform = twoWith('group.protocol: consumer, group.remote.assignor: uniform');
    expect(configsUnder(uniform, 'eager')[0]).toEqual({ [STRATEGY]: 'sticky' });
  });

  it('lets a fault strike the request that does the same work', () => {
    const faults =
      'faults: [{ drop: request of JoinGroup, between: [c1, broker-1], at: 1s }, ' +
      '{ drop: response of OffsetCommit, between: [c1, broker-1], at: 2s }]\n';
    const texts = (of: Scenario): readonly string[] => of.faults.map(({ text }) => text);
    const classic = scenario(GOOD + faults);
    const moved = underProtocol(classic, 'consumer');
    expect(texts(moved)).toEqual([
      'drop one request of ConsumerGroupHeartbeat between c1 and broker-1 at 1s',
      'drop one response of OffsetCommit between c1 and broker-1 at 2s',
    ]);
    expect(texts(underProtocol(moved, 'eager'))[0]).toBe(
      'drop one request of Heartbeat between c1 and broker-1 at 1s',
    );
  });

  it('changes the configs of later starts, and drops those that say nothing any more', () => {
    const faults =
      `faults: [{ leave: c1, at: 5s, rejoin: 1s later, config: { ${STRATEGY}: sticky } }, ` +
      '{ leave: c1, at: 9s, rejoin: 1s later, config: { max.poll.records: 3 } }]\n';
    const classic = scenario(GOOD + faults);
    const configs = (protocol: GroupProtocol): readonly unknown[] =>
      underProtocol(classic, protocol).faults.map(({ action }) =>
        'config' in action ? action.config : null,
      );
    const records = { 'max.poll.records': '3' };
    expect(configs('eager')).toEqual([{ [STRATEGY]: 'sticky' }, records]);
    expect(configs('cooperative')).toEqual([{ [STRATEGY]: 'cooperative-sticky' }, records]);
    expect(configs('consumer')).toEqual([null, records]);
  });

  it('makes scenarios that a file could hold, and a second time changes nothing', () => {
    fc.assert(
      fc.property(arbitraryScenario, fc.constantFrom(...GROUP_PROTOCOLS), (from, protocol) => {
        const arm = underProtocol(from, protocol);
        const parsed = parseScenario(printScenario(arm), '');
        if ('errors' in parsed) throw new Error(parsed.errors.map(formatProblem).join('\n'));
        expect(parsed.scenario).toEqual(arm);
        expect(underProtocol(arm, protocol)).toEqual(arm);
        const { workload, topics, coupons, producers, store } = from;
        expect(arm).toMatchObject({ workload, topics, coupons, producers, store });
      }),
      { numRuns: 300 },
    );
  });
});
