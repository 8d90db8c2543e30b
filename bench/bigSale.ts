import type { Scenario } from '../src/scenario/scenario.ts';
import { parseCase } from './runCase.ts';

const COUPONS = 60;
const REQUESTS_A_SECOND = 20_000;

/**
 * One big sale: so many requests, 20,000 a second, over 60 coupons in 12 partitions, for a group of
 * 12 that commits after every poll. It falls behind, so that it works in full batches until all is
 * handled. Nearly nine of ten requests get a coupon.
 */
export function bigSale(requestCount: number): Scenario {
  const stock = Math.ceil((requestCount * 0.875) / COUPONS);
  const overMs = Math.ceil((requestCount * 1000) / REQUESTS_A_SECOND);
  const text = `
title: One big sale
lesson: How fast a run is, and how much memory a request takes.
topics:
  coupon-issue-request: { partitions: 12, key: couponId }
coupons:
  1..${COUPONS}: { stock: ${stock} }
groups:
  coupon-issue-group:
    config: { auto.offset.reset: earliest }
    commit: batch-sync
    consumers: 12
workload:
  - from: 5s
    over: ${overMs}ms
    requests: ${requestCount}
    arrival: poisson
    coupons: 1..${COUPONS}
quiet: { within: 1h }
`;
  return parseCase(text, `big sale of ${requestCount}`);
}
