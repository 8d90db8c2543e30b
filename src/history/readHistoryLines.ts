import type { HistoryHeader, HistorySink } from './event.ts';
import type { HistoryReading } from './historyLineReader.ts';
import { HistoryLineReader } from './historyLineReader.ts';

/**
 * Reads a whole history. `openSink` is called with the header and takes the events in order.
 * Rejects with HistoryFormatError, which names the line.
 */
export async function readHistoryLines(
  lines: Iterable<string> | AsyncIterable<string>,
  openSink: (header: HistoryHeader) => HistorySink,
): Promise<HistoryReading> {
  const reader = new HistoryLineReader(openSink);
  for await (const line of lines) reader.readLine(line);
  return reader.finish();
}
