import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../../src/model/configKey.ts';
import { parseConsumerConfig } from '../../../../src/model/client/consumer/consumerConfig.ts';
import { CONSUMER_CONFIG_KEYS } from '../../../../src/model/client/consumer/consumerConfigKeys.ts';

function refused(config: Record<string, string>): string {
  try {
    parseConsumerConfig({ 'group.id': 'g', ...config });
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.allowed).not.toBe('');
    return error.key;
  }
}

describe('parseConsumerConfig', () => {
  it("has Kafka 4.3.1's defaults", () => {
    expect(parseConsumerConfig({ 'group.id': 'g' })).toEqual({
      groupId: 'g',
      groupInstanceId: null,
      groupProtocol: 'classic',
      groupRemoteAssignor: null,
      clientId: 'consumer-g-1',
      sessionTimeoutMs: 45_000,
      heartbeatIntervalMs: 3000,
      maxPollIntervalMs: 300_000,
      maxPollRecords: 500,
      partitionAssignmentStrategy: ['range', 'cooperative-sticky'],
      enableAutoCommit: true,
      autoCommitIntervalMs: 5000,
      autoOffsetReset: { type: 'latest' },
      isolationLevel: 'read_uncommitted',
      fetchMinBytes: 1,
      fetchMaxWaitMs: 500,
      fetchMaxBytes: 52_428_800,
      maxPartitionFetchBytes: 1_048_576,
      requestTimeoutMs: 30_000,
      defaultApiTimeoutMs: 60_000,
      retryBackoffMs: 100,
      retryBackoffMaxMs: 1000,
      reconnectBackoffMs: 50,
      reconnectBackoffMaxMs: 1000,
      metadataMaxAgeMs: 300_000,
    });
  });

  it('takes assignors by class or by short name, with or without brackets', () => {
    const strategy = (text: string): readonly string[] =>
      parseConsumerConfig({ 'group.id': 'g', 'partition.assignment.strategy': text })
        .partitionAssignmentStrategy;
    expect(strategy('org.apache.kafka.clients.consumer.StickyAssignor, range')).toEqual([
      'sticky',
      'range',
    ]);
    expect(strategy('[cooperative-sticky]')).toEqual(['cooperative-sticky']);
  });

  it.each([
    [{ 'heartbeat.interval.ms': '45000' }, 'heartbeat.interval.ms'],
    [{ 'session.timeout.ms': '3000' }, 'heartbeat.interval.ms'],
    [{ 'session.timeout.ms': '10s' }, 'session.timeout.ms'],
    [{ 'max.poll.records': '0' }, 'max.poll.records'],
    [{ 'max.poll.interval.ms': '2147483648' }, 'max.poll.interval.ms'],
    [{ 'enable.auto.commit': 'yes' }, 'enable.auto.commit'],
    [{ 'auto.offset.reset': 'smallest' }, 'auto.offset.reset'],
    [{ 'partition.assignment.strategy': 'range,range' }, 'partition.assignment.strategy'],
    [{ 'partition.assignment.strategy': '' }, 'partition.assignment.strategy'],
    [{ 'partition.assignment.strategy': 'fair' }, 'partition.assignment.strategy'],
    [{ 'isolation.level': 'serializable' }, 'isolation.level'],
    [{ 'group.protocol': 'share' }, 'group.protocol'],
    [{ 'group.instance.id': '' }, 'group.instance.id'],
    [{ 'group.protocol': 'consumer', 'session.timeout.ms': '10000' }, 'session.timeout.ms'],
    [{ 'group.remote.assignor': 'range' }, 'group.remote.assignor'],
    [{ 'linger.ms': '5' }, 'linger.ms'],
  ])('refuses %j', (config, key) => {
    expect(refused(config as unknown as Record<string, string>)).toBe(key);
  });

  it('without group.id auto-commit is off, and cannot be switched on', () => {
    expect(parseConsumerConfig({}).enableAutoCommit).toBe(false);
    expect(() => parseConsumerConfig({ 'enable.auto.commit': 'true' })).toThrow(ConfigError);
  });

  it('lets reconnect.backoff.ms alone set the maximum too', () => {
    expect(parseConsumerConfig({ 'reconnect.backoff.ms': '2000' }).reconnectBackoffMaxMs).toBe(
      2000,
    );
  });

  it('accepts every default of its own table', () => {
    for (const { name, defaultValue } of CONSUMER_CONFIG_KEYS) {
      if (defaultValue === null || name.startsWith('group.')) continue;
      expect(refused({ [name]: defaultValue }), name).toBe('accepted');
    }
    expect(new Set(CONSUMER_CONFIG_KEYS.map(({ name }) => name)).size).toBe(
      CONSUMER_CONFIG_KEYS.length,
    );
  });
});
