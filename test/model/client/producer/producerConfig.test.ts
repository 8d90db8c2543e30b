import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../../src/model/configKey.ts';
import { parseProducerConfig } from '../../../../src/model/client/producer/producerConfig.ts';
import { PRODUCER_CONFIG_KEYS } from '../../../../src/model/client/producer/producerConfigKeys.ts';

/** The key that is refused; null: none. */
function refusedKey(config: Record<string, string>): string | null {
  try {
    parseProducerConfig(config);
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error.key;
    throw error;
  }
}

describe('parseProducerConfig', () => {
  it('has the defaults of Kafka 4.3', () => {
    expect(parseProducerConfig({})).toEqual({
      acks: -1,
      batchSize: 16384,
      bufferMemory: 33554432,
      clientId: '',
      deliveryTimeoutMs: 120000,
      enableIdempotence: true,
      lingerMs: 5,
      maxBlockMs: 60000,
      maxInFlightRequestsPerConnection: 5,
      maxRequestSize: 1048576,
      metadataMaxAgeMs: 300000,
      partitioner: 'built-in',
      partitionerAdaptivePartitioningEnable: true,
      partitionerAvailabilityTimeoutMs: 0,
      partitionerIgnoreKeys: false,
      reconnectBackoffMs: 50,
      reconnectBackoffMaxMs: 1000,
      requestTimeoutMs: 30000,
      retries: 2147483647,
      retryBackoffMs: 100,
      retryBackoffMaxMs: 1000,
    });
  });

  it('turns idempotence off in silence where it cannot be had and was not asked for', () => {
    expect(parseProducerConfig({ acks: '1' }).enableIdempotence).toBe(false);
    expect(parseProducerConfig({ acks: '0' }).enableIdempotence).toBe(false);
    expect(parseProducerConfig({ retries: '0' }).enableIdempotence).toBe(false);
    expect(parseProducerConfig({ acks: '-1' }).enableIdempotence).toBe(true);
    expect(parseProducerConfig({ 'enable.idempotence': 'false' }).enableIdempotence).toBe(false);
  });

  it('refuses what contradicts an explicit enable.idempotence', () => {
    const explicit = { 'enable.idempotence': 'true' };
    expect(refusedKey(explicit)).toBe(null);
    expect(refusedKey({ ...explicit, acks: '1' })).toBe('acks');
    expect(refusedKey({ ...explicit, retries: '0' })).toBe('retries');
    expect(refusedKey({ ...explicit, retries: '0', acks: '1' })).toBe('retries');
  });

  it('refuses more than five requests in flight while idempotence is on, asked for or not', () => {
    const key = 'max.in.flight.requests.per.connection';
    expect(refusedKey({ [key]: '6' })).toBe(key);
    expect(refusedKey({ [key]: '6', acks: '1' })).toBe(key);
    expect(refusedKey({ [key]: '6', 'enable.idempotence': 'false' })).toBe(null);
    expect(refusedKey({ [key]: '0' })).toBe(key);
  });

  it('raises the default delivery timeout, and refuses an explicit one that is too short', () => {
    expect(parseProducerConfig({ 'linger.ms': '100000' }).deliveryTimeoutMs).toBe(130000);
    const tooShort = { 'delivery.timeout.ms': '1004', 'request.timeout.ms': '1000' };
    expect(refusedKey(tooShort)).toBe('delivery.timeout.ms');
    expect(refusedKey({ ...tooShort, 'delivery.timeout.ms': '1005' })).toBe(null);
  });

  it('lets an explicit reconnect backoff without a maximum not grow', () => {
    expect(parseProducerConfig({ 'reconnect.backoff.ms': '20' }).reconnectBackoffMaxMs).toBe(20);
    const both = { 'reconnect.backoff.ms': '20', 'reconnect.backoff.max.ms': '500' };
    expect(parseProducerConfig(both).reconnectBackoffMaxMs).toBe(500);
  });

  it('knows the partitioner classes of Kafka', () => {
    const name = 'org.apache.kafka.clients.producer.RoundRobinPartitioner';
    expect(parseProducerConfig({ 'partitioner.class': name }).partitioner).toBe('round-robin');
    expect(refusedKey({ 'partitioner.class': 'com.example.Mine' })).toBe('partitioner.class');
  });

  it('refuses values out of range, unknown keys and transactions', () => {
    expect(refusedKey({ 'linger.ms': '-1' })).toBe('linger.ms');
    expect(refusedKey({ 'batch.size': '16k' })).toBe('batch.size');
    expect(refusedKey({ 'batch.size': '2147483648' })).toBe('batch.size');
    expect(refusedKey({ acks: '2' })).toBe('acks');
    expect(refusedKey({ 'lingr.ms': '1' })).toBe('lingr.ms');
    expect(refusedKey({ 'transactional.id': 'x' })).toBe('transactional.id');
    expect(refusedKey({ 'compression.type': 'gzip' })).toBe(null);
  });

  it('names each key once and reads every default of its table', () => {
    const names = PRODUCER_CONFIG_KEYS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const defaults = PRODUCER_CONFIG_KEYS.filter(
      (key) => key.modelled && key.defaultValue !== null,
    );
    const spelledOut = Object.fromEntries(
      defaults.map(({ name, defaultValue }) => [name, defaultValue!]),
    );
    expect(parseProducerConfig(spelledOut)).toEqual(parseProducerConfig({}));
  });
});
