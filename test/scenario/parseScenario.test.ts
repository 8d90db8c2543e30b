import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/scenario/parse/problem.ts';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import { GOOD, problems, scenario } from './smallScenario.ts';

const DEFAULT_LATENCY = {
  clientBroker: { minUs: 300, maxUs: 1200 },
  brokerBroker: { minUs: 200, maxUs: 800 },
  handling: [],
  links: [],
};

describe('parseScenario', () => {
  it('fills in everything that a small file leaves out', () => {
    expect(scenario(GOOD)).toEqual({
      title: 'Good',
      lesson: '',
      path: 'a.yaml',
      seed: 1,
      latencyProfile: null,
      cluster: { brokers: 1, config: {}, latency: DEFAULT_LATENCY },
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
        'consumers: 1, config: { session.timeout.ms: 10000, ' +
          'partition.assignment.strategy: [range, sticky] }',
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
      '{ records: [{ key: 1001, value: { orderId: 1001, ' +
        'products: { 102: 1, 101: 2 }, a: [x, "1", ~, true] } }] }',
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

  it('warns of configs that the simulator does not act on', () => {
    const result = parseScenario(`${GOOD}cluster: { config: { num.io.threads: 4 } }\n`, 'a.yaml');
    expect('warnings' in result ? result.warnings.map(formatProblem) : []).toEqual([
      'a.yaml:10:22: cluster.config."num.io.threads": Kafka knows num.io.threads, ' +
        'but the simulator does not act on it',
    ]);
  });

  it('goes on after mistakes that leave the tree as it is', () => {
    const mistakes = [
      'title: again',
      'lesson: !x y',
      'seed: *none',
      'faults: { crash: api-2, at: 1s }',
    ];
    const text = `${GOOD}${mistakes.join('\n')}\n`;
    expect(problems(text)).toEqual([
      'a.yaml:10:1: the key "title" is here twice',
      'a.yaml:11:9: tags (!name) have no meaning in a scenario',
      'a.yaml:12:7: the alias *none repeats nothing: no &none ends before it',
      'a.yaml:13:18: faults.crash: unknown process "api-2"; ' +
        'declared: c1, c2, c3, api-1, broker-1; did you mean "api-1"?',
    ]);
  });

  it('says nothing on several lines, whatever names stand in the file', () => {
    const text = GOOD.replace('  t:', '  "a\\nb\\e[31m":');
    for (const line of problems(text)) expect(line).toMatch(/^a\.yaml:\d+:\d+: [ -~]+$/);
    expect(problems(text).length).toBeGreaterThan(0);
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
      'a.yaml:9:31: workload[0].coupons: unknown coupon "2"; declared: 1',
    ]);
  });
});
