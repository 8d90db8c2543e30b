import { describe, expect, it } from 'vitest';
import { GOOD, problems, scenario } from '../smallScenario.ts';

describe('faults', () => {
  it.each([
    [
      '{ crash: c9, at: 1s }',
      'faults[0].crash: unknown process "c9"; declared: c1, c2, c3, api-1, broker-1',
    ],
    ['{ crash: broker-2, at: 1s }', 'faults[0].crash: unknown process "broker-2"'],
    [
      '{ leave: api-1, at: 1s }',
      'faults[0].leave: api-1 is no consumer; the consumers are c1, c2, c3',
    ],
    ['{ crash: c1 }', 'faults[0].at: it is not said when the fault strikes'],
    [
      '{ crash: c1, at: 1s, when: t-0@1 is polled }',
      'faults[0].when: "at" and "when" exclude each other',
    ],
    [
      '{ crash: c1, at: 1s, restart: 20s }',
      'faults[0].restart: "20s" does not say "later"; write for example 20s later',
    ],
    [
      '{ crash: c1, when: t-3@1 is polled }',
      'faults[0].when: there is no partition 3: t has the partitions 0 to 2',
    ],
    ['{ crash: c1, when: u-0@1 is polled }', 'faults[0].when: unknown topic "u"; declared: t'],
    ['{ crash: c1, when: efect of t-0@1 is written }', 'did you mean "effect of X is written"?'],
    [
      '{ crash: broker-1, when: t-0@1 is polled }',
      'faults[0].when: it is not said which consumer reaches this point',
    ],
    ['{ crash: c1, when: t-0@1 is polled at c4 }', 'faults[0].when: unknown consumer "c4"'],
    ['{ pause: c1, for: 0s, at: 1s }', 'faults[0].for: "0s" must be longer than 0'],
    ['{ pause: c1, at: 1s }', 'faults[0].for: "for" is missing'],
    ['{ join: c1, at: 1s }', 'faults[0].join: c1 starts by itself; give it "start: on join"'],
    [
      '{ drop: response of OfsetCommit, between: [c1, broker-1], at: 1s }',
      'did you mean "OffsetCommit"?',
    ],
    [
      '{ drop: request of Fetch, between: [c1, c2], at: 1s }',
      'faults[0].between: one of the two must be a broker',
    ],
    [
      '{ drop: request of Fetch, between: [c1], at: 1s }',
      'faults[0].between: has one item; write at least 2',
    ],
    [
      '{ drop: request of Fetch, between: [api-1, broker-1], at: 1s }',
      'faults[0].drop: api-1 is a producer and never sends Fetch',
    ],
    [
      '{ isolate: c1, from: [c1, broker-1], for: 1s, at: 1s }',
      'faults[0].from[0]: "c1" cannot be on both sides',
    ],
    [
      '{ leave: c1, at: 1s, rejoin: 1s later, config: { acks: all } }',
      'faults[0].config.acks: a consumer has no config "acks"',
    ],
    [
      '{ crash: c1, at: 1s, restart: 1s later, config: { session.timeout.ms: 5000 } }',
      'faults[0].config."session.timeout.ms": session.timeout.ms=5000 is not allowed by the ' +
        'brokers; allowed: 6000 to 1800000',
    ],
    [
      '{ leave: c1, at: 1s, config: { max.poll.records: 1 } }',
      'faults[0].config: c1 does not start again; write "rejoin" too',
    ],
    [
      '{ crash: api-1, at: 1s, restart: 1s later, config: { max.poll.records: 1 } }',
      'faults[0].config: is for consumers only',
    ],
    [
      '{ leave: c1, at: 1s, rejoin: 1s later, config: { group.protocol: consumer } }',
      'faults[0].config."group.protocol": the group uses classic; the simulator does not model',
    ],
    ['{ store: slow, at: 1s }', 'faults[0].by: "by" is missing'],
    ['{ store: unavailable, by: 1s, at: 1s }', 'faults[0].by: "by" belongs to "store: slow" only'],
    [
      '{ addPartitions: t, to: 3, at: 1s }',
      'faults[0].to: t has 3 partitions already; they can only become more',
    ],
    ['{ restart: c1, at: 1s }', 'faults[0].restart: no fault kills c1; write also, for example'],
    ['{ restart: c9, at: 1s }', 'faults[0].restart: unknown process "c9"'],
    ['{ restart: c1 }', 'faults[0].at: it is not said when the fault strikes'],
    [
      '{ drop: request of ConsumerGroupHeartbeat, between: [c1, broker-1], at: 1s }',
      'faults[0].drop: c1 is a consumer and never sends ConsumerGroupHeartbeat',
    ],
    [
      '{ isolate: c1, from: [c2, api-1], for: 1s, at: 1s }',
      'faults[0].isolate: nothing passes between the two sides: clients talk to brokers only',
    ],
    [
      '{ drop: request of Fetch, between: c1, at: 1s }',
      'faults[0].between: has one item; write at least 2',
    ],
    [
      '{ crsh: c1, at: 1s }',
      'faults[0].crsh: unknown key "crsh"; ' +
        'a fault needs one of the keys crash, restart, pause, leave',
    ],
  ])('the fault %s', (fault, expected) => {
    const found = problems(`${GOOD}faults:\n  - ${fault}\n`).join('\n');
    expect(found).toContain(expected);
    expect(found).toMatch(/^a\.yaml:11:/);
  });

  it('between two brokers', () => {
    const text = `${GOOD}cluster: { brokers: 3 }\nfaults:\n`;
    const drop = '  - { drop: request of Fetch, between: [broker-1, broker-2], at: 1s }\n';
    const isolate = '  - { isolate: broker-1, for: 1s, at: 1s }\n';
    expect(problems(`${text}${drop}${isolate}`)).toEqual([
      'a.yaml:12:40: faults[0].between: ' +
        'one of the two must be a client: brokers send each other nothing here',
      'a.yaml:13:16: faults[1].isolate: ' +
        'nothing passes between the two sides: clients talk to brokers only',
    ]);
  });

  it('configs of later starts build upon those of earlier ones', () => {
    const leave = (atS: number, config: string): string =>
      `  - { leave: c1, at: ${atS}s, rejoin: 1s later, config: { ${config} } }\n`;
    const text = `${GOOD}faults:\n${leave(1, 'session.timeout.ms: 7000')}`;
    expect(problems(text)).toEqual([]);
    expect(problems(text + leave(9, 'heartbeat.interval.ms: 7000'))).toEqual([
      'a.yaml:12:77: faults[1].config."heartbeat.interval.ms": "7000" is not allowed; ' +
        'it must be less than session.timeout.ms=7000',
    ]);
  });

  it('a process that is killed may be restarted by a fault of its own', () => {
    const faults = [
      '{ crash: c1, at: 1s }',
      '{ restart: c1, when: the 3rd commit is confirmed at c2 }',
      '{ crash: broker-1, at: 2s }',
      '{ restart: broker-1, at: 3s }',
    ];
    const { faults: parsed } = scenario(`${GOOD}faults: [${faults.join(', ')}]\n`);
    expect(parsed.map(({ text }) => text)).toEqual([
      'crash c1 at 1s',
      'restart c1 when c2 has its 3rd commit confirmed',
      'crash broker-1 at 2s',
      'restart broker-1 at 3s',
    ]);
  });

  it('a partition that is only added later is known to faults and expectations', () => {
    const added = `${GOOD}faults:
  - { addPartitions: t, to: 5, at: 1s }
  - { crash: c1, when: t-4@0 is polled }
expect: { partitions: { t: { 4: { records: 1 } } } }
`;
    expect(problems(added)).toEqual([]);
    expect(problems(added.replace('t-4@0', 't-5@0'))).toHaveLength(1);
  });
});
