import type { CouponStore, CouponTransaction } from '../../src/issuer/ports.ts';
import { StoreError } from '../../src/issuer/ports.ts';
import { at } from './couponStoreSteps.ts';

/** Something that one of several transactions does. */
export type Act = End | Call;

interface End {
  readonly type: 'commit' | 'rollback';
}

type Call =
  | { readonly type: 'findResult' | 'insertResult'; readonly requestId: string }
  | { readonly type: 'deductStock' | 'returnStock' | 'readStock'; readonly couponId: string }
  | { readonly type: 'writeStock'; readonly couponId: string; readonly stock: number }
  | {
      readonly type: 'insertUserCoupon' | 'appendUserCoupon';
      readonly couponId: string;
      readonly userId: string;
    };

/** Whose turn it is, and for what. Who waits for a lock then, loses its turn. */
export interface ScriptStep {
  readonly actor: number;
  readonly act: Act;
}

/**
 * Plays a script on a store, one act after the other: the next one begins when everybody has an
 * answer or waits for a lock. So what comes out depends on the rules of the store only, not on how
 * fast it is.
 */
export class StoreScript {
  /** After each step, what each actor has as its last answer. */
  readonly log: string[] = [];
  private readonly actors: readonly Actor[];
  private readonly untilQuiet: (pendingCount: () => number) => Promise<void>;

  /** `untilQuiet` resolves when as many statements wait for locks as have no answer. */
  constructor(
    store: CouponStore,
    actorCount: number,
    untilQuiet: (pendingCount: () => number) => Promise<void>,
  ) {
    this.actors = Array.from({ length: actorCount }, () => new Actor(store));
    this.untilQuiet = untilQuiet;
  }

  /** Plays all steps, and then commits what is open and in no ring of waits. */
  async play(steps: readonly ScriptStep[]): Promise<void> {
    for (const { actor, act } of steps) await this.step(actor, act);
    while (this.actors.some(({ isOpen, isPending }) => isOpen && !isPending)) {
      for (const index of this.actors.keys()) await this.step(index, { type: 'commit' });
    }
  }

  private async step(index: number, act: Act): Promise<void> {
    const actor = this.actors[index]!;
    if (actor.isPending) return;
    actor.begin(act);
    await this.untilQuiet(() => this.actors.filter(({ isPending }) => isPending).length);
    const answers = this.actors.map(({ isPending, lastAnswer }) =>
      isPending ? 'waits' : lastAnswer,
    );
    this.log.push(`${index} ${act.type}: ${answers.join(' | ')}`);
  }
}

/** One client, in one transaction after the other. */
class Actor {
  lastAnswer = '-';
  isPending = false;
  isOpen = false;
  private readonly store: CouponStore;
  private next: (act: Act) => void = () => undefined;

  constructor(store: CouponStore) {
    this.store = store;
  }

  begin(act: Act): void {
    if (!this.isOpen) {
      if (isEnd(act)) return;
      this.isOpen = true;
      void this.runTransaction(act);
    } else {
      this.next(act);
    }
    this.isPending = true;
  }

  private async runTransaction(first: Act): Promise<void> {
    const end = this.store.transaction(at(0), async (transaction) => {
      let act: Act = first;
      while (!isEnd(act)) {
        const answer = await answerTo(perform(transaction, act));
        const nextAct = new Promise<Act>((resolve) => (this.next = resolve));
        this.lastAnswer = answer;
        this.isPending = false;
        act = await nextAct;
      }
      if (act.type === 'rollback') throw new RolledBack();
      return 'committed';
    });
    this.lastAnswer = await answerTo(end);
    this.isOpen = false;
    this.isPending = false;
  }
}

function isEnd(act: Act): act is End {
  return act.type === 'commit' || act.type === 'rollback';
}

class RolledBack extends Error {}

async function answerTo(promise: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await promise) ?? 'done';
  } catch (error) {
    if (error instanceof RolledBack) return 'rolled back';
    if (error instanceof StoreError) return error.code;
    throw error;
  }
}

function perform(transaction: CouponTransaction, act: Call): Promise<unknown> {
  switch (act.type) {
    case 'findResult':
      return transaction.findResult(act.requestId);
    case 'insertResult':
      return transaction.insertResult({
        requestId: act.requestId,
        couponId: 'A',
        userId: '1',
        outcome: 'ISSUED',
      });
    case 'deductStock':
      return transaction.deductStock(act.couponId);
    case 'returnStock':
      return transaction.returnStock(act.couponId);
    case 'readStock':
      return transaction.readStock(act.couponId);
    case 'writeStock':
      return transaction.writeStock(act.couponId, act.stock);
    case 'insertUserCoupon':
      return transaction.insertUserCoupon({ ...act, requestId: 'REQ' });
    case 'appendUserCoupon':
      return transaction.appendUserCoupon({ ...act, requestId: 'REQ' });
  }
}
