import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/scenario/parse/problem.ts';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

const GOOD = `title: Good
topics:
  t: { partitions: 3 }
coupons:
  1: { stock: 30 }
groups:
  g: { consumers: 3 }
workload:
  - { requests: 100 }
`;

function problems(text: string): string[] {
  const result = parseScenario(text, 'a.yaml');
  return 'errors' in result ? result.errors.map(formatProblem) : [];
}

function scenario(text: string): Scenario {
  const result = parseScenario(text, 'a.yaml');
  if ('errors' in result) throw new Error(result.errors.map(formatProblem).join('\n'));
  return result.scenario;
}

/** The problems of the good file with one text replaced. */
function spoiled(from: string, to: string): string[] {
  expect(GOOD).toContain(from);
  return problems(GOOD.replace(from, to));
}

describe('parseScenario', () => {
  it('fills in everything that a small file leaves out', () => {
    expect(scenario(GOOD)).toEqual({
      title: 'Good',
      lesson: '',
      path: 'a.yaml',
      seed: 1,
      cluster: {
        brokers: 1,
        config: {},
        latency: {
          clientBroker: { minUs: 300, maxUs: 1200 },
          brokerBroker: { minUs: 200, maxUs: 800 },
          links: [],
        },
      },
      topics: [{ name: 't', partitions: 3, replicationFactor: 1, key: 'couponId', config: {} }],
      coupons: [{ couponId: '1', stock: 30 }],
      store: {
        latency: { statement: { minUs: 200, maxUs: 600 }, commit: { minUs: 500, maxUs: 1500 } },
        poolSize: 10,
      },
      groups: [
        {
          id: 'g',
          topics: ['t'],
          application: 'coupon-issuer',
          commit: 'batch-sync',
          config: {},
          consumers: ['c1', 'c2', 'c3'].map((name) => ({ name, config: {}, startUs: 0 })),
          serviceTime: { minUs: 0, maxUs: 0 },
          pollTimeoutUs: 1_000_000,
          maxAttempts: 10,
          retryBackoffUs: 100_000,
          deadLetterTopic: null,
          bug: null,
        },
      ],
      producers: [{ name: 'api-1', config: {} }],
      workload: [
        {
          type: 'requests',
          fromUs: 0,
          overUs: 0,
          arrival: 'burst',
          count: 100,
          topic: 't',
          producers: ['api-1'],
          coupons: { ids: ['1'], pick: 'cycle', hotPercent: 0 },
          users: { pick: 'distinct', first: 1, of: 100 },
          sends: 1,
        },
      ],
      faults: [],
      quiet: { withinUs: 600_000_000 },
      expect: {
        holds: [],
        violates: [],
        issued: {},
        soldOut: null,
        duplicates: null,
        deadLettered: null,
        redelivered: null,
        generations: null,
        partitions: {},
        issuedInLogOrder: false,
        handled: {},
      },
    });
  });

  it('keeps ids and configs as they stand in the file', () => {
    const { coupons, groups } = scenario(
      GOOD.replace('  1: { stock', '  007: { stock').replace(
        'consumers: 3',
        'consumers: 1, config: { session.timeout.ms: 10000, partition.assignment.strategy: [range, sticky] }',
      ),
    );
    expect(coupons).toEqual([{ couponId: '007', stock: 30 }]);
    expect(groups[0]!.config).toEqual({
      'session.timeout.ms': '10000',
      'partition.assignment.strategy': 'range,sticky',
    });
  });

  it('writes a map as the JSON of a record, in the order of the file', () => {
    const text = GOOD.replace(
      '{ requests: 100 }',
      '{ records: [{ key: 1001, value: { orderId: 1001, products: { 102: 1, 101: 2 }, a: [x, "1", ~, true] } }] }',
    );
    const [spec] = scenario(text).workload;
    expect(spec).toMatchObject({
      records: [
        {
          key: '1001',
          value: '{"orderId":1001,"products":{"102":1,"101":2},"a":["x","1",null,true]}',
          partition: null,
        },
      ],
    });
  });

  it('puts each fault in words', () => {
    const faults = [
      '{ crash: c1, when: effect of t-0@7 is written, restart: 20s later }',
      '{ pause: c2, for: 15s, at: 12s }',
      '{ pause: api-1, for: 1s, when: the 12th effect is written at c3 }',
      '{ drop: response of OffsetCommit, between: [broker-1, c1], at: 5s }',
      '{ isolate: [c1, c2], for: 1m, at: 0s }',
      '{ store: unavailable, for: 2s, at: 1s }',
    ];
    const { faults: parsed } = scenario(`${GOOD}faults: [${faults.join(', ')}]\n`);
    expect(parsed.map(({ number, text }) => `${number} ${text}`)).toEqual([
      '1 crash c1, restart it 20s later when it has written the effect of t-0@7',
      '2 pause c2 for 15s at 12s',
      '3 pause api-1 for 1s when c3 has written its 12th effect',
      '4 drop one response of OffsetCommit between c1 and broker-1 at 5s',
      '5 isolate c1 and c2 from broker-1 for 1m at 0s',
      '6 database unavailable for 2s at 1s',
    ]);
  });

  it('takes anchors and aliases', () => {
    const text = GOOD.replace('{ requests: 100 }', '&some { requests: 100 }\n  - *some');
    const { workload } = scenario(text);
    expect(workload).toHaveLength(2);
    expect(workload[1]).toEqual(workload[0]);
  });

  it('ignores a byte order mark', () => {
    expect(scenario(`\uFEFF${GOOD}`)).toEqual(scenario(GOOD));
    expect(problems(`\uFEFFtitel: x`)).toContain(
      'a.yaml:1:1: titel: unknown key "titel"; did you mean "title"?',
    );
  });

  it('warns of configs that the simulator does not act on', () => {
    const result = parseScenario(`${GOOD}cluster: { config: { num.io.threads: 4 } }\n`, 'a.yaml');
    expect('warnings' in result ? result.warnings.map(formatProblem) : []).toEqual([
      'a.yaml:10:39: cluster.config."num.io.threads": Kafka knows num.io.threads, but the simulator does not act on it',
    ]);
  });

  it('reports everything that is wrong with a file at once, in its order', () => {
    const text = GOOD.replace('partitions: 3', 'partitons: 3')
      .replace('stock: 30', 'stock: -1')
      .replace('consumers: 3', 'consumers: 0')
      .replace('requests: 100', 'requests: 100, coupons: 2');
    expect(problems(text)).toEqual([
      'a.yaml:3:6: topics.t.partitions: "partitions" is missing',
      'a.yaml:3:8: topics.t.partitons: unknown key "partitons"; did you mean "partitions"?',
      'a.yaml:5:15: coupons.1.stock: is "-1"; write a whole number from 0 to 1000000000',
      'a.yaml:7:19: groups.g.consumers: is "0"; write a whole number from 1 to 1000',
      'a.yaml:9:30: workload[0].coupons[0]: unknown coupon "2"; declared: 1',
    ]);
  });
});

