import { describe, expect, it } from 'vitest';
import { parseBrokerConfig } from '../../../src/model/broker/brokerConfig.ts';
import { ConfigError } from '../../../src/model/configKey.ts';

function refused(config: Record<string, string>): string {
  try {
    parseBrokerConfig(config);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.allowed).not.toBe('');
    return error.key;
  }
}

describe('parseBrokerConfig, group.consumer', () => {
  it("has Kafka 4.3.1's defaults", () => {
    expect(parseBrokerConfig({}).groupCoordinator).toMatchObject({
      consumerSessionTimeoutUs: 45_000_000,
      consumerHeartbeatIntervalMs: 5000,
      consumerAssignmentIntervalMs: 1000,
      consumerMaxSize: 2_147_483_647,
      consumerAssignors: ['uniform', 'range'],
    });
  });

  it('takes values within the limits, and assignors by class or short name', () => {
    const { groupCoordinator } = parseBrokerConfig({
      'group.consumer.min.session.timeout.ms': '6000',
      'group.consumer.session.timeout.ms': '10000',
      'group.consumer.min.heartbeat.interval.ms': '500',
      'group.consumer.heartbeat.interval.ms': '1000',
      'group.consumer.assignment.interval.ms': '0',
      'group.consumer.max.size': '3',
      'group.consumer.assignors': 'org.apache.kafka.coordinator.group.assignor.RangeAssignor',
    });
    expect(groupCoordinator).toMatchObject({
      consumerSessionTimeoutUs: 10_000_000,
      consumerHeartbeatIntervalMs: 1000,
      consumerAssignmentIntervalMs: 0,
      consumerMaxSize: 3,
      consumerAssignors: ['range'],
    });
  });

  it.each([
    [{ 'group.consumer.session.timeout.ms': '44999' }, 'group.consumer.session.timeout.ms'],
    [{ 'group.consumer.session.timeout.ms': '60001' }, 'group.consumer.session.timeout.ms'],
    [{ 'group.consumer.max.session.timeout.ms': '1' }, 'group.consumer.max.session.timeout.ms'],
    [{ 'group.consumer.heartbeat.interval.ms': '4999' }, 'group.consumer.heartbeat.interval.ms'],
    [
      {
        'group.consumer.max.heartbeat.interval.ms': '50000',
        'group.consumer.heartbeat.interval.ms': '45000',
      },
      'group.consumer.heartbeat.interval.ms',
    ],
    [{ 'group.consumer.max.size': '0' }, 'group.consumer.max.size'],
    [{ 'group.consumer.assignors': 'fair' }, 'group.consumer.assignors'],
    [{ 'group.consumer.assignors': '' }, 'group.consumer.assignors'],
  ])('refuses %j', (config, key) => {
    expect(refused(config as unknown as Record<string, string>)).toBe(key);
  });
});
