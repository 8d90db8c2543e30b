import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../../src/scenario/defaults.ts';
import type {
  LatencyProfile,
  MeasuredLatency,
} from '../../../src/scenario/latency/latencyProfile.ts';
import { profileLatencies } from '../../../src/scenario/latency/latencyProfile.ts';
import { parseLatencyProfile } from '../../../src/scenario/latency/parseLatencyProfile.ts';
import { printLatencyProfile } from '../../../src/scenario/latency/printLatencyProfile.ts';
import { formatProblem } from '../../../src/scenario/parse/problem.ts';
import { parseScenario } from '../../../src/scenario/parseScenario.ts';
import { printScenario } from '../../../src/scenario/printScenario.ts';

function times(...quantilesUs: number[]): MeasuredLatency {
  return { samples: 1000, quantilesUs };
}

const PROFILE: LatencyProfile = {
  title: 'A machine',
  measured: '2026-11-26',
  machine: '2 cores',
  kafka: '4.3.1',
  client: 'kafkajs 2.2.4',
  database: 'PostgreSQL 18.4',
  roundTrip: {
    heartbeat: times(201, 220, 300, 400, 900, 1_500, 2_000),
    fetch: times(300, 340, 420, 510, 950, 1_700, 1_900),
    'offset-commit': times(200, 220, 300, 400, 900, 1_500, 2_000),
    'produce-acks-0': times(20, 22, 30, 40, 90, 150, 200),
    'produce-acks-1': times(500, 600, 700, 800, 1_900, 2_500, 4_000),
    'produce-acks-all': times(501, 620, 700, 900, 1_900, 2_500, 4_000),
  },
  store: {
    statement: times(80, 90, 100, 150, 300, 800, 1_250),
    commit: times(300, 310, 400, 600, 1_300, 2_800, 10_000),
  },
};

const SCENARIO = `title: Measured
latency: profiles/here.yaml
topics:
  coupon-issue-request: { partitions: 3 }
`;

function read(scenario: string, profile: string | null): ReturnType<typeof parseScenario> {
  return parseScenario(scenario, 's.yaml', (path) =>
    profile === null ? { problem: 'is not there' } : { text: profile, shownPath: `dir/${path}` },
  );
}

function errorsOf(parsed: ReturnType<typeof parseScenario>): string[] {
  return 'errors' in parsed ? parsed.errors.map(formatProblem) : [];
}

describe('a latency profile', () => {
  it('is read back as it was printed', () => {
    expect(parseLatencyProfile(printLatencyProfile(PROFILE), 'p.yaml')).toEqual({
      profile: PROFILE,
    });
  });

  it('takes half a heartbeat as the way, and what a request takes longer as work on it', () => {
    const { clientBroker, handling, commit } = profileLatencies(PROFILE);
    expect(clientBroker).toEqual({
      minUs: 101,
      maxUs: 1_000,
      quantilesUs: [101, 110, 150, 200, 450, 750, 1_000],
    });
    // A fetch was as fast as a heartbeat once, and never faster: what it takes never falls.
    expect(handling.map(({ api }) => api)).toEqual(['Fetch', 'Produce']);
    expect(handling[0]!.latency.quantilesUs).toEqual([99, 120, 120, 120, 120, 200, 200]);
    expect(commit.maxUs).toBe(10_000);
  });

  it('gives a scenario its latencies, but for what the scenario says itself', () => {
    const own = `${SCENARIO}store: { latency: { statement: 0.2ms..0.6ms, commit: 7ms } }\n`;
    const parsed = read(own, printLatencyProfile(PROFILE));
    if ('errors' in parsed) throw new Error(errorsOf(parsed).join('\n'));
    const { cluster, store, latencyProfile } = parsed.scenario;
    expect(latencyProfile).toBe('profiles/here.yaml');
    expect(cluster.latency.clientBroker.quantilesUs).toHaveLength(7);
    expect(cluster.latency.handling).toHaveLength(2);
    expect(store.latency.statement).toEqual(DEFAULTS.store.statement);
    expect(store.latency.commit).toEqual({ minUs: 7_000, maxUs: 7_000 });
    const printed = printScenario(parsed.scenario);
    expect(read(printed, printLatencyProfile(PROFILE))).toEqual({ ...parsed, warnings: [] });
  });

  it('is refused with the place, in the scenario and in itself', () => {
    expect(errorsOf(read(SCENARIO, null))).toEqual(['s.yaml:2:10: latency: is not there']);
    const falling = printLatencyProfile(PROFILE).replace('p90: 400us', 'p90: 40us');
    const [objection] = errorsOf(read(SCENARIO, falling));
    expect(objection).toMatch(/^s.yaml:2:10: latency: is no latency profile: /);
    expect(objection).toMatch(/ dir\/profiles\/here.yaml:\d+:\d+: round-trip.heartbeat.p90: /);
    expect(objection).toMatch(/: is less than p50$/);
    const missing = printLatencyProfile(PROFILE).replace(/\n {2}fetch:.*/, '');
    expect(errorsOf(read(SCENARIO, missing))[0]).toContain('"fetch" is missing');
    expect(errorsOf(parseScenario(SCENARIO, ''))[0]).toContain('not in a file');
  });
});
