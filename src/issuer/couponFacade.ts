import { encodeCouponRequest } from './couponRequest.ts';
import { idProblem } from './messageFields.ts';
import type { MessageKeyChoice } from './messageKey.ts';
import { messageKey } from './messageKey.ts';
import type { IdGenerator, RequestPublisher } from './ports.ts';
import { PublishError } from './ports.ts';

/** A user asks for a coupon. A retry of a client carries the request id of its first try. */
export interface IssueCommand {
  readonly couponId: string | number;
  readonly userId: string | number;
  readonly requestId?: string;
}

/** What the API answers, with the HTTP status. */
export type IssueAnswer =
  /** Accepted: the request is in the log and will be decided. */
  | { readonly status: 202; readonly requestId: string }
  /** Nothing was sent. `field` is the input that is wrong. */
  | { readonly status: 400; readonly field: string; readonly reason: string }
  /**
   * Not acknowledged. `definite`: certainly not in the log; otherwise it may still be decided, so
   * the client should poll for the result or retry with this same request id, never with a new one.
   */
  | {
      readonly status: 503;
      readonly requestId: string;
      readonly reason: string;
      readonly definite: boolean;
    };

/** Where the facade sends requests, and how they are keyed. */
export interface FacadeOptions {
  readonly topic: string;
  /** Default: `couponId`, which keeps first come, first served within a coupon. */
  readonly key?: MessageKeyChoice;
}

/** The service's way in: accepts requests for coupons and puts them in the log. */
export class CouponFacade {
  private readonly publisher: RequestPublisher;
  private readonly ids: IdGenerator;
  private readonly topic: string;
  private readonly key: MessageKeyChoice;

  constructor(publisher: RequestPublisher, ids: IdGenerator, options: FacadeOptions) {
    this.publisher = publisher;
    this.ids = ids;
    this.topic = options.topic;
    this.key = options.key ?? 'couponId';
  }

  /**
   * Validates the request and publishes it; answers when the log has acknowledged it, which says
   * nothing about who gets a coupon. Never rejects for input or for the log's refusals: these are
   * answers.
   */
  async issueAsync(command: IssueCommand): Promise<IssueAnswer> {
    const refusal = refusalOf(command);
    if (refusal !== null) return refusal;
    const couponId = String(command.couponId);
    const userId = String(command.userId);
    const requestId = command.requestId ?? this.ids.nextRequestId();
    try {
      await this.publisher.publish({
        topic: this.topic,
        key: messageKey(this.key, couponId, userId),
        value: encodeCouponRequest({ requestId, couponId, userId }),
        headers: [],
      });
    } catch (error) {
      if (!(error instanceof PublishError)) throw error;
      return { status: 503, requestId, reason: error.code, definite: error.definite };
    }
    return { status: 202, requestId };
  }
}

/** The types promise less than HTTP bodies bring, so everything is checked again here. */
function refusalOf(command: IssueCommand): IssueAnswer | null {
  const couponProblem = idProblem(command.couponId);
  if (couponProblem !== null) return { status: 400, field: 'couponId', reason: couponProblem };
  const userProblem = idProblem(command.userId);
  if (userProblem !== null) return { status: 400, field: 'userId', reason: userProblem };
  const requestId: unknown = command.requestId;
  if (requestId === undefined) return null;
  const requestProblem = typeof requestId === 'string' ? idProblem(requestId) : 'must be text';
  if (requestProblem === null) return null;
  return { status: 400, field: 'requestId', reason: requestProblem };
}