describe('parseScenario refuses', () => {
  it.each([
    ['an empty file', '', 'a.yaml:1:1: the file is empty; a scenario begins with "title:"'],
    ['a comment alone', '# x\n', 'a.yaml:1:1: the file is empty; a scenario begins with "title:"'],
    ['a text', 'hello', 'a.yaml:1:1: is "hello"; write a map of keys and values'],
    ['a list', '- a', 'a.yaml:1:1: is a list; write a map of keys and values'],
    [
      'a second document',
      `${GOOD}---\n${GOOD}`,
      'a.yaml:10:1: a second document begins here; a file holds one scenario',
    ],
    [
      'a tab',
      'title: x\ntopics:\n\tt: {}',
      'a.yaml:3:1: a tab is not allowed as indentation; use spaces',
    ],
    ['an equal key', 'title: x\ntitle: y', 'a.yaml:2:1: the key "title" is here twice'],
    [
      'an alias of nothing',
      'title: *x',
      'a.yaml:1:8: the alias *x repeats nothing: no &x ends before it',
    ],
    [
      'an alias of itself',
      'title: &x [*x]',
      'a.yaml:1:12: the alias *x repeats nothing: no &x ends before it',
    ],
    ['a tag', 'title: !!binary x', 'a.yaml:1:8: tags (!name) have no meaning in a scenario'],
    ['a key that is no text', 'title: x\n? [a]\n: b', 'a.yaml:2:3: a key must be text, is a list'],
    [
      'a control character',
      'title: "a\u0007"',
      'a.yaml:1:10: the character U+0007 is not allowed in YAML',
    ],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toContain(expected);
  });

  it('brackets that never end, however many', () => {
    expect(problems('['.repeat(50_000)).length).toBeGreaterThan(0);
  });

  it('aliases that would fill the memory', () => {
    const lines = ['title: x', 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++) {
      const items = Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ');
      lines.push(`a${level}: &a${level} [${items}]`);
    }
    expect(problems(lines.join('\n'))[0]).toContain('aliases repeat more than 2000000 values');
  });

  it.each([
    [
      'requests: 100',
      'requests: NaN',
      'workload[0].requests: is "NaN"; write a whole number from 0 to 10000000',
    ],
    [
      'requests: 100',
      'requests: -3',
      'workload[0].requests: is "-3"; write a whole number from 0 to 10000000',
    ],
    ['requests: 100', 'requests: 1.5', 'workload[0].requests: is "1.5"; write a whole number'],
    [
      'requests: 100',
      'requests: "100"',
      'workload[0].requests: "100" is text; write the number without quotes',
    ],
    ['requests: 100', `requests: ${'9'.repeat(400)}`, 'workload[0].requests: is "999'],
    [
      'requests: 100',
      'requests: 9, over: 5',
      'workload[0].over: "5" has no unit; write 5ms, 5s or another of us, ms, s, m, h',
    ],
    ['requests: 100', 'requests: 9, over: -5s', 'workload[0].over: "-5s" must not be negative'],
    [
      'requests: 100',
      'requests: 9, over: 5sec',
      'workload[0].over: "5sec" has the unknown unit "sec"',
    ],
    [
      'requests: 100',
      'requests: 9, over: 9999h',
      'workload[0].over: "9999h" is longer than 365 days',
    ],
    [
      'requests: 100',
      'requests: 9, at: 1s, from: 1s',
      'workload[0].from: "at" and "from" exclude each other',
    ],
    [
      'requests: 100',
      'requests: 9, arrival: poisson',
      'workload[0].arrival: poisson arrival needs "over"',
    ],
    [
      'requests: 100',
      'requests: 9, topic: tt',
      'workload[0].topic: unknown topic "tt"; declared: t',
    ],
    [
      'requests: 100',
      'requests: 9, producers: [api-2]',
      'workload[0].producers[0]: unknown producer "api-2"; declared: api-1; did you mean "api-1"?',
    ],
    [
      'requests: 100',
      'requests: 9, users: distnct',
      'workload[0].users: "distnct" is not a choice of users',
    ],
    [
      'requests: 100',
      'requests: 9, coupons: { hot: 1, others: [3..1] }',
      'workload[0].coupons.others[0]: "3..1" is not a range of ids',
    ],
    [
      '{ requests: 100 }',
      '{ records: [{ value: x, partition: 3 }] }',
      'workload[0].records[0].partition: there is no partition 3: t has the partitions 0 to 2',
    ],
    [
      '{ requests: 100 }',
      '{ count: 100 }',
      'workload[0]: is not a workload: it needs one of the keys requests, records, coupon, user, request',
    ],
    [
      'partitions: 3',
      'partitions: 10001',
      'topics.t.partitions: is "10001"; write a whole number from 1 to 10000',
    ],
    [
      'partitions: 3',
      'partitions: 3, replicationFactor: 2',
      'topics.t.replicationFactor: 2 copies need as many brokers; there is only 1 broker',
    ],
    [
      'partitions: 3',
      'partitions: 3, key: coupon',
      'topics.t.key: is "coupon"; allowed: couponId, couponId:userId, userId, none',
    ],
    [
      'partitions: 3',
      'partitions: 3, config: { min.insync.replica: 1 }',
      'a topic has no config "min.insync.replica"; did you mean "min.insync.replicas"?',
    ],
    ['  t:', '  "a b":', 'topics."a b": "a b" is not a name for a topic in Kafka'],
    [
      'consumers: 3',
      'consumers: 1001',
      'groups.g.consumers: is "1001"; write a whole number from 1 to 1000',
    ],
    [
      'consumers: 3',
      'consumers: [c1, c1]',
      'there are two consumers "c1"; give each a name of its own',
    ],
    [
      'consumers: 3',
      'consumers: [broker-1]',
      'groups.g.consumers[0]: "broker-1" is the name of a broker; choose another',
    ],
    [
      'consumers: 3',
      'consumers: 3, bug: no-dedup',
      'groups.g.bug: is "no-dedup"; allowed: no-dedupe',
    ],
    [
      'consumers: 3',
      'consumers: 3, deadLetterTopic: t',
      'groups.g.deadLetterTopic: the group reads t itself',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { acks: all }',
      'groups.g.config.acks: a consumer has no config "acks"',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { session.timeout.ms: 5000 }',
      'session.timeout.ms=5000 is not allowed by the brokers; allowed: 6000 to 1800000',
    ],
    [
      'consumers: 3',
      'consumers: { c1: { config: { session.timeout.ms: 2000000 } } }',
      'groups.g.consumers.c1.config."session.timeout.ms": session.timeout.ms=2000000',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { heartbeat.interval.ms: 45000 }',
      'groups.g.config."heartbeat.interval.ms": "45000" is not allowed; it must be less than session.timeout.ms=45000',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { enable.auto.commit: true }',
      'groups.g.config."enable.auto.commit": true contradicts "commit: batch-sync"',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { group.id: x }',
      'groups.g.config."group.id": is the name of the group in this file; leave it out',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { max.poll.records: }',
      'groups.g.config."max.poll.records": is nothing; write the value as in a properties file',
    ],
  ])('%j -> %j', (from, to, expected) => {
    expect(spoiled(from, to).join('\n')).toContain(expected);
  });

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
      'faults[0].between: is empty; write at least 2 items',
    ],
    [
      '{ drop: request of Fetch, between: [api-1, broker-1], at: 1s }',
      'faults[0].drop: api-1 is a producer and never sends Fetch',
    ],
    [
      '{ isolate: c1, from: [c1, broker-1], for: 1s, at: 1s }',
      'faults[0].from[0]: "c1" cannot be on both sides',
    ],
    ['{ store: slow, at: 1s }', 'faults[0].by: "by" is missing'],
    ['{ store: unavailable, by: 1s, at: 1s }', 'faults[0].by: "by" belongs to "store: slow" only'],
    [
      '{ addPartitions: t, to: 3, at: 1s }',
      'faults[0].to: t has 3 partitions already; they can only become more',
    ],
    [
      '{ crsh: c1, at: 1s }',
      'faults[0]: is not a fault: it needs one of the keys crash, pause, leave',
    ],
  ])('the fault %s', (fault, expected) => {
    const found = problems(`${GOOD}faults:\n  - ${fault}\n`).join('\n');
    expect(found).toContain(expected);
    expect(found).toMatch(/^a\.yaml:11:/);
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

  it.each([
    ['issued: { 2: 1 }', 'expect.issued.2: unknown coupon "2"; declared: 1'],
    ['issued: { 1: about 3 }', 'expect.issued.1: "about 3" is not an amount'],
    ['issued: { 1: 5..3 }', 'expect.issued.1: "5..3" has its lower end above its upper end'],
    ['handled: { c4: 1 }', 'expect.handled.c4: unknown consumer "c4"'],
    ['holds: [never oversould]', 'did you mean "never oversold"?'],
    [
      'holds: drained, violates: drained',
      'expect.violates[0]: "drained" cannot both hold and be violated',
    ],
    ['partitions: { u: {} }', 'expect.partitions.u: unknown topic "u"'],
    ['partitions: { t: { 3: {} } }', 'expect.partitions.t.3: there is no partition 3'],
    [
      'partitions: { t: { x: {} } }',
      'expect.partitions.t.x: "x" is not a partition; write its number',
    ],
    [
      'partitions: { t: { 0: { endOffset: 3, committedOffset: 2, lag: 0 } } }',
      'lag is endOffset less committedOffset, here 1, not 0',
    ],
  ])('the expectation %s', (expectation, expected) => {
    expect(problems(`${GOOD}expect: { ${expectation} }\n`).join('\n')).toContain(expected);
  });

  it('facts about commits where not exactly one group reads the topic', () => {
    const text = GOOD.replace('groups:', 'groups:\n  h: { consumers: [d1] }');
    expect(problems(`${text}expect: { partitions: { t: { 0: { lag: 0 } } } }\n`)).toEqual([
      'a.yaml:11:42: expect.partitions.t.0.lag: exactly one group must read the topic for this to have a meaning; 2 do',
    ]);
  });

  it.each([
    [
      '{ acks: 1, enable.idempotence: true }',
      'producers.api-1.config.acks: "1" is not allowed; with enable.idempotence=true it must be all',
    ],
    [
      '{ linger: 5 }',
      'producers.api-1.config.linger: a producer has no config "linger"; did you mean "linger.ms"?',
    ],
    [
      '{ linger.ms: 5ms }',
      'producers.api-1.config."linger.ms": "5ms" is not allowed; allowed: a whole number, at least 0',
    ],
    ['{ transactional.id: x }', 'producers.api-1.config."transactional.id"'],
  ])('the producer config %s', (config, expected) => {
    const found = problems(`${GOOD}producers: { api-1: { config: ${config} } }\n`);
    expect(found.join('\n')).toContain(expected);
  });

  it('a name that two processes have', () => {
    expect(problems(`${GOOD}producers: [c1]\n`)).toEqual([
      'a.yaml:10:12: producers.c1: there are two processes "c1"; give each a name of its own',
    ]);
  });

  it('what must be said where there are several topics', () => {
    expect(spoiled('  t:', '  u: { partitions: 1 }\n  t:')).toEqual([
      'a.yaml:8:6: groups.g.topics: "topics" is missing, and there are several to choose from',
      'a.yaml:10:5: workload[0].topic: "topic" is missing, and there are several to choose from',
    ]);
  });
});
