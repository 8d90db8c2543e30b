import type { EventOf } from '../history/event.ts';
import { countOf, formatMoment } from './formatMoment.ts';
import { Findings } from './findings.ts';
import type { RequestTrack } from './track/requestTrack.ts';
import type { RunTrack } from './track/runTrack.ts';
import type { Verdict } from './verdict.ts';

/**
 * Rule `once per request`: a request is decided at most once, however often it was sent or
 * delivered: at most one result row and at most one issue row, and the two agree. A request that
 * nobody has made, or of which every submission was refused for certain, is not decided at all.
 * That a request is decided at least once is the rule `nothing lost`.
 */
export class OncePerRequest {
  private readonly run: RunTrack;
  private readonly violations = new Findings();
  private againCount = 0;
  private unaskedCount = 0;
  private refusedCount = 0;
  private disagreeCount = 0;

  constructor(run: RunTrack) {
    this.run = run;
  }

  /** After the effect is entered into the request. */
  onEffect(event: EventOf<'EffectCommitted'>, request: RequestTrack): void {
    const { issued, outcome } = event;
    if (request.submittedSeq < 0) this.addUnasked(event, 'which nobody had asked for');
    const isIssuedAgain = issued > 0 && request.issueCount > 1;
    const isDecidedAgain = outcome !== '' && request.resultCount > 1;
    if (isIssuedAgain || isDecidedAgain)
      this.addSecond(event, request, isIssuedAgain ? 'issued' : 'decided');
  }

  /** The record that was handled carries another request, as far as the history knows. */
  onWrongRecord(event: EventOf<'EffectCommitted'>, known: RequestTrack): void {
    this.addUnasked(event, `although the record carries ${known.requestId}`);
  }

  finish(isOver: boolean): Verdict {
    let decidedCount = 0;
    for (const request of this.run.requests) {
      if (request.resultCount > 0 || request.issueCount > 0) {
        decidedCount++;
        this.checkRefused(request);
        if (isOver) this.checkAgreement(request);
      }
    }
    const rule = 'once per request';
    const { count: findingCount, listed: findings } = this.violations;
    if (findingCount > 0) {
      const sentence = this.objection();
      return { rule, status: 'violated', sentence, findingCount, findings };
    }
    const sentence =
      decidedCount === 0
        ? 'No request was decided.'
        : `${countOf(decidedCount, 'request')} decided, each once.`;
    return { rule, status: isOver ? 'holds' : 'unknown', sentence, findingCount, findings };
  }

  private objection(): string {
    const { againCount, unaskedCount, refusedCount, disagreeCount } = this;
    const parts = [
      againCount === 0 ? '' : `${countOf(againCount, 'effect')} too many`,
      unaskedCount === 0 ? '' : `${countOf(unaskedCount, 'effect')} that nobody had asked for`,
      refusedCount === 0 ? '' : `${countOf(refusedCount, 'request')} decided although refused`,
      disagreeCount === 0
        ? ''
        : `${countOf(disagreeCount, 'request')} whose result and issue do not agree`,
    ];
    return `${parts.filter((part) => part !== '').join('; ')}.`;
  }

  private addSecond(event: EventOf<'EffectCommitted'>, request: RequestTrack, what: string): void {
    const { process, topic, partition, offset, atUs, requestId } = event;
    this.againCount++;
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

  private addUnasked(event: EventOf<'EffectCommitted'>, why: string): void {
    const { process, topic, partition, offset, atUs, requestId } = event;
    this.unaskedCount++;
    this.violations.add(() => {
      const record = `${topic}-${partition}@${offset}`;
      return {
        sentence: `${process} decided ${requestId} (${record}) at ${formatMoment(atUs)}, ${why}.`,
        atUs,
        processes: [process],
        records: [record],
        requestIds: [requestId],
      };
    });
  }

  /** A client that is told ISSUED has the coupon, and no other has. */
  private checkAgreement(request: RequestTrack): void {
    const { issueCount, issuedResultCount, resultCount } = request;
    // Without a result it is `nothing lost` that complains; twice decided it was told above.
    if (resultCount !== 1 || issueCount > 1 || issueCount === issuedResultCount) return;
    this.disagreeCount++;
    const what =
      issueCount === 0
        ? 'the result says ISSUED, but nothing was issued'
        : 'a coupon was issued, but the result says otherwise';
    this.addAtEffect(request, `${request.requestId}: ${what}`);
  }

  private checkRefused(request: RequestTrack): void {
    if (request.submissionCount === 0 || request.definiteRefusalCount < request.submissionCount)
      return;
    this.refusedCount++;
    this.addAtEffect(request, `${request.requestId} was refused for certain, and yet decided`);
  }

  private addAtEffect(request: RequestTrack, what: string): void {
    const { requestId, effectProcess, effectAtUs, effectPartition, effectOffset } = request;
    this.violations.add(() => ({
      sentence: `${what}, by ${effectProcess} at ${formatMoment(effectAtUs)}.`,
      atUs: effectAtUs,
      processes: [effectProcess],
      records: [effectPartition!.recordName(effectOffset)],
      requestIds: [requestId],
    }));
  }
}
