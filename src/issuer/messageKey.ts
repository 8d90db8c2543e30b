/**
 * What the key of a request is made of. Records of equal keys keep their order, as they share a
 * partition; so `couponId` keeps the order of arrival within a coupon, and the others scatter it.
 */
export type MessageKeyChoice = 'couponId' | 'couponId:userId' | 'userId' | 'none';

/** The record key of a request; null: the producer picks a partition by itself. */
export function messageKey(
  choice: MessageKeyChoice,
  couponId: string,
  userId: string,
): string | null {
  switch (choice) {
    case 'couponId':
      return couponId;
    case 'couponId:userId':
      return `${couponId}:${userId}`;
    case 'userId':
      return userId;
    case 'none':
      return null;
  }
}
