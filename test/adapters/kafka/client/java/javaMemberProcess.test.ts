import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  JavaFailure,
  JavaMemberProcess,
  type JavaMessage,
} from '../../../../../src/adapters/kafka/client/java/javaMemberProcess.ts';
import { eventually } from '../../eventually.ts';
import { temporaryFolder } from '../../temporaryFolder.ts';

/** Speaks as the Java member does; `op` decides what it does. */
const SCRIPT = `
  const write = (message) => console.log(JSON.stringify(message));
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, op, kind, config, text } = JSON.parse(line);
    if (kind !== undefined) write({ event: 'ready', kind, config });
    else if (op === 'echo') write({ id, text });
    else if (op === 'refuse')
      write({ id, error: 'CommitFailedException', reason: 'CommitFailedException',
        errorCode: null, retriable: false, message: 'not a member' });
    else if (op === 'close') { write({ id }); process.exit(0); }
    else { console.error('SLF4J: nothing'); console.error('out of memory'); process.exit(3); }
  });
`;

interface Bench {
  readonly member: JavaMemberProcess;
  readonly events: JavaMessage[];
  readonly deaths: string[];
}

function start(): Bench {
  const script = join(temporaryFolder(), 'member.cjs');
  writeFileSync(script, SCRIPT);
  const events: JavaMessage[] = [];
  const deaths: string[] = [];
  const member = new JavaMemberProcess(
    { javaProgram: process.execPath, args: [script] },
    'consumer',
    { 'client.id': 'c1' },
    (event) => events.push(event),
    (reason) => deaths.push(reason),
  );
  return { member, events, deaths };
}

describe('JavaMemberProcess', () => {
  it('tells the member what it is, and pairs answers with calls', async () => {
    const { member, events, deaths } = start();
    const texts = ['쿠폰', '🎫', 'two\nlines', '"\\'];
    const answers = await Promise.all(texts.map((text) => member.call('echo', { text })));
    expect(answers.map(({ text }) => text)).toEqual(texts);
    expect(events).toEqual([{ event: 'ready', kind: 'consumer', config: { 'client.id': 'c1' } }]);
    await member.close();
    expect(deaths).toEqual([]);
  });

  it('rejects with the exception that was thrown', async () => {
    const { member } = start();
    const failure: unknown = await member.call('refuse').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(JavaFailure);
    expect(failure).toMatchObject({
      error: 'CommitFailedException',
      errorCode: null,
      retriable: false,
      message: 'CommitFailedException: not a member',
    });
    await member.close();
  });

  it('says how the member died, and rejects every call from then on', async () => {
    const { member, deaths } = start();
    const death = 'the Java member has ended (exit code 3: out of memory)';
    await expect(member.call('die')).rejects.toThrow(death);
    await eventually('the death is told', () => deaths.length > 0);
    expect(deaths).toEqual([death]);
    await expect(member.call('echo')).rejects.toThrow(death);
    await member.close();
  });

  it('says that the program is missing', async () => {
    const deaths: string[] = [];
    const program = { javaProgram: '/no/such/java', args: [] };
    const note = (reason: string): void => void deaths.push(reason);
    const member = new JavaMemberProcess(program, 'producer', {}, () => {}, note);
    await expect(member.call('echo')).rejects.toThrow('spawn /no/such/java ENOENT');
    expect(member.pid).toBe(0);
  });
});
