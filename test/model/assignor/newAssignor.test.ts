import { describe, expect, it } from 'vitest';
import { ASSIGNOR_NAMES, newAssignor } from '../../../src/model/assignor/newAssignor.ts';

describe('newAssignor', () => {
  it.each([
    ['range', 'RangeAssignor', ['EAGER']],
    ['roundrobin', 'RoundRobinAssignor', ['EAGER']],
    ['sticky', 'StickyAssignor', ['EAGER']],
    ['cooperative-sticky', 'CooperativeStickyAssignor', ['COOPERATIVE', 'EAGER']],
  ])('knows %s by protocol name and class name', (name, className, protocols) => {
    for (const given of [name, `org.apache.kafka.clients.consumer.${className}`]) {
      const assignor = newAssignor(given);
      expect(assignor.name).toBe(name);
      expect(assignor.supportedProtocols).toEqual(protocols);
    }
    expect(ASSIGNOR_NAMES).toContain(name);
  });

  it.each(['', 'Range', 'RangeAssignor', 'constructor', '__proto__'])('refuses %j', (name) => {
    expect(() => newAssignor(name)).toThrow(RangeError);
  });

  it('gives each consumer an assignor of its own', () => {
    const one = newAssignor('sticky');
    one.onAssignment([{ topic: 't', partition: 0 }], 3);
    expect(newAssignor('sticky').subscriptionUserData(['t'])).toBeNull();
    expect(one.subscriptionUserData(['t'])).toEqual({
      partitions: [{ topic: 't', partition: 0 }],
      generation: 3,
    });
  });
});
