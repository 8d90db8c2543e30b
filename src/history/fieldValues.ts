import type { HistoryEvent, HistoryEventType } from './event.ts';
import type { EventLayout } from './eventFields.ts';
import { eventLayout } from './eventFields.ts';

/** Layouts of the types of which there are many. */
const LAYOUTS = {
  RequestSubmitted: layoutOf('RequestSubmitted'),
  RequestAccepted: layoutOf('RequestAccepted'),
  SendStarted: layoutOf('SendStarted'),
  Produced: layoutOf('Produced'),
  HandlerStarted: layoutOf('HandlerStarted'),
  HandlerEnded: layoutOf('HandlerEnded'),
  EffectCommitted: layoutOf('EffectCommitted'),
} as const;

/** The values of one event after another, in the order of its layout. */
export class FieldValues {
  atUs = 0;
  process = '';
  readonly fields: unknown[] = [];

  /**
   * Takes the values of an event. The types of which there are many are read field by field, since
   * a field of an object of any shape costs several times as much.
   */
  read(event: HistoryEvent): EventLayout {
    const { fields } = this;
    switch (event.type) {
      case 'RequestSubmitted':
        this.readHead(event.atUs, event.process);
        fields[0] = event.requestId;
        fields[1] = event.couponId;
        fields[2] = event.userId;
        return LAYOUTS.RequestSubmitted;
      case 'RequestAccepted':
        this.readHead(event.atUs, event.process);
        fields[0] = event.requestId;
        return LAYOUTS.RequestAccepted;
      case 'SendStarted':
        this.readHead(event.atUs, event.process);
        fields[0] = event.sendId;
        fields[1] = event.topic;
        fields[2] = event.key;
        fields[3] = event.requestId;
        return LAYOUTS.SendStarted;
      case 'Produced':
        this.readHead(event.atUs, event.process);
        fields[0] = event.sendId;
        fields[1] = event.topic;
        fields[2] = event.partition;
        fields[3] = event.offset;
        fields[4] = event.key;
        fields[5] = event.requestId;
        return LAYOUTS.Produced;
      case 'HandlerStarted':
        this.readHead(event.atUs, event.process);
        fields[0] = event.topic;
        fields[1] = event.partition;
        fields[2] = event.offset;
        fields[3] = event.key;
        fields[4] = event.requestId;
        fields[5] = event.attempt;
        return LAYOUTS.HandlerStarted;
      case 'HandlerEnded':
        this.readHead(event.atUs, event.process);
        fields[0] = event.topic;
        fields[1] = event.partition;
        fields[2] = event.offset;
        fields[3] = event.outcome;
        fields[4] = event.error;
        return LAYOUTS.HandlerEnded;
      case 'EffectCommitted':
        this.readHead(event.atUs, event.process);
        fields[0] = event.topic;
        fields[1] = event.partition;
        fields[2] = event.offset;
        fields[3] = event.requestId;
        fields[4] = event.couponId;
        fields[5] = event.userId;
        fields[6] = event.issued;
        fields[7] = event.deducted;
        fields[8] = event.outcome;
        fields[9] = event.stockAfter;
        return LAYOUTS.EffectCommitted;
      default:
        return this.readByName(event);
    }
  }

  private readHead(atUs: number, process: string): void {
    this.atUs = atUs;
    this.process = process;
  }

  private readByName(event: HistoryEvent): EventLayout {
    const layout = layoutOf(event.type);
    this.readHead(event.atUs, event.process);
    const byName = event as unknown as Readonly<Record<string, unknown>>;
    layout.fields.forEach(({ name }, index) => (this.fields[index] = byName[name]));
    return layout;
  }
}

function layoutOf(type: HistoryEventType): EventLayout {
  return eventLayout(type)!;
}
