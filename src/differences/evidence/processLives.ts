import type { HistoryEvent, HistorySink } from '../../history/event.ts';

/** Why a process did nothing, or nothing any more, from a time on. */
export type Trouble = 'crashed' | 'stopped' | 'paused';

/** A time in which a process did not run. */
export interface Outage {
  readonly trouble: Trouble;
  readonly fromUs: number;
  /** Infinity: it never ran again. */
  readonly untilUs: number;
}

/** When which process did not run. */
export class ProcessLives implements HistorySink {
  private readonly outages = new Map<
    string,
    { trouble: Trouble; fromUs: number; untilUs: number }[]
  >();

  private readonly starts: { readonly process: string; readonly atUs: number }[] = [];
  private readonly toldToEnd: { readonly process: string; readonly atUs: number }[] = [];

  onEvent(event: HistoryEvent): void {
    const { process, atUs } = event;
    switch (event.type) {
      case 'Crashed':
        this.end(process, atUs);
        return this.begin(process, 'crashed', atUs);
      case 'Stopped':
        this.end(process, atUs);
        return this.begin(process, 'stopped', atUs);
      case 'Paused':
        return this.begin(process, 'paused', atUs);
      case 'FaultInjected':
        if (event.text.startsWith('stop ')) this.toldToEnd.push({ process, atUs });
        return;
      case 'Started':
        this.starts.push({ process, atUs });
        return this.end(process, atUs);
      case 'Resumed':
        return this.end(process, atUs);
      default:
        return;
    }
  }

  /**
   * True if the scenario let the process end in good order in that time. It leaves its group first
   * and is stopped a little later.
   */
  wasToldToEnd(process: string, fromUs: number, untilUs: number): boolean {
    return this.toldToEnd.some(
      (one) => one.process === process && one.atUs >= fromUs && one.atUs <= untilUs,
    );
  }

  /** When the present life of the process began, by then; -1: it had not been started. */
  startedAtUs(process: string, atUs: number): number {
    return this.starts.findLast((one) => one.process === process && one.atUs <= atUs)?.atUs ?? -1;
  }

  /** True if it ran at some time between these, or was told to end only then. */
  ranBetween(process: string, fromUs: number, untilUs: number): boolean {
    if (this.startedAtUs(process, untilUs) < 0) return false;
    return !this.outagesOf(process).some((one) => one.fromUs <= fromUs && one.untilUs >= untilUs);
  }

  /** Of a process, in order of time. */
  outagesOf(process: string): readonly Outage[] {
    return this.outages.get(process) ?? [];
  }

  /** The last outage that had begun by then; null: none. */
  lastOutage(process: string, atUs: number): Outage | null {
    return this.outagesOf(process).findLast(({ fromUs }) => fromUs <= atUs) ?? null;
  }

  private begin(process: string, trouble: Trouble, fromUs: number): void {
    const list = this.outages.get(process) ?? [];
    list.push({ trouble, fromUs, untilUs: Infinity });
    this.outages.set(process, list);
  }

  private end(process: string, atUs: number): void {
    const last = this.outages.get(process)?.at(-1);
    if (last !== undefined && last.untilUs === Infinity) last.untilUs = atUs;
  }
}
