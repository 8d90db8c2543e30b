import { RunScript } from '../check/runScript.ts';

/**
 * Four requests in partition 0: c1 is handed all of them, handles two, commits the first and
 * crashes; c2 gets the partition and begins at the commit.
 */
export function crashScript(): RunScript {
  const script = new RunScript({ coupons: { '1': 3 }, consumers: ['c1', 'c2'] });
  script.started('broker-1', 'api-1', 'c1', 'c2').at(0.5);
  script.groupState('PreparingRebalance', 'new member c1', 0).at(0.9);
  script
    .assigned(1, { c1: [0], c2: [] })
    .groupState('Stable', '', 1)
    .at(1);
  for (const requestId of ['REQ-1', 'REQ-2', 'REQ-3', 'REQ-4']) script.requested(requestId);
  script.at(2).polled('c1', 0, 4).handled('c1', 0).committed('c1', 1).handled('c1', 1);
  script.at(3).crashed('c1').at(9).removed('c1', 'session expired');
  script.groupState('PreparingRebalance', 'the session of c1 expired', 1).at(9.5);
  script.assigned(2, { c2: [0] }).groupState('Stable', '', 2);
  script.at(10).polled('c2', 1, 4).handled('c2', 1, 4).committed('c2', 4);
  return script.at(11).quiet().ended('drained');
}

/**
 * c1 is handed two records, stands still before it handles the second one, and handles it when c2
 * has had it already.
 */
export function zombieScript(): RunScript {
  const script = new RunScript({ consumers: ['c1', 'c2'] });
  script
    .started('broker-1', 'api-1', 'c1', 'c2')
    .at(0.5)
    .assigned(1, { c1: [0], c2: [] })
    .at(1);
  script.requested('REQ-1').requested('REQ-2');
  script.at(2).polled('c1', 0, 2).handled('c1', 0).at(2.5).paused('c1');
  script
    .at(8)
    .removed('c1', 'session expired')
    .assigned(2, { c2: [0] });
  script.at(9).polled('c2', 0, 2).handled('c2', 0, 2).committed('c2', 2);
  script.at(12).resumed('c1').handled('c1', 1).commitRefused('c1', 2, 'UNKNOWN_MEMBER_ID');
  return script.lost('c1', 1, 0).at(13).quiet().ended('drained');
}
