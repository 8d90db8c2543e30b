import { DEFAULTS } from './defaults.ts';
import type { ProfileLatencies } from './latency/latencyProfile.ts';
import { readLatencies, unreadable } from './latency/readLatencies.ts';
import type { ProfileReader } from './latency/readLatencies.ts';
import { buildExpectations } from './parse/buildExpectations.ts';
import { buildFaults } from './parse/buildFaults.ts';
import { buildTopology, deadLetterTopicsOf } from './parse/buildTopology.ts';
import { buildWorkload } from './parse/buildWorkload.ts';
import { Declared } from './parse/declared.ts';
import { Place } from './parse/place.ts';
import type { Problem } from './parse/problem.ts';
import { ProblemList } from './parse/problemList.ts';
import type { ScenarioDraft } from './parse/scenarioShape.ts';
import { scenarioShape } from './parse/scenarioShape.ts';
import { readYamlTree } from './parse/yamlTree.ts';
import type { Scenario } from './scenario.ts';

/** A scenario, or everything that is wrong with the file: at least one problem. */
export type ParsedScenario =
  /** `warnings`: what the file says but the simulator does not act on. */
  | { readonly scenario: Scenario; readonly warnings: readonly Problem[] }
  | { readonly errors: readonly Problem[] };

/**
 * Reads a scenario file: YAML 1.2, the keys of `scenarios/schema.json`, and the rules that a schema
 * cannot say (names, ranges that depend on each other, Kafka's configs). `path` only names the file
 * in messages. `readProfile` reads what `latency` names. Never throws for what a file can hold.
 */
export function parseScenario(
  text: string,
  path: string,
  readProfile: ProfileReader = unreadable,
): ParsedScenario {
  // A byte order mark is no part of the text, and would move the first line's columns.
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const { root, problems } = readYamlTree(source);
  const errors = new ProblemList(path, source, root);
  for (const { offset, message } of problems) errors.addAtOffset(offset, message);
  if (root === null) return { errors: errors.sorted() };
  const warnings = new ProblemList(path, source, root);
  const place = new Place(errors, []);
  const draft = scenarioShape.read(root, place);
  const measured = readLatencies(draft.latency, place.at('latency'), readProfile);
  const scenario = build(draft, place, path, measured, (at, message) =>
    warnings.add(at.path, message, at.spot),
  );
  return errors.problems.length > 0
    ? { errors: errors.sorted() }
    : { scenario, warnings: warnings.sorted() };
}

function build(
  draft: ScenarioDraft,
  root: Place,
  path: string,
  measured: ProfileLatencies | null,
  onWarning: (place: Place, message: string) => void,
): Scenario {
  const declared = new Declared(root);
  const { cluster, topics, coupons, groups, producers } = buildTopology(
    draft,
    root,
    declared,
    onWarning,
    measured,
  );
  const faults = buildFaults(draft.faults, root.at('faults'), declared, onWarning);
  const workload = buildWorkload(
    draft.workload,
    root.at('workload'),
    declared,
    deadLetterTopicsOf(draft),
  );
  const { title, lesson, seed, store, quiet } = draft;
  return {
    title,
    lesson,
    path,
    seed,
    latencyProfile: draft.latency,
    cluster,
    topics,
    coupons,
    store: {
      latency: {
        statement: store.latency.statement ?? measured?.statement ?? DEFAULTS.store.statement,
        commit: store.latency.commit ?? measured?.commit ?? DEFAULTS.store.commit,
      },
      poolSize: store.poolSize,
    },
    groups,
    producers,
    workload,
    faults,
    quiet: { withinUs: quiet.within },
    expect: buildExpectations(draft.expect, root.at('expect'), declared, groups),
  };
}
