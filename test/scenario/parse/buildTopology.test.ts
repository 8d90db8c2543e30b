import { describe, expect, it } from 'vitest';
import { GOOD, problems, spoiled } from '../smallScenario.ts';

describe('topics, groups and producers', () => {
  it.each([
    [
      'partitions: 3',
      'partitions: 10001',
      'topics.t.partitions: is "10001"; write a whole number from 1 to 10000',
    ],
    [
      'partitions: 3',
      'partitions: 3, replicationFactor: 2',
      'topics.t.replicationFactor: 2 copies need as many brokers; there is only 1 broker',
    ],
    [
      'partitions: 3',
      'partitions: 3, key: coupon',
      'topics.t.key: is "coupon"; allowed: couponId, couponId:userId, userId, none',
    ],
    [
      'partitions: 3',
      'partitions: 3, config: { min.insync.replica: 1 }',
      'a topic has no config "min.insync.replica"; did you mean "min.insync.replicas"?',
    ],
    ['  t:', '  "a b":', 'topics."a b": "a b" is not a name for a topic in Kafka'],
    [
      'consumers: 3',
      'consumers: 1001',
      'groups.g.consumers: is "1001"; write a whole number from 1 to 1000',
    ],
    [
      'consumers: 3',
      'consumers: [c1, c1]',
      'there are two consumers "c1"; give each a name of its own',
    ],
    [
      'consumers: 3',
      'consumers: [broker-1]',
      'groups.g.consumers[0]: "broker-1" is the name of a broker; choose another',
    ],
    [
      'consumers: 3',
      'consumers: 3, bug: no-dedup',
      'groups.g.bug: is "no-dedup"; allowed: no-dedupe',
    ],
    [
      'consumers: 3',
      'consumers: 3, deadLetterTopic: t',
      'groups.g.deadLetterTopic: the group reads t itself',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { acks: all }',
      'groups.g.config.acks: a consumer has no config "acks"',
    ],
    [
      'consumers: 3',
      'consumers: { c1: {}, c2: { config: { partition.assignment.strategy: roundrobin } } }',
      'groups.g.consumers.c2.config."partition.assignment.strategy": c2 has roundrobin; c1 has ' +
        'range, cooperative-sticky: without a common assignor the coordinator refuses c2 ' +
        '(INCONSISTENT_GROUP_PROTOCOL)',
    ],
    [
      'consumers: 3',
      'config: { partition.assignment.strategy: range }, consumers: { c1: {}, c2: {}, ' +
        'c3: { config: { partition.assignment.strategy: cooperative-sticky } } }',
      'c3 has cooperative-sticky; c1, c2 share range: without a common assignor',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { session.timeout.ms: 5000 }',
      'session.timeout.ms=5000 is not allowed by the brokers; allowed: 6000 to 1800000',
    ],
    [
      'consumers: 3',
      'consumers: { c1: { config: { session.timeout.ms: 2000000 } } }',
      'groups.g.consumers.c1.config."session.timeout.ms": session.timeout.ms=2000000',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { heartbeat.interval.ms: 45000 }',
      'groups.g.config."heartbeat.interval.ms": "45000" is not allowed; ' +
        'it must be less than session.timeout.ms=45000',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { enable.auto.commit: true }',
      'groups.g.config."enable.auto.commit": true contradicts "commit: batch-sync"',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { group.id: x }',
      'groups.g.config."group.id": is the name of the group in this file; leave it out',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { max.poll.records: }',
      'groups.g.config."max.poll.records": is nothing; write the value as in a properties file',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { group.protocol: consumer, group.remote.assignor: fair }',
      'groups.g.config."group.remote.assignor": the brokers have no assignor fair; ' +
        'allowed: uniform, range (group.consumer.assignors)',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { group.protocol: consumer, session.timeout.ms: 9000 }',
      'groups.g.config."session.timeout.ms"',
    ],
    [
      'consumers: 3',
      'consumers: { c1: {}, c2: { config: { group.protocol: consumer } } }',
      'groups.g.consumers.c2.config."group.protocol": c1 uses classic, c2 uses consumer; ' +
        'the simulator does not model a group that changes its protocol',
    ],
    [
      'consumers: 3',
      'consumers: 3, config: { group.instance.id: a }',
      'groups.g.config."group.instance.id": c1 and c2 would be the same static member',
    ],
    [
      'consumers: 3',
      'consumers: { c1: { config: { group.instance.id: a } }, ' +
        'c2: { config: { group.instance.id: a } } }',
      'groups.g.consumers.c2.config."group.instance.id": c1 and c2 would be the same static member',
    ],
    [
      '  t:',
      '  u: { partitions: 10000 }\n  v: { partitions: 9998 }\n  t:',
      'topics.t.partitions: all topics together have more than 20000',
    ],
    ['title: Good', 'title: "a\\nb"', 'title: "a\\nb" has a line break or another control'],
    ['  1: {', '  "a\\tb": {', 'coupons."a\\tb": "a\\tb" has a line break or another control'],
    ['  g: {', '  "g\\e[31m": {', 'has a line break or another control character in it'],
    ['consumers: 3', 'consumers: 3, pollTimeout: 0s', 'pollTimeout: "0s" must be at least 1ms'],
  ])('%j -> %j', (from, to, expected) => {
    expect(spoiled(from, to).join('\n')).toContain(expected);
  });

  it.each([
    [
      '{ acks: 1, enable.idempotence: true }',
      'producers.api-1.config.acks: "1" is not allowed; ' +
        'with enable.idempotence=true it must be all',
    ],
    [
      '{ linger: 5 }',
      'producers.api-1.config.linger: a producer has no config "linger"; did you mean "linger.ms"?',
    ],
    [
      '{ linger.ms: 5ms }',
      'producers.api-1.config."linger.ms": "5ms" is not allowed; ' +
        'allowed: a whole number, at least 0',
    ],
    ['{ transactional.id: x }', 'producers.api-1.config."transactional.id"'],
  ])('the producer config %s', (config, expected) => {
    const found = problems(`${GOOD}producers: { api-1: { config: ${config} } }\n`);
    expect(found.join('\n')).toContain(expected);
  });

  it('a name that two processes have', () => {
    expect(problems(`${GOOD}producers: [c1]\n`)).toEqual([
      'a.yaml:10:13: producers[0]: there are two processes "c1"; give each a name of its own',
    ]);
  });

  it('what must be said where there are several topics', () => {
    expect(spoiled('  t:', '  u: { partitions: 1 }\n  t:')).toEqual([
      'a.yaml:8:6: groups.g.topics: "topics" is missing, and there are several to choose from',
      'a.yaml:10:5: workload[0].topic: "topic" is missing, and there are several to choose from',
    ]);
  });
});
