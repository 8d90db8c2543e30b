import { describe, expect, it } from 'vitest';
import { brokerConfigFor } from '../../src/replay/brokerConfigFor.ts';
import type { KafkaConfig } from '../../src/scenario/scenario.ts';
import { GOOD, scenario } from '../scenario/smallScenario.ts';

function settings(config: KafkaConfig): ReturnType<typeof brokerConfigFor> {
  const whole = scenario(GOOD);
  return brokerConfigFor({ ...whole, cluster: { ...whole.cluster, config } });
}

describe('brokerConfigFor', () => {
  it("means Kafka's defaults where the scenario says nothing, not the lab's short ones", () => {
    const { sessions, config } = settings({});
    expect(config['group.initial.rebalance.delay.ms']).toBe('3000');
    expect(sessions).toEqual({
      brokerSessionTimeoutMs: 9000,
      brokerHeartbeatIntervalMs: 2250,
      groupMinSessionTimeoutMs: 6000,
      consumerGroupSessionTimeoutMs: 45_000,
      consumerGroupHeartbeatIntervalMs: 5000,
    });
  });

  it('hands on what the scenario says', () => {
    const { config } = settings({
      'group.initial.rebalance.delay.ms': '100',
      'replica.lag.time.max.ms': '1000',
    });
    expect(config).toMatchObject({
      'group.initial.rebalance.delay.ms': '100',
      'replica.lag.time.max.ms': '1000',
    });
  });

  it('keeps brokers of a small machine from fencing each other', () => {
    const { sessions, config } = settings({ 'broker.session.timeout.ms': '500' });
    expect(sessions.brokerSessionTimeoutMs).toBe(2000);
    expect(config['broker.session.timeout.ms']).toBe('2000');
  });
});
