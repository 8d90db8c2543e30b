import type { Scenario } from '../src/scenario/scenario.ts';
import { scenarioOf } from './benchScenario.ts';

/** Requests that the twelve consumers of the big sale can handle in a second of virtual time. */
const REQUESTS_A_SECOND = 5000;

/** A sale of `requests` requests for 120 coupons on 12 partitions, with 12 consumers. */
export function bigSale(requests: number): Scenario {
  const seconds = Math.ceil(requests / REQUESTS_A_SECOND);
  const stock = Math.ceil(requests / 240);
  return scenarioOf(
    `title: A big sale
topics:
  coupon-issue-request: { partitions: 12, key: couponId }
coupons:
  1..120: { stock: ${stock} }
groups:
  coupon-issue-group:
    config: { auto.offset.reset: earliest, max.poll.records: 500 }
    consumers: 12
workload:
  - { from: 10s, over: ${seconds}s, requests: ${requests}, arrival: poisson, coupons: 1..120 }
`,
    'bench/bigSale.ts',
  );
}
