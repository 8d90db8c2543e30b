import { describe, expect, it } from 'vitest';
import {
  CLIENT_FEATURES,
  featuresOfGroup,
  featureText,
  hasFeature,
} from '../../../../src/adapters/kafka/client/clientFeature.ts';
import { KAFKA_CLIENT_NAMES } from '../../../../src/adapters/kafka/client/kafkaClient.ts';

const STRATEGY = 'partition.assignment.strategy';

function featuresOf(...configs: Readonly<Record<string, string>>[]): string[] {
  return [...featuresOfGroup(configs)].sort();
}

describe('what clients can do', () => {
  it('is known of each client and each feature', () => {
    const table = CLIENT_FEATURES.map((feature) => {
      const able = KAFKA_CLIENT_NAMES.filter((client) => hasFeature(client, feature));
      return `${feature}: ${able.join(' ')}`;
    });
    expect(table).toEqual([
      'range: kafkajs java confluent',
      'roundrobin: kafkajs java confluent',
      'sticky: java',
      'cooperative-sticky: java confluent',
      'several assignors: java',
      'static membership: java confluent',
      'consumer protocol: java confluent',
      'background heartbeats: java confluent',
      'auto.offset.reset: none: java confluent',
      'auto.offset.reset: by_duration: java',
    ]);
    for (const feature of CLIENT_FEATURES) expect(featureText(feature)).not.toBe('');
  });
});

describe('featuresOfGroup', () => {
  it('finds the assignor that the group uses: the first of the list that all have', () => {
    expect(featuresOf({}, {})).toEqual(['range']);
    expect(featuresOf({ [STRATEGY]: 'sticky, range' })).toEqual(['sticky']);
    const cooperative = 'org.apache.kafka.clients.consumer.CooperativeStickyAssignor';
    expect(featuresOf({ [STRATEGY]: cooperative })).toEqual(['cooperative-sticky']);
  });

  it('needs all assignors where members have different lists, as in a rolling upgrade', () => {
    const upgraded = { [STRATEGY]: 'cooperative-sticky, range' };
    expect(featuresOf({ [STRATEGY]: 'range' }, upgraded)).toEqual([
      'cooperative-sticky',
      'range',
      'several assignors',
    ]);
    expect(featuresOf({ [STRATEGY]: 'range' }, { [STRATEGY]: 'roundrobin' })).toEqual([
      'range',
      'roundrobin',
    ]);
  });

  it('finds static members, the consumer protocol, and unusual resets', () => {
    expect(featuresOf({ 'group.instance.id': 'a' }, {})).toEqual(['range', 'static membership']);
    expect(featuresOf({ 'group.protocol': 'consumer' })).toEqual(['consumer protocol']);
    expect(featuresOf({ 'auto.offset.reset': 'none' })).toContain('auto.offset.reset: none');
    expect(featuresOf({ 'auto.offset.reset': 'by_duration:PT1H' })).toContain(
      'auto.offset.reset: by_duration',
    );
  });

  it('refuses what Kafka would refuse', () => {
    expect(() => featuresOf({ 'session.timeout.ms': 'soon' })).toThrow(/session.timeout.ms: soon/);
  });
});
