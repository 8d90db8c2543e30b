import { describe, expect, it } from 'vitest';
import type { GroupSnapshot } from '../../../src/history/groupSnapshot.ts';
import { displayWidth } from '../../../src/report/text/displayWidth.ts';
import { snapshotText } from '../../../src/report/text/snapshotText.ts';

const UUID = '0e507590-dac9-462c-821a-e8606f66c012';

const CLASSIC: GroupSnapshot = {
  atUs: 11_050_000,
  endedUs: null,
  group: 'coupon-issue-group',
  coordinator: 'broker-1',
  isAnswering: true,
  state: 'PreparingRebalance',
  protocol: 'classic',
  assignor: 'cooperative-sticky',
  generation: 1,
  assignmentEpoch: null,
  members: [
    {
      memberId: `c1-${UUID}`,
      instanceId: 'one',
      client: 'c1',
      epoch: null,
      state: 'waits for others to join',
      assignment: [
        { topic: 't', partition: 0 },
        { topic: 't', partition: 1 },
      ],
      target: null,
    },
  ],
  offsets: [
    {
      topic: 't',
      partition: 0,
      currentOffset: 6,
      endOffset: 22,
      lag: 16,
      memberId: `c1-${UUID}`,
      client: 'c1',
    },
    {
      topic: 't',
      partition: 1,
      currentOffset: null,
      endOffset: null,
      lag: null,
      memberId: '',
      client: '',
    },
  ],
};

const MODERN: GroupSnapshot = {
  ...CLASSIC,
  state: 'Reconciling',
  protocol: 'consumer',
  assignor: 'default',
  generation: 4,
  assignmentEpoch: 4,
  members: [
    {
      memberId: 'b2b0edd04a26347cec26e4d495d912ae',
      instanceId: '',
      client: 'c2',
      epoch: 3,
      state: 'UNREVOKED_PARTITIONS',
      assignment: [{ topic: 't', partition: 0 }],
      target: [],
    },
  ],
};

const show = (snapshot: GroupSnapshot): readonly string[] =>
  snapshotText([snapshot], { colour: false, width: 80 });

describe('snapshotText', () => {
  it('shows a classic group as the tool does', () => {
    expect(show(CLASSIC)).toEqual([
      'Group coupon-issue-group at 11.050 s',
      "Warning: Consumer group 'coupon-issue-group' is rebalancing.",
      'COORDINATOR  ASSIGNMENT-STRATEGY  STATE               GENERATION  #MEMBERS',
      'broker-1     cooperative-sticky   PreparingRebalance  1           1',
      'TOPIC  PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CLIENT-ID',
      't              0               6              22   16  c1',
      't              1               -               -    -  -',
      'CONSUMER-ID                              CLIENT-ID  #PARTITIONS  ASSIGNMENT',
      `c1-${UUID}  c1                   2  (0,1)`,
      '  c1: static as one, waits for others to join',
      '',
    ]);
  });

  it('shows epochs and targets of a group under KIP-848', () => {
    expect(show(MODERN)).toEqual([
      'Group coupon-issue-group at 11.050 s',
      'COORDINATOR  ASSIGNMENT-STRATEGY  STATE        EPOCH  TARGET-EPOCH  #MEMBERS',
      'broker-1     default              Reconciling  4      4             1',
      'TOPIC  PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CLIENT-ID',
      't              0               6              22   16  c1',
      't              1               -               -    -  -',
      'CONSUMER-ID                       CLIENT-ID  EPOCH  ASSIGNMENT  TARGET',
      'b2b0edd04a26347cec26e4d495d912ae  c2             3  (0)         -',
      '  c2: UNREVOKED_PARTITIONS',
      '',
    ]);
  });

  it('says why there is nothing to show', () => {
    const nothing = { ...CLASSIC, state: '', members: [], offsets: [] };
    expect(show({ ...nothing, isAnswering: false })[1]).toBe(
      'Error: the coordinator, broker-1, does not answer.',
    );
    expect(show({ ...nothing, isAnswering: false, coordinator: '' })[1]).toContain('Nobody');
    expect(show(nothing)[1]).toBe("Error: Consumer group 'coupon-issue-group' does not exist.");
    expect(show({ ...CLASSIC, state: 'Empty', members: [] })[1]).toBe(
      "Consumer group 'coupon-issue-group' has no active members.",
    );
    expect(show({ ...CLASSIC, endedUs: 9_000_000 })[0]).toBe(
      'Group coupon-issue-group at 11.050 s (the run ended at 9.000 s)',
    );
  });

  it('keeps to the width', () => {
    const long = 'x'.repeat(80);
    const wide = {
      ...MODERN,
      group: 'g'.repeat(60),
      offsets: [{ ...MODERN.offsets[0]!, topic: long }],
    };
    for (const line of show(wide).slice(1)) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });
});
