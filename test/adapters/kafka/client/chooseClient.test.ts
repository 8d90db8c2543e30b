import { describe, expect, it } from 'vitest';
import {
  chooseClient,
  type InstalledClients,
} from '../../../../src/adapters/kafka/client/chooseClient.ts';
import type { ClientFeature } from '../../../../src/adapters/kafka/client/clientFeature.ts';
import type { KafkaClientName } from '../../../../src/adapters/kafka/client/kafkaClient.ts';

const NO_JAVA = { why: 'java is not on the PATH.' };
const NO_CONFLUENT = { why: 'It is not installed.' };

function installed(...names: KafkaClientName[]): InstalledClients {
  const all: readonly [KafkaClientName, { readonly why: string }][] = [
    ['kafkajs', { why: '' }],
    ['java', NO_JAVA],
    ['confluent', NO_CONFLUENT],
  ];
  return new Map(all.map(([name, why]) => [name, names.includes(name) ? 'installed' : why]));
}

function choose(
  needs: readonly ClientFeature[],
  clients: InstalledClients,
  wanted: KafkaClientName | null = null,
): string {
  try {
    const { name, reason } = chooseClient(new Set(needs), clients, wanted);
    return `${name}: ${reason}`;
  } catch (error) {
    return String(error);
  }
}

describe('chooseClient', () => {
  const all = installed('kafkajs', 'java', 'confluent');

  it('takes kafkajs where it can do all, else java, else confluent, and says why', () => {
    expect(choose(['range'], all)).toBe('kafkajs: Client kafkajs: it can do all that is needed.');
    expect(choose([], all)).toMatch(/^kafkajs: /);
    expect(choose(['cooperative-sticky'], all)).toBe(
      'java: Client java: kafkajs cannot do the assignor cooperative-sticky.',
    );
    expect(choose(['static membership', 'range'], installed('kafkajs', 'confluent'))).toBe(
      'confluent: Client confluent: kafkajs cannot do static membership (group.instance.id). ' +
        'java: java is not on the PATH.',
    );
  });

  it('takes the one that was asked for', () => {
    expect(choose(['range'], all, 'java')).toBe('java: Client java: it was asked for.');
    expect(choose(['consumer protocol'], all, 'confluent')).toMatch(/^confluent: /);
  });

  it('refuses one that lacks something, names it, and names who has it', () => {
    expect(choose(['range', 'consumer protocol', 'static membership'], all, 'kafkajs')).toBe(
      'KafkaProblem: the client kafkajs cannot do static membership (group.instance.id) and ' +
        'group.protocol: consumer (KIP-848); java and confluent can',
    );
    expect(choose(['sticky'], all, 'confluent')).toBe(
      'KafkaProblem: the client confluent cannot do the assignor sticky; java can',
    );
  });

  it('refuses one that is not here, with what to do about it', () => {
    expect(choose(['range'], installed('kafkajs'), 'java')).toBe(
      'KafkaProblem: the client java is not here. java is not on the PATH.',
    );
  });

  it('says what would be needed where nobody here can do it', () => {
    expect(choose(['sticky'], installed('kafkajs', 'confluent'))).toBe(
      'KafkaProblem: the assignor sticky cannot be done here. java: java is not on the PATH.',
    );
    expect(choose(['consumer protocol'], installed('kafkajs'))).toBe(
      'KafkaProblem: group.protocol: consumer (KIP-848) cannot be done here. ' +
        'java: java is not on the PATH. confluent: It is not installed.',
    );
  });
});
