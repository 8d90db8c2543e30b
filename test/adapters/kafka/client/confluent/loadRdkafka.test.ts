import { describe, expect, it } from 'vitest';
import { loadRdkafka } from '../../../../../src/adapters/kafka/client/confluent/loadRdkafka.ts';
import { FakeRdkafka } from './fakeRdkafka.ts';

function failing(message: string, code?: string): () => Promise<unknown> {
  return () => Promise.reject(Object.assign(new Error(message), { code }));
}

describe('loadRdkafka', () => {
  it('finds the package, whatever kind of module it is', async () => {
    const { module } = new FakeRdkafka();
    expect(await loadRdkafka(() => Promise.resolve({ default: module }))).toBe(module);
    expect(await loadRdkafka(() => Promise.resolve(module))).toBe(module);
  });

  it('knows that nobody has installed it', async () => {
    const message = "Cannot find package '@confluentinc/kafka-javascript' imported from a.js";
    expect(await loadRdkafka(failing(message, 'ERR_MODULE_NOT_FOUND'))).toBeNull();
  });

  it('says that it is there and does not work', async () => {
    const problem = '@confluentinc/kafka-javascript is installed and does not load: ';
    await expect(loadRdkafka(failing('wrong ELF class\nmore'))).rejects.toThrow(
      `${problem}wrong ELF class`,
    );
    const inner = failing("Cannot find module 'bindings'", 'MODULE_NOT_FOUND');
    await expect(loadRdkafka(inner)).rejects.toThrow(`${problem}Cannot find module 'bindings'`);
  });
});
