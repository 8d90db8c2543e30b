import type { HistoryEvent } from '../../../history/event.ts';
import type { WorkPointName } from '../../sim/pointListener.ts';
import type { MemberSpec, ServiceTime } from './memberSpec.ts';

/** The first four stdio streams after standard error, and what they are for. */
export const REPORT_FD = 3;
/** The member reads its permission to go on from here, and waits for it. */
export const PERMISSION_FD = 4;

/** What the run tells a member, one JSON line each, on its standard input. */
export type MemberOrder =
  /** Comes first. `sentNs`: the run's clock at that moment, so that the clocks can be compared. */
  | { readonly type: 'spec'; readonly spec: MemberSpec; readonly sentNs: string }
  /** The process is in the run from now on. `originNs`: the run's clock at its time 0. */
  | { readonly type: 'begin'; readonly originNs: string }
  /** To end in an orderly way. */
  | { readonly type: 'stop' }
  /** Every record takes longer until then. */
  | { readonly type: 'slow'; readonly extra: ServiceTime; readonly untilUs: number }
  | RequestOrder
  | RecordOrder;

/** A request comes in at the API. */
export interface RequestOrder {
  readonly type: 'request';
  readonly topic: string;
  readonly requestId: string;
  readonly couponId: string;
  readonly userId: string;
  readonly sendId: number;
}

/** A record, as a console producer sends it. */
export interface RecordOrder {
  readonly type: 'record';
  readonly topic: string;
  readonly key: string | null;
  readonly value: string;
  readonly partition: number | null;
  readonly sendId: number;
}

/** What a member tells the run, one JSON line each, in the order in which it happened. */
export type MemberReport =
  /** It has loaded all that it needs, and waits for `begin`. */
  | { readonly type: 'ready'; readonly clientVersion: string }
  | { readonly type: 'event'; readonly event: HistoryEvent }
  /** The worker begins to wait for records, or has got some. */
  | { readonly type: 'waiting'; readonly isWaiting: boolean }
  /** It has stopped at a point and waits. */
  | {
      readonly type: 'reached';
      readonly point: WorkPointName;
      readonly topic: string;
      readonly partition: number;
      readonly offset: number;
    }
  /** A request or record that came in is answered for. */
  | { readonly type: 'played' }
  | { readonly type: 'print'; readonly line: string }
  /**
   * Its work is over. `stopped`: in an orderly way, or at a record that it can neither handle nor
   * put aside. `died`: its client gave up, or threw what the application does not expect.
   */
  | { readonly type: 'done'; readonly how: 'stopped' | 'died'; readonly reason: string }
  /** Not foreseen: a bug of ours, or a setting that this client cannot have. */
  | { readonly type: 'failed'; readonly message: string; readonly isRefusal: boolean };

/** The answer to `reached`: the process may go on. `armed`: points that are still waited for. */
export interface Permission {
  readonly armed: readonly number[];
}
