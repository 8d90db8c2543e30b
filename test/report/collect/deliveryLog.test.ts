import { describe, expect, it } from 'vitest';
import type { PartitionDeliveries } from '../../../src/report/collect/deliveryLog.ts';
import { RunScript } from '../../check/runScript.ts';
import { GROUP, TOPIC } from '../../check/scriptHeader.ts';
import { crashScript, zombieScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';

function onlyPartition(script: RunScript): PartitionDeliveries {
  const { deliveries } = scriptPicture(script);
  expect(deliveries).toHaveLength(1);
  return deliveries[0]!;
}

describe('DeliveryCollector', () => {
  it('has one delivery for each record and consumer, with what came of it', () => {
    const log = onlyPartition(crashScript());
    expect(log).toMatchObject({ group: GROUP, topic: TOPIC, partition: 0, total: 7, again: 3 });
    const told = log.deliveries.map(({ offset, consumer, nth, outcome }) => {
      return `${offset} to ${consumer}, no. ${nth}: ${outcome}`;
    });
    expect(told).toEqual([
      '0 to c1, no. 1: ISSUED',
      '1 to c1, no. 1: ISSUED',
      '2 to c1, no. 1: ',
      '3 to c1, no. 1: ',
      '1 to c2, no. 2: DUPLICATE',
      '2 to c2, no. 2: ISSUED',
      '3 to c2, no. 2: ISSUED',
    ]);
  });

  it('ties a redelivery to when its record was handled before, or polled', () => {
    const { deliveries } = onlyPartition(crashScript());
    const of = (offset: number, nth: number) =>
      deliveries.find((one) => one.offset === offset && one.nth === nth)!;
    expect(of(1, 1).beforeUs).toBe(-1);
    expect(of(1, 2).beforeUs).toBe(of(1, 1).startedUs);
    expect(of(2, 1).startedUs).toBe(-1);
    expect(of(2, 2).beforeUs).toBe(of(2, 1).polledUs);
  });

  it('marks what a zombie handles when another has had it already', () => {
    const { deliveries } = onlyPartition(zombieScript());
    const late = deliveries.filter(({ isLate }) => isLate);
    expect(late.map(({ consumer, offset }) => [consumer, offset])).toEqual([['c1', 1]]);
    const again = deliveries.filter(({ nth }) => nth > 1);
    expect(again.map(({ consumer, offset }) => [consumer, offset])).toEqual([
      ['c2', 0],
      ['c2', 1],
    ]);
    // The zombie's late work is after the redelivery: it is tied to the poll.
    expect(again[1]!.beforeUs).toBe(late[0]!.polledUs);
  });

  it('counts attempts, and knows records that were handled without a poll', () => {
    const script = new RunScript()
      .started('c1')
      .assigned(1, { c1: [0] })
      .requested('REQ-1');
    script.began('c1', 0).finished('c1', 0, 'FAILED').began('c1', 0, 0, 2);
    script.finished('c1', 0, 'DEAD_LETTERED').ended('drained');
    const [delivery] = onlyPartition(script).deliveries;
    expect(delivery).toMatchObject({ attempts: 2, outcome: 'DEAD_LETTERED', nth: 1, key: '1' });
  });

  it('keeps groups apart: the first delivery to each is no redelivery', () => {
    const others = [
      {
        group: 'audit',
        topics: [TOPIC],
        application: 'console',
        consumers: ['a1'],
        autoCommit: [],
      },
    ];
    const script = new RunScript({ others }).started('c1', 'a1').requested('REQ-1');
    script.polled('c1', 0, 1).polled('a1', 0, 1).ended('drained');
    const { deliveries } = scriptPicture(script);
    expect(deliveries.map(({ group, total, again }) => [group, total, again])).toEqual([
      ['audit', 1, 0],
      [GROUP, 1, 0],
    ]);
  });

  it('thins out a long log, counts all of it, and keeps all redeliveries', () => {
    const script = new RunScript().started('c1', 'c2');
    script.polled('c1', 0, 10_000).polled('c2', 9_000, 9_050).ended('drained');
    const log = onlyPartition(script);
    expect(log).toMatchObject({ total: 10_050, again: 50 });
    expect(log.deliveries.filter(({ nth }) => nth === 2)).toHaveLength(50);
    expect(log.deliveries.length).toBeLessThanOrEqual(2050);
  });
});
