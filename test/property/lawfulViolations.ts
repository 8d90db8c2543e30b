import type { HoldName } from '../../src/history/expectations.ts';
import type { PartitionFacts } from '../../src/check/runFacts.ts';
import type { Verdicts } from '../../src/check/runCheckers.ts';
import type { Finding, Verdict } from '../../src/check/verdict.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { RunWitness } from './runWitness.ts';

/** What is known of a run on the simulator. */
export interface WitnessedRun {
  readonly scenario: Scenario;
  readonly verdicts: Verdicts;
  readonly witness: RunWitness;
}

/** Says why a rule may be broken in this run, or null: then it must hold. */
type Excuse = (run: WitnessedRun, verdict: Verdict) => string | null;

/**
 * The rules that the correct service may break in a scenario drawn at random, and when exactly. All
 * other rules always hold: never oversold, once per request, one coupon a user, every redelivery
 * explained.
 */
const EXCUSES: Partial<Record<HoldName, Excuse>> = {
  'order per key': overtaken,
  'nothing lost': (run, verdict) => sentWithoutAcknowledgement(run, verdict) ?? committedEarly(run),
  'handled before committed': retriedAutoCommit,
  drained: (run) => withoutConsumer(run) ?? missedByStaticLeader(run) ?? takenBack(run),
};

/** One line for each rule that the correct service has broken without an excuse. */
export function unlawfulViolations(run: WitnessedRun): readonly string[] {
  const excuseOf = (verdict: Verdict): string | null =>
    EXCUSES[verdict.rule]?.(run, verdict) ?? null;
  const drained = run.verdicts.verdicts.find(({ rule }) => rule === 'drained')!;
  const lines: string[] = [];
  for (const verdict of run.verdicts.verdicts) {
    if (verdict.status === 'holds') continue;
    // What is still pending may be late or lost: nobody can tell until the run has drained.
    const isOpen = verdict.status === 'unknown' && verdict.rule === 'nothing lost';
    const excuse = isOpen ? excuseOf(drained) : excuseOf(verdict);
    if (excuse === null || (verdict.status === 'unknown' && !isOpen)) lines.push(lineOf(verdict));
  }
  return [...lines, ...otherOddities(run, drained)];
}

/** What no rule forbids, but the correct service and a log that is never cut do not do. */
function otherOddities({ scenario, verdicts, witness }: WitnessedRun, drained: Verdict): string[] {
  const lines: string[] = [];
  if (witness.takenBack.size > 0 && !mayCommitLate(scenario, witness))
    lines.push(`a committed offset went back: ${[...witness.takenBack].join(', ')}`);
  for (const { name, count, findings } of verdicts.anomalies) {
    const isUsual = name === 'duplicate' || name === 'nonmonotonic-poll';
    const isUnread = name === 'unseen' && drained.status !== 'holds';
    if (count > 0 && !isUsual && !isUnread) lines.push(`${name}: ${findings[0]?.sentence}`);
  }
  return lines;
}

function lineOf({ rule, status, sentence, findings }: Verdict): string {
  const details = findings.map((finding) => `    ${finding.sentence}`);
  return [`${rule} ${status}: ${sentence}`, ...details].join('\n');
}

/**
 * Of a coupon's requests in several partitions each partition is worked off at its own pace: either
 * the key is not the coupon's, or partitions were added in mid-sale. Within one partition the order
 * holds whatever happens, but for a dead letter: those behind it go first, and if it is delivered
 * again before its commit, it is tried again, and may be decided then.
 */
function overtaken({ scenario, witness }: WitnessedRun, { findings }: Verdict): string | null {
  const [topic] = scenario.topics;
  const isScattered =
    (topic!.key !== 'couponId' && topic!.partitions > 1) || witness.grown.has(topic!.name);
  const isExcused = (finding: Finding): boolean =>
    (isScattered && isAcrossPartitions(finding)) || witness.deadLettered.has(finding.records[0]!);
  return findings.every(isExcused) ? 'scattered over partitions, or dead-lettered once' : null;
}

function isAcrossPartitions({ records }: Finding): boolean {
  const [one, other] = records.map((record) => record.slice(0, record.indexOf('@')));
  return one !== other;
}

/**
 * The API server said "accepted" without an acknowledgement of the broker (acks=0), the request
 * never came to the log, and something was there that loses requests.
 */
function sentWithoutAcknowledgement(
  { scenario, witness }: WitnessedRun,
  { findings }: Verdict,
): string | null {
  const careless = new Set(
    scenario.producers.filter(({ config }) => config.acks === '0').map(({ name }) => name),
  );
  const brokers = new Set(
    Array.from({ length: scenario.cluster.brokers }, (_, index) => `broker-${index + 1}`),
  );
  const loses = scenario.faults.some(({ action }) => {
    switch (action.type) {
      case 'crash':
      case 'pause':
        return brokers.has(action.process) || careless.has(action.process);
      case 'message':
        return action.api === 'Produce' && careless.has(action.client) && action.effect !== 'delay';
      case 'partition-network':
        return action.a.some((name) => careless.has(name));
      default:
        return false;
    }
  });
  const isExcused = ({ requestIds, records }: Finding): boolean =>
    records.length === 0 &&
    requestIds.every((id) =>
      [...(witness.acceptedBy.get(id) ?? [])].every((producer) => careless.has(producer)),
    );
  return loses && findings.every(isExcused) ? 'sent with acks=0 and lost on the way' : null;
}

