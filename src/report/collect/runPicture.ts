import type { HistoryEvent, HistoryHeader } from '../../history/event.ts';
import { backendDetail } from './backendDetail.ts';
import type { CouponSeries } from './couponSeries.ts';
import { CouponSeriesCollector } from './couponSeries.ts';
import type { PartitionDeliveries } from './deliveryLog.ts';
import { DeliveryCollector } from './deliveryLog.ts';
import type { GroupFact } from './groupFacts.ts';
import { GroupCollector } from './groupFacts.ts';
import type { KeyPlacement } from './keyPlacement.ts';
import { KeyCollector } from './keyPlacement.ts';
import type { PartitionLag } from './lagSeries.ts';
import { LagCollector } from './lagSeries.ts';
import type { OwnershipSpan } from './ownershipSpans.ts';
import { OwnershipCollector } from './ownershipSpans.ts';
import type { TopicFact } from './partitionFacts.ts';
import { TopicCollector } from './partitionFacts.ts';
import type { RunMarks } from './runMarks.ts';
import { MarkCollector } from './runMarks.ts';
import type { StoryLine } from './storyLines.ts';
import { StoryTeller } from './storyLines.ts';

/** What a report shows of a run besides its verdicts. Its size does not grow with the run. */
export interface RunPicture {
  readonly topics: readonly TopicFact[];
  readonly groups: readonly GroupFact[];
  readonly spans: readonly OwnershipSpan[];
  readonly marks: RunMarks;
  readonly deliveries: readonly PartitionDeliveries[];
  readonly lags: readonly PartitionLag[];
  readonly coupons: CouponSeries;
  readonly keys: readonly KeyPlacement[];
  readonly story: readonly StoryLine[];
}

/** Reads a run once, with one look ahead at what its backend tells. */
export function runPicture(header: HistoryHeader, events: Iterable<HistoryEvent>): RunPicture {
  const detail = backendDetail(events);
  const topicCollector = new TopicCollector(header);
  const groupCollector = new GroupCollector(header, detail);
  const spanCollector = new OwnershipCollector();
  const markCollector = new MarkCollector();
  const deliveryCollector = new DeliveryCollector(header);
  const lagCollector = new LagCollector(header, detail);
  const couponCollector = new CouponSeriesCollector(header);
  const keyCollector = new KeyCollector();
  const teller = new StoryTeller(detail);
  for (const event of events) {
    topicCollector.onEvent(event);
    groupCollector.onEvent(event);
    spanCollector.onEvent(event);
    markCollector.onEvent(event);
    deliveryCollector.onEvent(event);
    lagCollector.onEvent(event);
    couponCollector.onEvent(event);
    keyCollector.onEvent(event);
    teller.onEvent(event);
  }
  const keys = keyCollector.finish();
  const topics = topicCollector.finish(keys);
  const spans = spanCollector.finish();
  return {
    topics,
    groups: groupCollector.finish(topics, spans),
    spans,
    marks: markCollector.finish(),
    deliveries: deliveryCollector.finish(),
    lags: lagCollector.finish(),
    coupons: couponCollector.finish(),
    keys,
    story: teller.finish(),
  };
}
