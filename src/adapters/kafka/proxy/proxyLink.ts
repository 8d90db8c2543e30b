import { connect, type Socket } from 'node:net';
import type { Cutter, Framing } from './framing.ts';

/** Which way a message goes. */
export type ProxyDirection = 'toBroker' | 'toClient';

/** What is done with messages of one direction. */
export interface ProxyFlow {
  readonly delayMs: number;
  readonly mode: 'forward' | 'hold' | 'drop';
}

/**
 * What happens to one message. `drop` leaves the connection open; with `isSilent` nothing behind it
 * arrives either, as on a network that loses packets.
 */
export type ProxyFate =
  | { readonly type: 'drop'; readonly isSilent: boolean }
  | { readonly type: 'cut' }
  | { readonly type: 'delay'; readonly delayMs: number };

/** Decides on a request, or on the answer to it; null: nothing happens to it. */
export type ProxyJudge = (request: Buffer, direction: ProxyDirection) => ProxyFate | null;

/** A response that is to be lost. */
export interface LossOrder {
  readonly isWanted: (request: Buffer) => boolean;
  readonly onLost: () => void;
}

/** What a connection needs from its proxy. */
export interface ProxyLinkOptions {
  readonly host: string;
  readonly port: number;
  readonly framing: Framing;
  /** Asked anew for every message: faults begin and end under way. */
  readonly flowOf: (direction: ProxyDirection) => ProxyFlow;
  /** Asked for every message; null: nobody is to be asked. */
  readonly judge: () => ProxyJudge | null;
  /** Takes the order to lose the answer to this request, if there is one. */
  readonly takeLoss: (request: Buffer) => LossOrder | null;
  /** Gives an order back: the connection ended before the answer came. */
  readonly returnLoss: (order: LossOrder) => void;
  readonly onDropped: () => void;
  readonly onClosed: () => void;
}

interface AwaitedLoss {
  /** `null`: the answer to the request of this place in the order. */
  readonly id: number | null;
  readonly requestIndex: number;
  readonly order: LossOrder;
}

/** A message that has not arrived yet. */
interface QueuedMessage {
  readonly bytes: Buffer;
  /** Infinity: held until somebody clears the way. */
  dueMs: number;
}

/** One direction of a connection. One queue, so that nothing ever overtakes. */
interface Lane {
  readonly to: Socket;
  readonly cut: Cutter;
  queue: QueuedMessage[];
  timer: NodeJS.Timeout | null;
  /** The sender has said all. */
  isEnded: boolean;
  /** A message was lost, and nothing behind it arrives. */
  isSilent: boolean;
}

/** One client's connection and its twin to the broker. */
export class ProxyLink {
  private readonly client: Socket;
  private readonly broker: Socket;
  private readonly options: ProxyLinkOptions;
  private readonly lanes: Readonly<Record<ProxyDirection, Lane>>;
  private readonly awaited: AwaitedLoss[] = [];
  /** Requests without an answer yet, by their number. */
  private readonly unanswered = new Map<number, Buffer>();
  private requestCount = 0;
  private responseCount = 0;
  private isClosed = false;

  constructor(client: Socket, options: ProxyLinkOptions) {
    const { host, port, framing } = options;
    this.client = client;
    this.options = options;
    this.broker = connect({ host, port, allowHalfOpen: true, noDelay: true });
    this.lanes = {
      toBroker: newLane(this.broker, framing),
      toClient: newLane(client, framing),
    };
    this.listen('toBroker', client);
    this.listen('toClient', this.broker);
  }

  /** Messages that have not been sent on yet. */
  get waitingCount(): number {
    return this.lanes.toBroker.queue.length + this.lanes.toClient.queue.length;
  }

  /** What was held goes on its way. */
  releaseHeld(direction: ProxyDirection): void {
    const lane = this.lanes[direction];
    const nowMs = performance.now();
    for (const message of lane.queue) if (message.dueMs === Infinity) message.dueMs = nowMs;
    this.advance(lane);
  }

