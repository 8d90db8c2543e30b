import { afterEach, describe, expect, it, vi } from 'vitest';
import { nodeHost } from '../../../src/adapters/node/nodeHost.ts';
import { RangeAssignor } from '../../../src/model/assignor/rangeAssignor.ts';
import { PartitionLeader } from '../../../src/model/broker/partitionLeader.ts';
import { PartitionLog } from '../../../src/model/broker/partitionLog.ts';
import { SubscriptionState } from '../../../src/model/client/consumer/subscriptionState.ts';
import { ClassicGroup } from '../../../src/model/group/classicGroup.ts';
import { CoordinatorTimers } from '../../../src/model/group/coordinatorTimers.ts';
import { GroupStore } from '../../../src/model/group/groupStore.ts';
import { Rebalancer } from '../../../src/model/group/rebalancer.ts';
import { judgeOnSimulator } from '../../../src/scenario/judgeOnSimulator.ts';
import type { FaultSpec } from '../../../src/scenario/scenario.ts';
import { SimulationFailure } from '../../../src/sim/errors.ts';
import { saleScenario } from '../../scenario/saleScenario.ts';

const LEAVE: FaultSpec = {
  number: 1,
  text: 'stop c3',
  trigger: { type: 'at', atUs: 6_500_000 },
  action: { type: 'leave', process: 'c3', rejoinAfterUs: null },
};

/** Runs a small sale in which a consumer leaves. */
async function sale(): Promise<unknown> {
  const options = { seed: 1, host: nodeHost, sinks: [], print: null, productVersion: '0' };
  const judged = await judgeOnSimulator(saleScenario({ faults: [LEAVE] }), options);
  return judged.status;
}

/** What stops the run. */
async function failure(): Promise<SimulationFailure> {
  const error = await sale().then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SimulationFailure);
  return error as SimulationFailure;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a model with a mistake', () => {
  it('is not what the others are tested against', async () => {
    expect(await sale()).toBe('holds');
  });

  it('that gives an offset out twice is stopped at once', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its own log below
    const append = PartitionLog.prototype.append;
    vi.spyOn(PartitionLog.prototype, 'append').mockImplementation(function (
      this: PartitionLog,
      ...given
    ) {
      return Math.max(append.apply(this, given) - 1, 0);
    });
    const { message, atUs } = await failure();
    expect(message).toMatch(
      /^broken invariant at 4\.\d{3} s: coupon-issue-\S+ \(.*\): offset \d is given out twice$/,
    );
    expect(atUs).toBeGreaterThan(4_000_000);
  });

  it('that leaves a gap in a log', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its own log below
    const append = PartitionLog.prototype.append;
    vi.spyOn(PartitionLog.prototype, 'append').mockImplementation(function (
      this: PartitionLog,
      ...given
    ) {
      return append.apply(this, given) + 1;
    });
    expect((await failure()).message).toMatch(/: offset 0 is skipped$/);
  });

  it('whose log loses records', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its own log below
    const append = PartitionLog.prototype.append;
    vi.spyOn(PartitionLog.prototype, 'append').mockImplementation(function (
      this: PartitionLog,
      ...given
    ) {
      const baseOffset = append.apply(this, given);
      if (baseOffset > 4) this.truncateTo(2);
      return baseOffset;
    });
    expect((await failure()).message).toMatch(/its log end offset fell from \d+ to 2$/);
  });

  it('that lets consumers read behind the end of the log', async () => {
    vi.spyOn(PartitionLeader.prototype, 'highWatermark', 'get').mockReturnValue(99);
    expect((await failure()).message).toContain('its high watermark is 99, behind its log end');
  });

  it('whose assignor gives a partition to two members', async () => {
    vi.spyOn(RangeAssignor.prototype, 'assign').mockImplementation((_counts, members) => {
      const all = [{ topic: 'coupon-issue-request', partition: 0 }];
      return new Map(members.map(({ memberId }) => [memberId, all]));
    });
    expect((await failure()).message).toMatch(
      /\(generation 1\): coupon-issue-request-0 has two owners, c\d-\S+ and c\d-\S+$/,
    );
  });

  it('whose assignor gives away what is not there', async () => {
    vi.spyOn(RangeAssignor.prototype, 'assign').mockImplementation((_counts, members) => {
      return new Map([[members[0]!.memberId, [{ topic: 'coupon-issue-request', partition: 7 }]]]);
    });
    expect((await failure()).message).toContain(
      'is given coupon-issue-request-7, which is not there',
    );
  });

  it('whose clients take more than they are given', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its own state below
    const take = SubscriptionState.prototype.assignFromSubscribed;
    vi.spyOn(SubscriptionState.prototype, 'assignFromSubscribed').mockImplementation(function (
      this: SubscriptionState,
    ) {
      take.call(
        this,
        [0, 1, 2].map((partition) => ({ topic: 'coupon-issue-request', partition })),
      );
    });
    expect((await failure()).message).toMatch(
      /\(generation 1\): c\d owns coupon-issue-request-\d, which it was not given$/,
    );
  });

  it('whose clients take less', async () => {
    vi.spyOn(SubscriptionState.prototype, 'assignFromSubscribed').mockReturnValue(undefined);
    expect((await failure()).message).toMatch(
      /\(generation 1\): c\d does not own coupon-issue-request-\d, which it was given$/,
    );
  });

  it('that stores another offset than was committed, behind the end of the log', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its own store below
    const put = GroupStore.prototype.putOffset;
    vi.spyOn(GroupStore.prototype, 'putOffset').mockImplementation(function (
      this: GroupStore<unknown, unknown>,
      groupId,
      topic,
      partition,
      value,
    ) {
      put.call(this, groupId, topic, partition, { ...value, offset: value.offset + 1000 });
    });
    expect((await failure()).message).toMatch(
      /: coupon-issue-group has committed 1001, but the log of coupon-issue-\S+-\d ends at \d+$/,
    );
  });

  it('that begins no new generation', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its own group below
    const init = ClassicGroup.prototype.initNextGeneration;
    vi.spyOn(ClassicGroup.prototype, 'initNextGeneration').mockImplementation(function (
      this: ClassicGroup<unknown, unknown>,
    ) {
      this.generationId--;
      init.call(this);
    });
    expect((await failure()).message).toContain(
      'coupon-issue-group (PreparingRebalance, generation 0): it enters CompletingRebalance in ' +
        'generation 0',
    );
  });

  it('that forgets the session of a member', async () => {
    vi.spyOn(Rebalancer.prototype, 'renewSession').mockReturnValue(undefined);
    // The first timer of a member is set as it joins; from then on nothing is.
    vi.spyOn(CoordinatorTimers.prototype, 'schedule').mockImplementation(() => undefined);
    expect((await failure()).message).toMatch(
      /coupon-issue-group \(\S+, generation 0\): .* for ever$/,
    );
  });

  it('that leaves a member that nobody waits for without a timer', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its own object below
    const propagate = Rebalancer.prototype.propagateAssignment;
    vi.spyOn(Rebalancer.prototype, 'propagateAssignment').mockImplementation(function (
      this: Rebalancer<unknown, unknown>,
      group,
      error,
    ) {
      propagate.call(this, group, error);
      for (const { sessionTimer } of group.members.values()) sessionTimer.index = -1;
    });
    expect((await failure()).message).toMatch(
      /\(Stable, generation 1\): member \S+ has no session timer and no request that waits$/,
    );
  });
});
