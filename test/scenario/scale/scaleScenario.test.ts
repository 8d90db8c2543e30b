import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFile } from '../../../src/cli/loadScenario.ts';
import { consumerConfigOf, producerConfigOf } from '../../../src/scenario/clientConfigs.ts';
import { chooseTimeScale } from '../../../src/scenario/scale/chooseTimeScale.ts';
import { scaleScenario } from '../../../src/scenario/scale/scaleScenario.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { parseBrokerConfig } from '../../../src/model/broker/brokerConfig.ts';

const SCENARIOS = join(import.meta.dirname, '..', '..', '..', 'scenarios');

async function shipped(name: string): Promise<Scenario> {
  const parsed = await loadFile(join(SCENARIOS, `${name}.yaml`));
  if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
  return parsed.scenario;
}

const names = readdirSync(SCENARIOS)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace('.yaml', ''));

describe('scaleScenario', () => {
  it('multiplies sessions, heartbeats, starts, service, workload, faults and quiet', async () => {
    const whole = await shipped('rebalance');
    const scaled = scaleScenario(whole, 0.5);
    const group = scaled.groups[0]!;
    const config = consumerConfigOf(group.consumers[0]!, group);
    expect(config.sessionTimeoutMs).toBe(5000);
    expect(config.heartbeatIntervalMs).toBe(250);
    expect(config.maxPollIntervalMs).toBe(150_000);
    expect(group.consumers.map(({ startUs }) => startUs)).toEqual([0, 0, 5_500_000]);
    expect(group.serviceTime).toEqual({ minUs: 20_000, maxUs: 40_000 });
    expect(scaled.workload[0]).toMatchObject({ fromUs: 5_000_000, overUs: 2_000_000, count: 240 });
    expect(scaled.faults[0]!.action).toMatchObject({ type: 'crash', restartAfterUs: 10_000_000 });
    expect(scaled.faults[0]!.text).toContain('restart it 10s later');
    expect(scaled.quiet.withinUs).toBe(whole.quiet.withinUs / 2);
  });

  it("shrinks Kafka's defaults too, and the limits of the brokers with them", async () => {
    const scaled = scaleScenario(await shipped('practice-1-same-coupon'), 0.1);
    const group = scaled.groups[0]!;
    expect(consumerConfigOf(group.consumers[0]!, group).sessionTimeoutMs).toBe(4500);
    const { groupCoordinator } = parseBrokerConfig(scaled.cluster.config);
    expect(groupCoordinator.minSessionTimeoutMs).toBe(600);
    expect(groupCoordinator.initialRebalanceDelayUs).toBe(300_000);
  });

  it('leaves what a real cluster decides: latencies, backoffs, counts, sizes', async () => {
    const whole = await shipped('rebalance');
    const scaled = scaleScenario(whole, 0.1);
    expect(scaled.cluster.latency).toEqual(whole.cluster.latency);
    expect(scaled.store).toEqual(whole.store);
    const group = scaled.groups[0]!;
    const config = consumerConfigOf(group.consumers[0]!, group);
    expect(config.maxPollRecords).toBe(10);
    expect(config.fetchMaxWaitMs).toBe(500);
    expect(producerConfigOf(scaled.producers[0]!).lingerMs).toBe(5);
  });

  it('goes no lower than a real cluster can, and makes nothing longer', async () => {
    const scaled = scaleScenario(await shipped('rebalance'), 0.001);
    const group = scaled.groups[0]!;
    const config = consumerConfigOf(group.consumers[0]!, group);
    expect(config.sessionTimeoutMs).toBe(1000);
    expect(config.heartbeatIntervalMs).toBe(100);
    expect(parseBrokerConfig(scaled.cluster.config).brokerSessionTimeoutUs).toBe(2_000_000);
  });

  it('says nothing of sessions to members under KIP-848: the brokers decide them', async () => {
    const scaled = scaleScenario(await shipped('consumer-protocol-join'), 0.2);
    expect(scaled.groups[0]!.config).not.toHaveProperty('session.timeout.ms');
    const { groupCoordinator } = parseBrokerConfig(scaled.cluster.config);
    expect(groupCoordinator.consumerSessionTimeoutUs).toBe(9_000_000);
    expect(groupCoordinator.consumerHeartbeatIntervalMs).toBe(1000);
  });

  it('with the scale 1 is the scenario itself', async () => {
    const whole = await shipped('zombie');
    expect(scaleScenario(whole, 1)).toBe(whole);
  });

  it.each(names)(
    '%s, scaled as it is by default, is still a scenario that Kafka takes',
    async (name) => {
      const whole = await shipped(name);
      const scale = chooseTimeScale(whole);
      const scaled = scaleScenario(whole, scale);
      expect(scale).toBeGreaterThan(0);
      expect(scale).toBeLessThanOrEqual(1);
      const { groupCoordinator } = parseBrokerConfig(scaled.cluster.config);
      for (const group of scaled.groups) {
        for (const consumer of group.consumers) {
          const config = consumerConfigOf(consumer, group);
          if (config.groupProtocol !== 'classic') continue;
          expect(config.sessionTimeoutMs).toBeGreaterThanOrEqual(3000);
          expect(config.sessionTimeoutMs).toBeGreaterThanOrEqual(
            groupCoordinator.minSessionTimeoutMs,
          );
        }
      }
      for (const producer of scaled.producers) producerConfigOf(producer);
    },
  );
});
