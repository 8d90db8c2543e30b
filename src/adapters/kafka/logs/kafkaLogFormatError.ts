/** Kafka's tool printed something that is not known: another Kafka, or a damaged log. */
export class KafkaLogFormatError extends Error {
  override name = 'KafkaLogFormatError';

  /** `text`: what was printed, shortened for the message. */
  constructor(where: string, problem: string, text: string) {
    const shown = text.length > 200 ? `${text.slice(0, 200)}...` : text;
    super(`${where}: ${problem}: ${JSON.stringify(shown)}`);
  }
}
