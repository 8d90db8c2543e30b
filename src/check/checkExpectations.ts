import type { ExpectationResult } from './expectationResult.ts';
import { newExpectationResult } from './expectationResult.ts';
import type { Amount, Expectations, PartitionExpectation } from '../history/expectations.ts';
import type { PartitionFacts, RunFacts } from './runFacts.ts';
import type { Verdicts } from './runCheckers.ts';
import type { Verdict } from './verdict.ts';

/**
 * Holds what the scenario expects against what the run has shown, in the order of `Expectations`.
 */
export function checkExpectations(expect: Expectations, verdicts: Verdicts): ExpectationResult[] {
  const { facts } = verdicts;
  // Numbers of a run that did not end say nothing about what they would have become.
  const isOver = verdicts.end !== 'cut' && verdicts.end !== 'interrupted';
  const amounts = new AmountChecker(isOver);
  const results = [
    ...verdicts.verdicts.filter(({ rule }) => expect.holds.includes(rule)).map(checkHolds),
    ...verdicts.verdicts.filter(({ rule }) => expect.violates.includes(rule)).map(checkViolates),
  ];
  for (const [couponId, amount] of Object.entries(expect.issued)) {
    const coupon = facts.coupons.find((each) => each.couponId === couponId);
    amounts.check(`issued of coupon ${couponId}`, amount, coupon?.issued ?? 0);
  }
  amounts.check('sold out', expect.soldOut, facts.soldOut);
  amounts.check('duplicates', expect.duplicates, facts.duplicates);
  amounts.check('dead-lettered', expect.deadLettered, facts.deadLettered);
  amounts.check('redelivered', expect.redelivered, facts.redelivered);
  amounts.check('generations', expect.generations, generationsOf(facts));
  for (const [topic, partitions] of Object.entries(expect.partitions)) {
    for (const [partition, expectation] of Object.entries(partitions)) {
      checkPartition(amounts, facts, topic, Number(partition), expectation);
    }
  }
  if (expect.issuedInLogOrder) {
    amounts.check('issues out of log order', { min: 0, max: 0 }, facts.issuedOutOfLogOrder);
  }
  for (const [consumer, amount] of Object.entries(expect.handled)) {
    amounts.check(`handled by ${consumer}`, amount, facts.handled[consumer] ?? 0);
  }
  return [...results, ...amounts.results];
}

/** `exactly 30`, `at least 1`, `2 to 5`. */
export function describeAmount({ min, max }: Amount): string {
  if (min === max) return `exactly ${min}`;
  if (max === Infinity) return `at least ${min}`;
  return min <= 0 ? `at most ${max}` : `${min} to ${max}`;
}

class AmountChecker {
  readonly results: ExpectationResult[] = [];
  private readonly isOver: boolean;

  constructor(isOver: boolean) {
    this.isOver = isOver;
  }

  /** Not asked if `amount` is null. `seen` null: there is no such number. */
  check(subject: string, amount: Amount | null, seen: number | null): void {
    if (amount === null) return;
    const isMet = seen !== null && seen >= amount.min && seen <= amount.max;
    this.add(subject, describeAmount(amount), seen === null ? 'none' : String(seen), isMet);
  }

  checkSet(subject: string, expected: readonly string[] | null, seen: readonly string[]): void {
    if (expected === null) return;
    const isMet =
      new Set(expected).size === new Set(seen).size &&
      expected.every((each) => seen.includes(each));
    this.add(subject, describeSet(expected), describeSet(seen), isMet);
  }

  private add(subject: string, expected: string, seen: string, isMet: boolean): void {
    const status = this.isOver ? (isMet ? 'met' : 'missed') : 'unknown';
    this.results.push(newExpectationResult(subject, expected, seen, status));
  }
}

function checkPartition(
  amounts: AmountChecker,
  facts: RunFacts,
  topic: string,
  partition: number,
  expectation: PartitionExpectation,
): void {
  const name = `${topic}-${partition}`;
  const seen = facts.partitions.find(
    (each) => each.topic === topic && each.partition === partition,
  );
  amounts.check(`records in ${name}`, expectation.records, seen?.records ?? 0);
  amounts.checkSet(`keys in ${name}`, expectation.keys, seen?.keys ?? []);
  amounts.checkSet(`coupons in ${name}`, expectation.couponIds, seen?.couponIds ?? []);
  amounts.checkSet(`requests in ${name}`, expectation.requestIds, seen?.requestIds ?? []);
  amounts.check(`end offset of ${name}`, exactly(expectation.endOffset), seen?.endOffset ?? 0);
  checkProgress(amounts, name, expectation, seen);
}

/** Of every group that reads the partition; a single one needs no name. */
function checkProgress(
  amounts: AmountChecker,
  name: string,
  expectation: PartitionExpectation,
  seen: PartitionFacts | undefined,
): void {
  const groups = seen === undefined || seen.groups.length === 0 ? [null] : seen.groups;
  for (const progress of groups) {
    const where = groups.length > 1 && progress !== null ? `${name} in ${progress.group}` : name;
    const committed = progress?.committedOffset ?? null;
    amounts.check(`committed offset of ${where}`, exactly(expectation.committedOffset), committed);
    // An empty partition has nothing committed and nothing to catch up with.
    const lag = committed === null && seen?.endOffset === 0 ? 0 : (progress?.lag ?? null);
    amounts.check(`lag of ${where}`, exactly(expectation.lag), lag);
  }
}

/** Of the group with the most. */
function generationsOf(facts: RunFacts): number {
  return facts.groups.reduce((most, { generations }) => Math.max(most, generations), 0);
}

function exactly(value: number | null): Amount | null {
  return value === null ? null : { min: value, max: value };
}

function describeSet(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ');
}

function checkHolds(verdict: Verdict): ExpectationResult {
  const status =
    verdict.status === 'unknown' ? 'unknown' : verdict.status === 'holds' ? 'met' : 'missed';
  return newExpectationResult(`rule ${verdict.rule}`, 'holds', verdict.status, status);
}

function checkViolates(verdict: Verdict): ExpectationResult {
  const status =
    verdict.status === 'unknown' ? 'unknown' : verdict.status === 'violated' ? 'met' : 'missed';
  return newExpectationResult(`rule ${verdict.rule}`, 'violated', verdict.status, status);
}
