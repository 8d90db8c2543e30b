import pg from 'pg';

/**
 * The statements of the CouponStore port in SQL. Tables are named with their schema, so that
 * nothing depends on the search path of the server's user.
 */
export class CouponStatements {
  readonly findResult: string;
  readonly insertResult: string;
  readonly deductStock: string;
  readonly returnStock: string;
  readonly readStock: string;
  readonly writeStock: string;
  readonly insertUserCoupon: string;
  readonly appendUserCoupon: string;

  constructor(schema: string) {
    const prefix = pg.escapeIdentifier(schema);
    const coupon = `${prefix}.coupon`;
    const result = `${prefix}.coupon_issue_result`;
    const userCoupon = `${prefix}.user_coupon`;
    this.findResult = `SELECT request_id, coupon_id, user_id, outcome
      FROM ${result} WHERE request_id = $1`;
    this.insertResult = `INSERT INTO ${result}
      (request_id, coupon_id, user_id, outcome, origin_topic, origin_partition, origin_offset)
      VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (request_id) DO NOTHING`;
    this.deductStock = `UPDATE ${coupon} SET stock = stock - 1
      WHERE id = $1 AND stock > 0 RETURNING stock`;
    this.returnStock = `UPDATE ${coupon} SET stock = stock + 1 WHERE id = $1`;
    this.readStock = `SELECT stock FROM ${coupon} WHERE id = $1`;
    this.writeStock = `UPDATE ${coupon} SET stock = $2 WHERE id = $1`;
    this.appendUserCoupon = `INSERT INTO ${userCoupon}
      (coupon_id, user_id, request_id, origin_topic, origin_partition, origin_offset)
      VALUES ($1, $2, $3, $4, $5, $6)`;
    this.insertUserCoupon = `${this.appendUserCoupon} ON CONFLICT (coupon_id, user_id) DO NOTHING`;
  }
}
