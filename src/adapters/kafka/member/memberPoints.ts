import type { WorkPointName } from '../../sim/pointListener.ts';
import type { MemberReport, Permission } from './memberMessage.ts';
import type { ArmedPoint } from './memberSpec.ts';

/** Points of the work at which faults wait: at each of them the process stops and asks. */
export class MemberPoints {
  private readonly ask: (report: MemberReport & { readonly type: 'reached' }) => Permission;
  private armed: readonly ArmedPoint[];

  constructor(
    armed: readonly ArmedPoint[],
    ask: (report: MemberReport & { readonly type: 'reached' }) => Permission,
  ) {
    this.armed = armed;
    this.ask = ask;
  }

  /** The work has come to this point. Returns when the run says so, if a fault waits here. */
  reached(point: WorkPointName, topic: string, partition: number, offset: number): void {
    if (!this.armed.some((armed) => matches(armed, point, topic, partition, offset))) return;
    const { armed } = this.ask({ type: 'reached', point, topic, partition, offset });
    this.armed = this.armed.filter(({ id }) => armed.includes(id));
  }
}

function matches(
  { point: wanted, record }: ArmedPoint,
  point: WorkPointName,
  topic: string,
  partition: number,
  offset: number,
): boolean {
  if (wanted !== point) return false;
  if (record === null) return true;
  return record.topic === topic && record.partition === partition && record.offset === offset;
}
