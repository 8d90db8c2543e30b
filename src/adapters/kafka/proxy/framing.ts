/** Cuts a stream of bytes into messages that a proxy forwards, drops or holds as wholes. */
export interface Framing {
  /** A cutter for one direction of one connection. */
  newCutter(): Cutter;
  /** What ties a response to its request; `null`: their order does. */
  requestId(request: Buffer): number | null;
  responseId(response: Buffer): number | null;
}

/** Takes bytes as they come, returns the messages that are whole. */
export type Cutter = (bytes: Buffer) => Buffer[];

/** Every piece that the network delivers is a message: for protocols that are not known. */
export const pieceFraming: Framing = {
  newCutter: () => (bytes) => [bytes],
  requestId: () => null,
  responseId: () => null,
};

const SIZE_BYTES = 4;

/**
 * Kafka's protocol: four bytes of size, then the message. A request tells its kind, its version and
 * its correlation id, a response begins with the id of its request.
 */
export const kafkaFraming: Framing = {
  newCutter: () => {
    let pending: Buffer = Buffer.alloc(0);
    return (bytes) => {
      pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
      const messages: Buffer[] = [];
      while (pending.length >= SIZE_BYTES) {
        const length = SIZE_BYTES + pending.readInt32BE(0);
        if (pending.length < length) break;
        messages.push(pending.subarray(0, length));
        pending = pending.subarray(length);
      }
      return messages;
    };
  },
  requestId: (request) => (request.length >= 12 ? request.readInt32BE(8) : null),
  responseId: (response) => (response.length >= 8 ? response.readInt32BE(4) : null),
};

/** Kinds of Kafka requests by their number in the protocol. */
export const KAFKA_API = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  OffsetCommit: 8,
  OffsetFetch: 9,
  FindCoordinator: 10,
  JoinGroup: 11,
  Heartbeat: 12,
  LeaveGroup: 13,
  SyncGroup: 14,
  ApiVersions: 18,
  InitProducerId: 22,
  ConsumerGroupHeartbeat: 68,
} as const;

/** Who sent a Kafka request, by the client id in its header, and its kind by number. */
export function kafkaRequestHead(request: Buffer): {
  readonly api: number;
  readonly client: string;
} {
  const CLIENT_AT = 12;
  if (request.length < CLIENT_AT + 2) return { api: -1, client: '' };
  const length = Math.max(0, request.readInt16BE(CLIENT_AT));
  const start = CLIENT_AT + 2;
  return { api: request.readInt16BE(4), client: request.toString('utf8', start, start + length) };
}

/** A test for requests of one kind, for `loseNextResponse`. */
export function isKafkaRequest(api: keyof typeof KAFKA_API): (request: Buffer) => boolean {
  return (request) => request.length >= 6 && request.readInt16BE(4) === KAFKA_API[api];
}
