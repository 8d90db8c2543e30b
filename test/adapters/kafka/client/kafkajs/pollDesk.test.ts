import { describe, expect, it } from 'vitest';
import { PollDesk } from '../../../../../src/adapters/kafka/client/kafkajs/pollDesk.ts';
import type { IncomingRecord } from '../../../../../src/issuer/ports.ts';

const RECORD: IncomingRecord = {
  topic: 't',
  partition: 0,
  offset: 7,
  key: null,
  value: 'v',
  headers: [],
  timestampMs: 0,
};
const FRESH = (): boolean => false;

describe('PollDesk', () => {
  it('hands records over, and has them back at the next poll', async () => {
    const desk = new PollDesk();
    const log: string[] = [];
    const delivered = desk.deliver([RECORD], FRESH).then(() => log.push('back'));
    expect(await desk.serve(1000)).toEqual([RECORD]);
    log.push('in hand');
    const next = desk.serve(0);
    await delivered;
    expect(await next).toEqual([]);
    expect(log).toEqual(['in hand', 'back']);
  });

  it('gives what comes while it waits', async () => {
    const desk = new PollDesk();
    const polled = desk.serve(10_000);
    void desk.deliver([RECORD], FRESH);
    expect(await polled).toEqual([RECORD]);
  });

  it('runs callbacks within a poll, in order, and before records that came later', async () => {
    const desk = new PollDesk();
    const log: string[] = [];
    const first = desk.callback(async () => void log.push('revoked'));
    void desk.callback(async () => void log.push('assigned'));
    void desk.deliver([RECORD], FRESH);
    expect(log).toEqual([]);
    expect(await desk.serve(1000)).toEqual([RECORD]);
    expect(log).toEqual(['revoked', 'assigned']);
    await first;
  });

  it('passes over records that have become stale', async () => {
    const desk = new PollDesk();
    let isStale = false;
    const stale = desk.deliver([RECORD], () => isStale);
    void desk.callback(async () => undefined);
    isStale = true;
    void desk.deliver([{ ...RECORD, offset: 8 }], FRESH);
    expect(await desk.serve(1000)).toMatchObject([{ offset: 8 }]);
    await stale;
  });

  it('rejects a poll as its callback rejects, and lets the other side go on', async () => {
    const desk = new PollDesk();
    const callback = desk.callback(async () => {
      throw new Error('the listener failed');
    });
    await expect(desk.serve(1000)).rejects.toThrow('the listener failed');
    await callback;
    expect(await desk.serve(0)).toEqual([]);
  });

  it('rejects every poll once the client is dead, the waiting one too', async () => {
    const desk = new PollDesk();
    const polled = desk.serve(10_000);
    desk.fail(new Error('dead'));
    await expect(polled).rejects.toThrow('dead');
    await expect(desk.serve(0)).rejects.toThrow('dead');
  });

  it('lets nobody wait when it is closed', async () => {
    const desk = new PollDesk();
    const inHand = desk.deliver([RECORD], FRESH);
    await desk.serve(1000);
    const waiting = desk.deliver([RECORD], FRESH);
    desk.close();
    await inHand;
    await waiting;
    await desk.callback(async () => {
      throw new Error('nobody runs this');
    });
  });
});
