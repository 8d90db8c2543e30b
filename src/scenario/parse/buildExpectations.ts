import type { Amount, Expectations, GroupSpec, PartitionExpectation } from '../scenario.ts';
import type { Declared } from './declared.ts';
import type { Place } from './place.ts';
import type { Named } from './shape.ts';
import type { ScenarioDraft } from './scenarioShape.ts';

type ExpectDraft = ScenarioDraft['expect'];

/** Turns the `expect` section into facts, and refuses facts about what does not exist. */
export function buildExpectations(
  draft: ExpectDraft,
  place: Place,
  declared: Declared,
  groups: readonly GroupSpec[],
): Expectations {
  checkRules(draft, place);
  for (const { name } of draft.issued) declared.checkCoupon(name, place.at('issued', name).key);
  for (const { name } of draft.handled) declared.checkConsumer(name, place.at('handled', name).key);
  const partitions = draft.partitions.map(({ name: topic, value }) => {
    const at = place.at('partitions', topic);
    if (declared.checkTopic(topic, at.key)) {
      const readers = groups.filter(({ topics }) => topics.includes(topic)).length;
      for (const { name: partition, value: facts } of value) {
        declared.checkPartition(topic, Number(partition), at.at(partition).key);
        checkPartitionFacts(facts, at.at(partition), readers);
      }
    }
    return [topic, Object.fromEntries(value.map((entry) => [entry.name, entry.value]))] as const;
  });
  const {
    holds,
    violates,
    soldOut,
    duplicates,
    deadLettered,
    redelivered,
    generations,
    issuedInLogOrder,
  } = draft;
  return {
    holds,
    violates,
    issued: record(draft.issued),
    soldOut,
    duplicates,
    deadLettered,
    redelivered,
    generations,
    // A topic may be called __proto__: as an entry that is a name like any other.
    partitions: Object.fromEntries(partitions),
    issuedInLogOrder,
    handled: record(draft.handled),
  };
}

function checkRules({ holds, violates }: ExpectDraft, place: Place): void {
  for (const [index, rule] of holds.entries()) {
    if (holds.indexOf(rule) < index) place.at('holds', index).problem(`"${rule}" is here twice`);
  }
  for (const [index, rule] of violates.entries()) {
    if (violates.indexOf(rule) < index)
      place.at('violates', index).problem(`"${rule}" is here twice`);
    if (holds.includes(rule))
      place.at('violates', index).problem(`"${rule}" cannot both hold and be violated`);
  }
}

function checkPartitionFacts(facts: PartitionExpectation, place: Place, readers: number): void {
  const { endOffset, committedOffset, lag } = facts;
  for (const key of ['committedOffset', 'lag'] as const) {
    if (facts[key] === null || readers === 1) continue;
    place
      .at(key)
      .keyProblem(
        `exactly one group must read the topic for this to have a meaning; ${readers} do`,
      );
  }
  if (endOffset === null || committedOffset === null || lag === null) return;
  if (endOffset - committedOffset === lag) return;
  place
    .at('lag')
    .problem(
      `lag is endOffset less committedOffset, here ${endOffset - committedOffset}, not ${lag}`,
    );
}

function record(named: readonly Named<Amount>[]): Readonly<Record<string, Amount>> {
  return Object.fromEntries(named.map(({ name, value }) => [name, value]));
}