  /** Resets both sides; what was on its way is lost. */
  reset(): void {
    if (this.isClosed) return;
    this.client.resetAndDestroy();
    this.broker.resetAndDestroy();
    this.finish();
  }

  private listen(direction: ProxyDirection, from: Socket): void {
    const lane = this.lanes[direction];
    from.on('data', (bytes: Buffer) => {
      for (const message of lane.cut(bytes)) {
        if (this.isClosed) return;
        this.onMessage(direction, message);
      }
    });
    from.on('end', () => {
      lane.isEnded = true;
      this.advance(lane);
    });
    // One side has gone: so does the other.
    from.on('error', () => this.reset());
    from.on('close', () => {
      if (this.client.destroyed && this.broker.destroyed) this.finish();
    });
  }

  private onMessage(direction: ProxyDirection, message: Buffer): void {
    if (direction === 'toBroker') this.noteRequest(message);
    else if (this.isToBeLost(message)) return;
    const { mode, delayMs } = this.options.flowOf(direction);
    if (mode === 'drop') return this.options.onDropped();
    const lane = this.lanes[direction];
    if (lane.isSilent) return this.options.onDropped();
    const fate = this.fateOf(direction, message);
    if (fate?.type === 'cut') return this.reset();
    if (fate?.type === 'drop') {
      lane.isSilent = fate.isSilent;
      return this.options.onDropped();
    }
    const waitMs = delayMs + (fate?.delayMs ?? 0);
    const dueMs = mode === 'hold' ? Infinity : performance.now() + waitMs;
    lane.queue.push({ bytes: message, dueMs });
    this.advance(lane);
  }

  private fateOf(direction: ProxyDirection, message: Buffer): ProxyFate | null {
    const judge = this.options.judge();
    if (judge === null) return null;
    const { framing } = this.options;
    const isRequest = direction === 'toBroker';
    const id = isRequest ? framing.requestId(message) : framing.responseId(message);
    if (id === null) return null;
    if (isRequest) this.unanswered.set(id, message);
    const request = this.unanswered.get(id);
    if (!isRequest) this.unanswered.delete(id);
    return request === undefined ? null : judge(request, direction);
  }

  private noteRequest(request: Buffer): void {
    const requestIndex = this.requestCount;
    this.requestCount += 1;
    const order = this.options.takeLoss(request);
    if (order === null) return;
    this.awaited.push({ id: this.options.framing.requestId(request), requestIndex, order });
  }

  /** True if the answer was lost, and the connection with it. */
  private isToBeLost(response: Buffer): boolean {
    const id = this.options.framing.responseId(response);
    const index = this.responseCount;
    this.responseCount += 1;
    const lost = this.awaited.find((awaited) =>
      awaited.id === null ? awaited.requestIndex === index : awaited.id === id,
    );
    if (lost === undefined) return false;
    this.awaited.splice(this.awaited.indexOf(lost), 1);
    this.reset();
    lost.order.onLost();
    return true;
  }

  /** Sends what is due, in order, and then the end if the sender has ended. */
  private advance(lane: Lane): void {
    if (this.isClosed) return;
    if (lane.timer !== null) clearTimeout(lane.timer);
    lane.timer = null;
    for (;;) {
      const [next] = lane.queue;
      if (next === undefined) break;
      const waitMs = next.dueMs - performance.now();
      if (waitMs > 0) {
        if (waitMs !== Infinity)
          lane.timer = setTimeout(() => this.advance(lane), Math.ceil(waitMs));
        return;
      }
      lane.queue.shift();
      if (lane.to.writable) lane.to.write(next.bytes);
    }
    if (lane.isEnded && lane.to.writable) lane.to.end();
  }

  private finish(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const { timer } of Object.values(this.lanes)) if (timer !== null) clearTimeout(timer);
    for (const { order } of this.awaited) this.options.returnLoss(order);
    this.options.onClosed();
  }
}

function newLane(to: Socket, framing: Framing): Lane {
  return { to, cut: framing.newCutter(), queue: [], timer: null, isEnded: false, isSilent: false };
}
