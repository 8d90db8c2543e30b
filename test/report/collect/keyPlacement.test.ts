import { describe, expect, it } from 'vitest';
import { RunScript } from '../../check/runScript.ts';
import { TOPIC } from '../../check/scriptHeader.ts';
import { scriptPicture } from '../scriptReport.ts';

describe('KeyCollector', () => {
  it('counts the records of each key in each partition', () => {
    const script = new RunScript({ partitions: 3 });
    script.requested('REQ-1', { coupon: '2', to: 2 }).requested('REQ-2', { coupon: '2', to: 2 });
    script.requested('REQ-3', { coupon: '1', to: 0 }).written(null, 0).acknowledged(null, 1, 0);
    expect(scriptPicture(script.ended('drained')).keys).toEqual([
      { topic: TOPIC, partition: 0, key: '1', records: 1 },
      { topic: TOPIC, partition: 0, key: null, records: 1 },
      { topic: TOPIC, partition: 2, key: '2', records: 2 },
    ]);
  });

  it('counts a record once that was acknowledged twice, and none that never was', () => {
    const script = new RunScript().requested('REQ-1').acknowledged('REQ-1', 0);
    script.submitted('REQ-2').written('REQ-2').ended('drained');
    expect(scriptPicture(script).keys).toEqual([
      { topic: TOPIC, partition: 0, key: '1', records: 1 },
    ]);
  });

  it('counts each send of a producer that learns no offset', () => {
    const script = new RunScript({ partitions: 3 }).acknowledged(null, -1, 1);
    script.acknowledged(null, -1, 1).ended('drained');
    expect(scriptPicture(script).keys).toEqual([
      { topic: TOPIC, partition: 1, key: null, records: 2 },
    ]);
  });
});
