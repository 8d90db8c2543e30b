/** What each arm of a comparison is, for those who do not know. */
const WORDS: Readonly<Record<string, string>> = {
  eager:
    'at each rebalance everybody gives everything back and waits for the slowest; then all get ' +
    'their new shares.',
  cooperative:
    'only what moves is given back, in a first round; a second round hands it to its new owner.',
  static:
    'eager, but each consumer has a name of its own (group.instance.id) and may be away under it ' +
    'for as long as a session lasts.',
  consumer:
    'KIP-848: the coordinator decides, and each member goes there at its own pace, with its ' +
    'heartbeats.',
};

/** One sentence about a protocol; '' if it is not known. */
export function protocolWords(protocol: string): string {
  return WORDS[protocol] ?? '';
}