/**
 * Under KIP-848 a consumer auto-commits before a rebalance, and goes on polling until that is
 * answered. If the commit must be tried again, it is tried with the positions of that time
 * (`autoCommitSyncBeforeRebalanceWithRetries`): behind records that the application has been given
 * and has not handled yet. In a classic group all commits of the consumer itself are made in poll.
 */
function retriedAutoCommit({ scenario }: WitnessedRun): string | null {
  const isAuto = scenario.groups.some(
    ({ commit, config }) => commit === 'auto' && config['group.protocol'] === 'consumer',
  );
  return isAuto && isSilencedByFault(scenario) ? 'an auto-commit was tried again' : null;
}

/** What such a commit covers is lost if its consumer dies before it has handled it. */
function committedEarly(run: WitnessedRun): string | null {
  const isEarly = run.verdicts.verdicts.some(
    ({ rule, status }) => rule === 'handled before committed' && status === 'violated',
  );
  return isEarly ? retriedAutoCommit(run) : null;
}

/** Nobody is left to handle what is there: every consumer of a group has gone for good. */
function withoutConsumer({ scenario, witness }: WitnessedRun): string | null {
  const isDead = scenario.groups.some(({ consumers }) =>
    consumers.every(({ name }) => !witness.alive.has(name)),
  );
  return isDead ? 'a group has no consumer any more' : null;
}

/**
 * A static member that leads its group came back within its session. It goes on with the stored
 * assignment (KIP-814) and takes the topic as it finds it: of partitions that were added while it
 * was away it knows nothing, until the next rebalance.
 */
function missedByStaticLeader({ scenario, verdicts, witness }: WitnessedRun): string | null {
  const isBack = scenario.groups.some(({ consumers }) =>
    consumers.some(
      ({ name, config }) => 'group.instance.id' in config && witness.restarted.has(name),
    ),
  );
  const isMissed = lagging(verdicts).every(({ topic, partition }) => {
    return partition >= scenario.topics.find(({ name }) => name === topic)!.partitions;
  });
  return isBack && isMissed && witness.grown.size > 0
    ? 'a static leader has not seen partitions that were added while it was away'
    : null;
}

/**
 * A commit came so late that its consumer had made later ones, or had lost the partition. The
 * coordinator stores it all the same, and the committed offset goes back. Everything is handled,
 * and whoever has committed last knows that confirmed, so nobody commits again.
 */
function takenBack({ scenario, verdicts, witness }: WitnessedRun): string | null {
  const isTakenBack = lagging(verdicts).every(({ topic, partition }) =>
    witness.takenBack.has(`${topic}-${partition}`),
  );
  return isTakenBack && mayCommitLate(scenario, witness)
    ? 'a late commit took the offset back'
    : null;
}

/** Partitions of which a group has not committed everything. */
function lagging({ facts }: Verdicts): readonly PartitionFacts[] {
  return facts.partitions.filter(({ groups, endOffset }) =>
    groups.some(({ lag }) => (lag ?? endOffset) > 0),
  );
}

/**
 * Some request of a consumer to its coordinator is held up on the wire, and what it sends behind
 * that too. Or commits are asynchronous: one that is made while the coordinator is not known waits
 * in the client for the lookup under way, however late its answer comes, and goes out in the name
 * of the generation of that time. Or a member of a KIP-848 group learned that it had been fenced,
 * while nobody else was left: it commits without an epoch, and an empty group takes that from
 * anybody.
 */
function mayCommitLate({ faults, groups }: Scenario, witness: RunWitness): boolean {
  const isNewProtocol = groups.some(({ config }) => config['group.protocol'] === 'consumer');
  if (isNewProtocol && witness.takenBackByMember.size === 0) return true;
  const isDelayed = faults.some(({ action }) => {
    const isDelay = action.type === 'message' && action.effect === 'delay';
    return isDelay && action.direction === 'request' && COORDINATOR_APIS.includes(action.api);
  });
  const isAsync = groups.some(({ commit }) => commit === 'batch-async' || commit === 'auto');
  return isDelayed || (isAsync && isSilencedByFault({ faults }));
}

/** A client may wait for an answer in vain. */
function isSilencedByFault({ faults }: Pick<Scenario, 'faults'>): boolean {
  return faults.some(({ action }) => {
    const isBroker = 'process' in action && action.process?.startsWith('broker-') === true;
    return isBroker || action.type === 'partition-network' || action.type === 'message';
  });
}

const COORDINATOR_APIS = [
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'ConsumerGroupHeartbeat',
  'OffsetCommit',
  'OffsetFetch',
];
