import { connect } from 'node:net';

/** What a broker says of its cluster. */
export interface ClusterAnswer {
  readonly clusterId: string | null;
  /** Brokers that are registered and not fenced, by id. */
  readonly brokerIds: readonly number[];
}

const METADATA = 3;
const METADATA_VERSION = 5;
const API_VERSIONS = 18;
const CORRELATION_ID = 0x1ab;
const MAX_ANSWER_BYTES = 1 << 20;

/**
 * Asks a broker for the brokers of its cluster: one Metadata request over a connection of its own.
 * `null`: no answer, a refusal, or what answers is no Kafka.
 */
export async function askBroker(
  host: string,
  port: number,
  timeoutMs: number,
): Promise<ClusterAnswer | null> {
  // No topics, and none to be created: five zero bytes.
  const answer = await exchange(host, port, request(METADATA, METADATA_VERSION, 5), timeoutMs);
  if (answer === null) return null;
  try {
    return readMetadata(answer);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** True if a node, controllers included, answers the question for the requests that it knows. */
export async function answersAtAll(
  host: string,
  port: number,
  timeoutMs: number,
): Promise<boolean> {
  const answer = await exchange(host, port, request(API_VERSIONS, 0, 0), timeoutMs);
  return answer !== null && answer.length >= 6 && answer.readInt32BE(0) === CORRELATION_ID;
}

/** A request whose body is nothing but zero bytes. */
function request(api: number, version: number, bodyBytes: number): Buffer {
  const clientId = Buffer.from('partition-lab');
  const bytes = Buffer.alloc(4 + 10 + clientId.length + bodyBytes);
  bytes.writeInt32BE(bytes.length - 4, 0);
  bytes.writeInt16BE(api, 4);
  bytes.writeInt16BE(version, 6);
  bytes.writeInt32BE(CORRELATION_ID, 8);
  bytes.writeInt16BE(clientId.length, 12);
  clientId.copy(bytes, 14);
  return bytes;
}

async function exchange(
  host: string,
  port: number,
  bytesToSend: Buffer,
  timeoutMs: number,
): Promise<Buffer | null> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answer: Buffer | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(null), timeoutMs);
    let received = Buffer.alloc(0);
    socket.on('connect', () => socket.write(bytesToSend));
    socket.on('error', () => finish(null));
    socket.on('close', () => finish(null));
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      if (received.length < 4) return;
      const size = received.readInt32BE(0);
      if (size < 4 || size > MAX_ANSWER_BYTES) finish(null);
      else if (received.length >= 4 + size) finish(received.subarray(4, 4 + size));
    });
  });
}

/** Reading past the end throws RangeError. */
function readMetadata(bytes: Buffer): ClusterAnswer | null {
  let position = 0;
  const int32 = (): number => bytes.readInt32BE((position += 4) - 4);
  const text = (): string | null => {
    const length = bytes.readInt16BE((position += 2) - 2);
    if (length < 0) return null;
    if (position + length > bytes.length) throw new RangeError('text ends after the answer');
    return bytes.toString('utf8', position, (position += length));
  };
  if (int32() !== CORRELATION_ID) return null;
  int32(); // throttle time
  const count = int32();
  if (count < 0 || count > bytes.length) return null;
  const brokerIds: number[] = [];
  for (let index = 0; index < count; index += 1) {
    brokerIds.push(int32());
    text(); // host
    int32(); // port
    text(); // rack
  }
  return { clusterId: text(), brokerIds: brokerIds.sort((a, b) => a - b) };
}
