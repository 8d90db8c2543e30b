import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../src/calibrate/calibrate.ts';
import { ROUND_TRIPS } from '../../../src/scenario/latency/latencyProfile.ts';
import { eventually } from '../../adapters/kafka/eventually.ts';
import { newClient, startTestKafka } from '../kafka/startTestKafka.ts';
import { KAFKA_CACHE, whyNoKafka } from '../kafka/usableKafka.ts';

const missing = await whyNoKafka();

describe.skipIf(missing !== null)('calibrate', () => {
  it('measures a real broker and a real database', { timeout: 120_000 }, async () => {
    const samples = 100;
    const steps: string[] = [];
    const measured = await calibrate({
      samples,
      runningIn: null,
      postgresUrl: null,
      cacheFolder: KAFKA_CACHE,
      signal: new AbortController().signal,
      onProgress: (step) => steps.push(step),
    });
    const { roundTrip, store } = measured;
    for (const name of ROUND_TRIPS) {
      const { quantilesUs } = roundTrip[name];
      expect(roundTrip[name].samples, name).toBeGreaterThanOrEqual(samples);
      expect(quantilesUs, name).toEqual([...quantilesUs].sort((a, b) => a - b));
      expect(quantilesUs[0], name).toBeGreaterThan(0);
    }
    expect(store.statement.samples).toBe(4 * samples);
    expect(store.commit.samples).toBe(samples);
    expect(measured.database).toMatch(/^PostgreSQL \d+/);
    expect(steps).toContain('Measuring PostgreSQL');
  });

  it('measures the Kafka that runs, and leaves nothing there', { timeout: 120_000 }, async () => {
    const test = await startTestKafka({ brokers: 3 });
    try {
      const { bootstrap, dataFolder } = test.kafka;
      const steps: string[] = [];
      const measured = await calibrate({
        samples: 20,
        runningIn: dataFolder,
        postgresUrl: null,
        cacheFolder: KAFKA_CACHE,
        signal: new AbortController().signal,
        onProgress: (step) => steps.push(step),
      });
      expect(steps[0]).toBe(`Measuring the Kafka that runs with ${dataFolder}`);
      expect(measured.brokers).toBe(3);
      for (const name of ROUND_TRIPS)
        expect(measured.roundTrip[name].samples, name).toBeGreaterThanOrEqual(20);
      const admin = newClient(bootstrap).admin();
      await admin.connect();
      expect((await admin.listGroups()).groups).toEqual([]);
      await eventually('the topic is gone', async () => {
        return (await admin.listTopics()).every((topic) => topic.startsWith('__'));
      });
      await admin.disconnect();
      expect(test.unexpectedlyDown).toEqual([]);
    } finally {
      await test.dispose();
    }
  });

  it('ends when it is called off, before it has begun', async () => {
    const aborted = AbortSignal.abort();
    const onProgress = (): void => {};
    const run = calibrate({
      samples: 100,
      runningIn: null,
      postgresUrl: null,
      cacheFolder: KAFKA_CACHE,
      signal: aborted,
      onProgress,
    });
    await expect(run).rejects.toThrow();
  });
});
