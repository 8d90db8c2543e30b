import { describe, expect, it } from 'vitest';
import { MemberPoints } from '../../../../src/adapters/kafka/member/memberPoints.ts';

const record = { topic: 't', partition: 0, offset: 7 };

describe('MemberPoints', () => {
  it('asks at an armed point only, and no more when it is not armed any more', () => {
    const asked: string[] = [];
    const points = new MemberPoints(
      [
        { id: 1, point: 'handled', record },
        { id: 2, point: 'polled', record: null },
      ],
      ({ point, offset }) => {
        asked.push(`${point}@${offset}`);
        return { armed: point === 'handled' ? [2] : [1, 2] };
      },
    );
    points.reached('handled', 't', 0, 6);
    points.reached('handled', 't', 1, 7);
    points.reached('committed', 't', 0, 7);
    points.reached('polled', 't', 2, 0);
    points.reached('handled', 't', 0, 7);
    points.reached('handled', 't', 0, 7);
    points.reached('polled', 't', 2, 1);
    expect(asked).toEqual(['polled@0', 'handled@7', 'polled@1']);
  });
});
