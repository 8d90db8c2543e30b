import type { EventOf } from '../history/event.ts';
import { countOf, formatMoment } from './formatMoment.ts';
import { Findings } from './findings.ts';
import type { RequestTrack } from './track/requestTrack.ts';
import type { RunTrack } from './track/runTrack.ts';
import type { Verdict } from './verdict.ts';

/**
 * Rule `once per request`: a request is decided at most once, however often it was sent or
 * delivered: at most one result row and at most one issue row. A request of which every submission
 * was refused for certain is not decided at all. That a request is decided at least once is the
 * rule `nothing lost`.
 */
export class OncePerRequest {
  private readonly run: RunTrack;
  private readonly violations = new Findings();

  constructor(run: RunTrack) {
    this.run = run;
  }

  /** After the effect is entered into the request. */
  onEffect(event: EventOf<'EffectCommitted'>, request: RequestTrack): void {
    const { issued, outcome } = event;
    const isIssuedAgain = issued > 0 && request.issueCount > 1;
    const isDecidedAgain = outcome !== '' && request.resultCount > 1;
    if (isIssuedAgain || isDecidedAgain)
      this.addSecond(event, request, isIssuedAgain ? 'issued' : 'decided');
  }

  finish(isOver: boolean): Verdict {
    let decidedCount = 0;
    for (const request of this.run.requests.values()) {
      if (request.resultCount > 0 || request.issueCount > 0) {
        decidedCount++;
        this.checkRefused(request);
      }
    }
    const rule = 'once per request';
    const { count: findingCount, listed: findings } = this.violations;
    if (findingCount > 0) {
      const sentence =
        `${countOf(findingCount, 'effect')} too many: a request was decided more ` +
        `than once, or although it was refused.`;
      return { rule, status: 'violated', sentence, findingCount, findings };
    }
    const sentence =
      decidedCount === 0
        ? 'No request was decided.'
        : `${countOf(decidedCount, 'request')} decided, each once.`;
    return { rule, status: isOver ? 'holds' : 'unknown', sentence, findingCount, findings };
  }

  private addSecond(event: EventOf<'EffectCommitted'>, request: RequestTrack, what: string): void {
    const { process, topic, partition, offset, atUs, requestId } = event;
    this.violations.add(() => {
      const first = request.effectPartition!.recordName(request.effectOffset);
      const second = `${topic}-${partition}@${offset}`;
      return {
        sentence:
          `${requestId} was ${what} again: by ${request.effectProcess} at ` +
          `${formatMoment(request.effectAtUs)} ` +
          `for ${first}, and by ${process} at ${formatMoment(atUs)} for ${second}.`,
        atUs,
        processes: [request.effectProcess, process],
        records: first === second ? [first] : [first, second],
        requestIds: [requestId],
      };
    });
  }

  private checkRefused(request: RequestTrack): void {
    if (request.submissionCount === 0 || request.definiteRefusalCount < request.submissionCount)
      return;
    this.violations.add(() => ({
      sentence:
        `${request.requestId} was refused for certain, and yet ${request.effectProcess} decided ` +
        `it ` +
        `at ${formatMoment(request.effectAtUs)}.`,
      atUs: request.effectAtUs,
      processes: [request.effectProcess],
      records: [request.effectPartition!.recordName(request.effectOffset)],
      requestIds: [request.requestId],
    }));
  }
}
