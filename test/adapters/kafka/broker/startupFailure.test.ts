import { describe, expect, it } from 'vitest';
import { KafkaProblem } from '../../../../src/adapters/kafka/broker/kafkaProblem.ts';
import {
  explainStartupFailure,
  PortTaken,
} from '../../../../src/adapters/kafka/broker/startupFailure.ts';

/** As Kafka 4.3.1 printed them here, or Java did. */
const FATAL = '2026-11-26 01:12:32.565 ERROR Exiting Kafka due to fatal exception (Kafka$)';

describe('explainStartupFailure', () => {
  it('passes on what Kafka says of a config, as misuse', () => {
    const said = 'Invalid value abc for configuration num.partitions: Not a number of type INT';
    const error = explainStartupFailure(1, `${FATAL}\n${said}\n`, '/lab/broker.log');
    expect(error.message).toBe(`node 1 ended, saying: ${said}. Its log: /lab/broker.log`);
    expect((error as KafkaProblem).kind).toBe('misuse');
  });

  it('knows a port that is taken, so that others can be tried', () => {
    const said = 'Socket server failed to bind to 127.0.0.1:29092: Address already in use.';
    const error = explainStartupFailure(2, `${FATAL}\n${said}\n`, '/lab/broker.log');
    expect(error).toBeInstanceOf(PortTaken);
    expect(error.message).toContain('node 2 ended: port 29092 is taken');
  });

  it.each([
    ['java.io.IOException: No space left on device', /the disk is full/],
    ['java.nio.file.AccessDeniedException: /lab/data', /no permission/],
    ['Error: java.lang.UnsupportedClassVersionError: kafka/Kafka', /Java is too old/],
    ['Error: Could not reserve enough space for object heap', /not enough memory/],
    ['Failed to acquire lock on file .lock in /lab/data.', /another Kafka uses its data/],
    ['2026-11-26 ERROR Something new (Kafka$)', /saying: 2026-11-26 ERROR Something new/],
    ['only this', /saying: only this/],
    ['', /saying: nothing/],
  ])('%j', (printed, message) => {
    const error = explainStartupFailure(1, printed, '/lab/broker.log');
    expect(error).toBeInstanceOf(KafkaProblem);
    expect(error.message).toMatch(message);
  });
});
