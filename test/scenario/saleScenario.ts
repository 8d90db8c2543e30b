import type { GroupSpec, Scenario } from '../../src/scenario/scenario.ts';

const ms = (value: number): number => value * 1000;

/** The group of a small sale: three consumers, a commit after every record. */
export function saleGroup(overrides: Partial<GroupSpec> = {}): GroupSpec {
  return {
    id: 'coupon-issue-group',
    topics: ['coupon-issue-request'],
    application: 'coupon-issuer',
    commit: 'record-sync',
    config: { 'auto.offset.reset': 'earliest', 'enable.auto.commit': 'false' },
    consumers: ['c1', 'c2', 'c3'].map((name) => ({ name, config: {}, startUs: 0 })),
    serviceTime: { minUs: 0, maxUs: 0 },
    pollTimeoutUs: ms(1000),
    maxAttempts: 3,
    retryBackoffUs: ms(100),
    deadLetterTopic: null,
    bug: null,
    ...overrides,
  };
}

/** A sale of 60 requests over three coupons with ten pieces each, on three partitions. */
export function saleScenario(overrides: Partial<Scenario> = {}): Scenario {
  return {
    title: 'a small sale',
    lesson: '',
    path: '',
    seed: 1,
    latencyProfile: null,
    cluster: {
      brokers: 1,
      config: {},
      latency: {
        clientBroker: { minUs: 300, maxUs: 1200 },
        brokerBroker: { minUs: 100, maxUs: 300 },
        handling: [],
        links: [],
      },
    },
    topics: [
      {
        name: 'coupon-issue-request',
        partitions: 3,
        replicationFactor: 1,
        config: {},
        key: 'couponId',
      },
    ],
    coupons: ['1', '2', '3'].map((couponId) => ({ couponId, stock: 10 })),
    store: {
      latency: { statement: { minUs: 500, maxUs: 2000 }, commit: { minUs: 500, maxUs: 2000 } },
      poolSize: 10,
    },
    groups: [saleGroup()],
    producers: [{ name: 'api-1', config: {} }],
    workload: [
      {
        type: 'requests',
        fromUs: ms(4000),
        overUs: ms(1000),
        count: 60,
        arrival: 'poisson',
        topic: 'coupon-issue-request',
        producers: ['api-1'],
        coupons: { ids: ['1', '2', '3'], pick: 'cycle', hotPercent: 0 },
        users: { pick: 'distinct', first: 1, of: 60 },
        sends: 1,
      },
    ],
    faults: [],
    quiet: { withinUs: ms(120_000) },
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
    ...overrides,
  };
}
