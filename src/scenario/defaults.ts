/**
 * What a scenario means where it says nothing. Kafka's own defaults are Kafka's: see the config
 * tables.
 */
export const DEFAULTS = {
  seed: 1,
  brokers: 1,
  latency: {
    clientBroker: { minUs: 300, maxUs: 1_200 },
    brokerBroker: { minUs: 200, maxUs: 800 },
  },
  store: {
    statement: { minUs: 200, maxUs: 600 },
    commit: { minUs: 500, maxUs: 1_500 },
    poolSize: 10,
  },
  serviceTime: { minUs: 0, maxUs: 0 },
  pollTimeoutUs: 1_000_000,
  maxAttempts: 10,
  retryBackoffUs: 100_000,
  quietUs: 600_000_000,
} as const;
