/** Codes in the place of a protocol version: requests for encryption, which may come first. */
const ENCRYPTION_REQUESTS: ReadonlySet<number> = new Set([80877103, 80877104]);

/** One message of PostgreSQL's protocol. */
export interface WireMessage {
  /** Its letter; '' for the first message of a client, which has none. */
  readonly type: string;
  /** The whole message, letter and length included. */
  readonly bytes: Buffer;
}

/** Cuts a stream of bytes into messages. One for each direction of a connection. */
export class WireMessages {
  private rest = Buffer.alloc(0);
  private hasLetter: boolean;

  constructor(from: 'client' | 'server') {
    this.hasLetter = from === 'server';
  }

  /** The messages that these bytes complete. */
  push(bytes: Buffer): readonly WireMessage[] {
    this.rest = Buffer.concat([this.rest, bytes]);
    const messages: WireMessage[] = [];
    for (let message = this.next(); message !== null; message = this.next()) messages.push(message);
    return messages;
  }

  private next(): WireMessage | null {
    const { rest, hasLetter } = this;
    const headerLength = hasLetter ? 5 : 4;
    if (rest.length < headerLength) return null;
    const length = rest.readUInt32BE(headerLength - 4) + headerLength - 4;
    if (rest.length < length) return null;
    const bytes = rest.subarray(0, length);
    this.rest = rest.subarray(length);
    if (hasLetter) return { type: String.fromCharCode(bytes[0]!), bytes };
    this.hasLetter = !ENCRYPTION_REQUESTS.has(bytes.readUInt32BE(4));
    return { type: '', bytes };
  }
}
