import { MessageFields } from './messageFields.ts';

/**
 * A request for one coupon, as it travels from the API to the worker. Ids are text inside the
 * service.
 */
export interface CouponRequest {
  readonly requestId: string;
  readonly couponId: string;
  readonly userId: string;
}

/**
 * The message of a request: `{"requestId":...,"couponId":...,"userId":...}`, in this order.
 *
 * Ids that are plain whole numbers (`7`, not `007`) are written as JSON numbers, since the other
 * senders and readers of the topic hold them as such; all other ids are written as text. The reader
 * takes both, so what is decoded equals what was encoded.
 */
export function encodeCouponRequest(request: CouponRequest): string {
  const requestId = JSON.stringify(request.requestId);
  const couponId = idJson(request.couponId);
  const userId = idJson(request.userId);
  return `{"requestId":${requestId},"couponId":${couponId},"userId":${userId}}`;
}

/** Reads a message. Throws MalformedMessage, which names the field. Further fields are ignored. */
export function decodeCouponRequest(value: string | null): CouponRequest {
  const fields = MessageFields.parse(value);
  const requestId = fields.idText('requestId');
  const couponId = fields.id('couponId');
  const userId = fields.id('userId');
  return { requestId, couponId, userId };
}

function idJson(id: string): string {
  const number = Number(id);
  const isPlain = Number.isSafeInteger(number) && number >= 0 && String(number) === id;
  return isPlain ? id : JSON.stringify(id);
}
