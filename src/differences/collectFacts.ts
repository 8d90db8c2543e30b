import type { Verdicts } from '../check/runCheckers.ts';
import { checkExpectations } from '../check/checkExpectations.ts';
import type { CheckerRun } from '../check/runCheckers.ts';
import { runCheckers } from '../check/runCheckers.ts';
import type { EventOf, HistoryEvent, HistoryHeader, HistorySink } from '../history/event.ts';
import { CommitTrail } from './evidence/commitTrail.ts';
import { CoordinatorTrail } from './evidence/coordinatorTrail.ts';
import type { Departure } from './evidence/departures.ts';
import { findDepartures } from './evidence/departures.ts';
import type { GroupSteps } from './evidence/ownerSteps.ts';
import { OwnerSteps } from './evidence/ownerSteps.ts';
import { ProcessLives } from './evidence/processLives.ts';
import { RecordTable } from './evidence/recordTable.ts';
import { Takeovers } from './evidence/takeovers.ts';
import type { Fact, Information } from './fact.ts';
import { anomalyFacts } from './facts/anomalyFacts.ts';
import { commitErrorFacts } from './facts/commitErrorFacts.ts';
import { committedOffsetFacts } from './facts/committedOffsetFacts.ts';
import { couponFacts } from './facts/couponFacts.ts';
import { deadLetterFacts } from './facts/deadLetterFacts.ts';
import { departureFacts } from './facts/departureFacts.ts';
import { finalAssignmentFacts } from './facts/finalAssignmentFacts.ts';
import { generationFacts } from './facts/generationFacts.ts';
import { keyOrderFacts } from './facts/keyOrderFacts.ts';
import { keyPartitionFacts } from './facts/keyPartitionFacts.ts';
import { logEndFacts } from './facts/logEndFacts.ts';
import { ownerFacts } from './facts/ownerFacts.ts';
import { redeliveredFacts } from './facts/redeliveredFacts.ts';
import { refusedRequestFacts } from './facts/refusedRequestFacts.ts';
import { expectationFacts, verdictFacts } from './facts/verdictFacts.ts';

/** All that is compared of one run, and what the rules look at to explain a difference. */
export interface CollectedFacts {
  readonly header: HistoryHeader;
  readonly verdicts: Verdicts;
  readonly facts: readonly Fact[];
  readonly information: readonly Information[];
  readonly records: RecordTable;
  readonly groups: readonly GroupSteps[];
  readonly lives: ProcessLives;
  readonly departures: readonly Departure[];
  readonly commits: CommitTrail;
  readonly coordinators: CoordinatorTrail;
  /** Faults of the scenario that took effect, as plain lines with their times. */
  readonly faults: readonly EventOf<'FaultInjected'>[];
  readonly partitionsAdded: readonly EventOf<'PartitionsAdded'>[];
}

/** A history as something that can be read once. */
export interface ReadableHistory {
  readonly header: HistoryHeader;
  readonly events: Iterable<HistoryEvent>;
}

/** The facts of a run, read from its history alone: simulated and real runs are read alike. */
export function collectFacts({ header, events }: ReadableHistory): CollectedFacts {
  const collector = new FactCollector(header);
  for (const event of events) collector.onEvent(event);
  return collector.finish();
}

/** Collects the facts of a run while it happens. */
export class FactCollector implements HistorySink {
  private readonly header: HistoryHeader;
  private readonly checkers: CheckerRun;
  private readonly records = new RecordTable();
  private readonly owners: OwnerSteps;
  private readonly lives = new ProcessLives();
  private readonly commits = new CommitTrail();
  private readonly coordinators = new CoordinatorTrail();
  private readonly takeovers = new Takeovers();
  private readonly faults: EventOf<'FaultInjected'>[] = [];
  private readonly partitionsAdded: EventOf<'PartitionsAdded'>[] = [];
  private readonly letters: EventOf<'DeadLettered'>[] = [];
  private readonly refused = new Map<string, number>();
  private unknownCoupons = 0;
  private readonly sinks: readonly HistorySink[];

  constructor(header: HistoryHeader) {
    this.header = header;
    this.checkers = runCheckers(header);
    this.owners = new OwnerSteps(header.groups);
    const { checkers, records, owners, lives, commits, coordinators, takeovers } = this;
    this.sinks = [checkers, records, owners, lives, commits, coordinators, takeovers];
  }

  onEvent(event: HistoryEvent): void {
    for (const sink of this.sinks) sink.onEvent(event);
    switch (event.type) {
      case 'FaultInjected':
        this.faults.push(event);
        return;
      case 'PartitionsAdded':
        this.partitionsAdded.push(event);
        return;
      case 'DeadLettered':
        this.letters.push(event);
        return;
      case 'RequestRefused':
        this.refused.set(event.error, (this.refused.get(event.error) ?? 0) + 1);
        return;
      case 'HandlerEnded':
        if (event.outcome === 'UNKNOWN_COUPON') this.unknownCoupons++;
        return;
      default:
        return;
    }
  }

  /** Call once, after the last event. */
  finish(): CollectedFacts {
    const { header, records, lives, commits, coordinators, faults, partitionsAdded } = this;
    const verdicts = this.checkers.finish();
    const groups = this.owners.finish();
    const departures = findDepartures(groups, lives);
    return {
      header,
      verdicts,
      facts: this.factsOf(verdicts, groups, departures),
      information: this.takeovers.finish(),
      records,
      groups,
      lives,
      departures,
      commits,
      coordinators,
      faults,
      partitionsAdded,
    };
  }

  private factsOf(
    verdicts: Verdicts,
    groups: readonly GroupSteps[],
    departures: readonly Departure[],
  ): readonly Fact[] {
    const { header, records, commits } = this;
    const { facts, redeliveries, anomalies } = verdicts;
    const members = header.groups.flatMap(({ group, consumers }) =>
      consumers.map((client) => ({ group, client })),
    );
    const readings = header.groups.flatMap(({ group, topics }) =>
      facts.partitions
        .filter(({ topic }) => topics.includes(topic))
        .map(({ topic, partition }) => ({ group, partition: `${topic}-${partition}` })),
    );
    const expected = header.expect === null ? [] : checkExpectations(header.expect, verdicts);
    return [
      ...keyPartitionFacts(records.records()),
      ...keyOrderFacts(records.records()),
      ...logEndFacts(facts),
      ...refusedRequestFacts(this.refused, this.unknownCoupons),
      ...departureFacts(departures, members),
      ...ownerFacts(groups),
      ...generationFacts(groups),
      ...finalAssignmentFacts(groups),
      ...committedOffsetFacts(facts),
      ...redeliveredFacts(redeliveries, readings),
      ...commitErrorFacts(commits, members),
      ...couponFacts(facts),
      ...deadLetterFacts(this.letters),
      ...anomalyFacts(anomalies),
      ...verdictFacts(verdicts.verdicts),
      ...expectationFacts(expected),
    ];
  }
}
