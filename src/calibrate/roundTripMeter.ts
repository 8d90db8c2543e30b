import { KAFKA_API, kafkaRequestHead } from '../adapters/kafka/proxy/framing.ts';
import type { ProxyJudge } from '../adapters/kafka/proxy/proxyLink.ts';

/**
 * Takes the time of requests between a client and its broker, where a proxy stands that sees both
 * the request and its answer pass.
 */
export class RoundTripMeter {
  /** For the proxy: looks on and lets everything pass. */
  readonly judge: ProxyJudge;
  private readonly api: number;
  private readonly sentAtMs = new WeakMap<Buffer, number>();
  private timesUs: number[] = [];

  constructor(api: keyof typeof KAFKA_API) {
    this.api = KAFKA_API[api];
    this.judge = (request, direction) => {
      if (kafkaRequestHead(request).api !== this.api) return null;
      const nowMs = performance.now();
      const sentAtMs = this.sentAtMs.get(request);
      if (direction === 'toBroker') this.sentAtMs.set(request, nowMs);
      else if (sentAtMs !== undefined) this.timesUs.push((nowMs - sentAtMs) * 1000);
      return null;
    };
  }

  /** How many round trips have been seen. */
  get count(): number {
    return this.timesUs.length;
  }

  /** The times so far in microseconds; from now on it begins anew. */
  take(): readonly number[] {
    const taken = this.timesUs;
    this.timesUs = [];
    return taken;
  }
}
