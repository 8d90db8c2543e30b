import type { CouponIssueResult } from '../../issuer/ports.ts';

/** A row of COUPON_ISSUE_RESULT as the driver gives it. The table's CHECK knows the outcomes. */
export function resultOfRow(row: Readonly<Record<string, unknown>>): CouponIssueResult {
  return {
    requestId: String(row.request_id),
    couponId: String(row.coupon_id),
    userId: String(row.user_id),
    outcome: row.outcome as CouponIssueResult['outcome'],
  };
}
