import type { Expectations, Scenario } from '../scenario.ts';

/**
 * What a scenario expects as far as it follows from its workload: how often partitions are shared
 * anew, and what comes twice on the way, is what protocols differ in. Of a lesson that shows rules
 * to be violated only that is left: they may be.
 */
export function expectedUnderAll({ expect }: Scenario): Expectations {
  const isLessonOfViolation = expect.violates.length > 0;
  const none = { duplicates: null, redelivered: null, generations: null, handled: {} };
  if (!isLessonOfViolation) return { ...expect, ...none };
  return {
    ...expect,
    ...none,
    issued: {},
    soldOut: null,
    deadLettered: null,
    partitions: {},
    issuedInLogOrder: false,
  };
}
