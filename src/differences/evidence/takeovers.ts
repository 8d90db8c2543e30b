import type { HistoryEvent, HistorySink } from '../../history/event.ts';
import type { Information } from '../fact.ts';

interface Waiting {
  readonly trouble: 'crash' | 'pause' | 'end';
  readonly fromUs: number;
}

const TROUBLES = { Crashed: 'crash', Paused: 'pause', Stopped: 'end' } as const;

/** How long partitions stood still: from the trouble of an owner to the next one's first poll. */
export class Takeovers implements HistorySink {
  private readonly owners = new Map<string, string>();
  private readonly waiting = new Map<string, Waiting>();
  private readonly found: Information[] = [];

  onEvent(event: HistoryEvent): void {
    switch (event.type) {
      case 'Assigned':
        for (const { topic, partition } of event.partitions) {
          this.owners.set(`${event.group} ${topic}-${partition}`, event.process);
        }
        return;
      case 'Revoked':
        for (const { topic, partition } of event.partitions) {
          const name = `${event.group} ${topic}-${partition}`;
          if (this.owners.get(name) === event.process) this.owners.delete(name);
        }
        return;
      case 'Crashed':
      case 'Paused':
      case 'Stopped':
        for (const [name, owner] of this.owners) {
          if (owner !== event.process) continue;
          this.waiting.set(`${name} ${owner}`, {
            trouble: TROUBLES[event.type],
            fromUs: event.atUs,
          });
        }
        return;
      case 'Polled':
        return this.onPolled(event.process, `${event.topic}-${event.partition}`, event.atUs);
      default:
        return;
    }
  }

  finish(): readonly Information[] {
    return this.found;
  }

  private onPolled(process: string, partition: string, atUs: number): void {
    for (const [name, { trouble, fromUs }] of this.waiting) {
      const [group, where, owner] = splitThree(name);
      if (where !== partition) continue;
      this.waiting.delete(name);
      // It went on itself: nobody took over.
      if (owner === process) continue;
      const subject = `${group} ${where}: ${owner} to ${process}, ${trouble}`;
      this.found.push({ name: 'time to take over', subject, us: atUs - fromUs });
    }
  }
}

function splitThree(name: string): [string, string, string] {
  const last = name.lastIndexOf(' ');
  const middle = name.lastIndexOf(' ', last - 1);
  return [name.slice(0, middle), name.slice(middle + 1, last), name.slice(last + 1)];
}
