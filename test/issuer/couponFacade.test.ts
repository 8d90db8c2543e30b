import { describe, expect, it } from 'vitest';
import { CouponFacade } from '../../src/issuer/couponFacade.ts';
import type { IssueCommand } from '../../src/issuer/couponFacade.ts';
import type { MessageKeyChoice } from '../../src/issuer/messageKey.ts';
import type { OutgoingRecord } from '../../src/issuer/ports.ts';
import { PublishError } from '../../src/issuer/ports.ts';

const TOPIC = 'coupon-issue-request';

function newFacade(key?: MessageKeyChoice, failure?: Error): [CouponFacade, OutgoingRecord[]] {
  const published: OutgoingRecord[] = [];
  let ids = 0;
  const publisher = {
    publish: (record: OutgoingRecord) => {
      if (failure !== undefined) return Promise.reject(failure);
      published.push(record);
      return Promise.resolve({ topic: record.topic, partition: 0, offset: 0 });
    },
  };
  const idGenerator = { nextRequestId: () => `REQ-${++ids}` };
  const options = key === undefined ? { topic: TOPIC } : { topic: TOPIC, key };
  return [new CouponFacade(publisher, idGenerator, options), published];
}

describe('CouponFacade', () => {
  it('accepts with a new request id and publishes under the coupon id', async () => {
    const [facade, published] = newFacade();
    expect(await facade.issueAsync({ couponId: 7, userId: 42 })).toEqual({
      status: 202,
      requestId: 'REQ-1',
    });
    expect(await facade.issueAsync({ couponId: '7', userId: 'kim' })).toEqual({
      status: 202,
      requestId: 'REQ-2',
    });
    expect(published).toEqual([
      {
        topic: TOPIC,
        key: '7',
        value: '{"requestId":"REQ-1","couponId":7,"userId":42}',
        headers: [],
      },
      {
        topic: TOPIC,
        key: '7',
        value: '{"requestId":"REQ-2","couponId":7,"userId":"kim"}',
        headers: [],
      },
    ]);
  });

  it('publishes a retry of a client under the id of its first try', async () => {
    const [facade, published] = newFacade();
    const command = { couponId: 7, userId: 42, requestId: 'REQ-abc' };
    expect(await facade.issueAsync(command)).toEqual({ status: 202, requestId: 'REQ-abc' });
    expect(published[0]!.value).toBe('{"requestId":"REQ-abc","couponId":7,"userId":42}');
  });

  it.each([
    ['couponId', '7'],
    ['couponId:userId', '7:42'],
    ['userId', '42'],
    ['none', null],
  ] as const)('keys by %s', async (choice, key) => {
    const [facade, published] = newFacade(choice);
    await facade.issueAsync({ couponId: 7, userId: 42 });
    expect(published[0]!.key).toBe(key);
  });

  it.each([
    [{ userId: 1 }, 'couponId'],
    [{ couponId: 1 }, 'userId'],
    [{ couponId: '', userId: 1 }, 'couponId'],
    [{ couponId: 1, userId: 'x'.repeat(65) }, 'userId'],
    [{ couponId: 1.5, userId: 1 }, 'couponId'],
    [{ couponId: 1, userId: Number.NaN }, 'userId'],
    [{ couponId: 1, userId: 1, requestId: '' }, 'requestId'],
    [{ couponId: 1, userId: 1, requestId: 5 }, 'requestId'],
    [{ couponId: 1, userId: 1, requestId: null }, 'requestId'],
  ])('refuses %j and sends nothing', async (command, field) => {
    const [facade, published] = newFacade();
    const answer = await facade.issueAsync(command as unknown as IssueCommand);
    expect(answer).toMatchObject({ status: 400, field });
    expect((answer as { reason: string }).reason).not.toBe('');
    expect(published).toEqual([]);
  });

  it.each([true, false])(
    'answers 503 when the log does not take it (definite: %s)',
    async (definite) => {
      const [facade] = newFacade('couponId', new PublishError('TimeoutException', definite));
      expect(await facade.issueAsync({ couponId: 1, userId: 1 })).toEqual({
        status: 503,
        requestId: 'REQ-1',
        reason: 'TimeoutException',
        definite,
      });
    },
  );

  it('does not hide an error that is no refusal', async () => {
    const bug = new TypeError('bug');
    const [facade] = newFacade('couponId', bug);
    await expect(facade.issueAsync({ couponId: 1, userId: 1 })).rejects.toBe(bug);
  });
});
