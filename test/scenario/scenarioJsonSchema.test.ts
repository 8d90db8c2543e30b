import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { decodeScenario } from '../../src/scenario/decodeScenario.ts';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import { printScenario } from '../../src/scenario/printScenario.ts';
import { scenarioJsonSchema } from '../../src/scenario/scenarioJsonSchema.ts';
import { arbitraryScenarioFile } from './arbitraryScenarioFile.ts';
import { mutantsOf, shippedBytes, SHIPPED } from './mutation/mutants.ts';
import { GOOD } from './smallScenario.ts';
import { shippedProfile } from './shippedProfile.ts';

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(scenarioJsonSchema());

/** What the schema has against a text, read as an editor's YAML reads it. */
function objections(text: string): readonly string[] {
  // A carriage return alone ends a line in YAML, but not for the library.
  const tree: unknown = parse(text.replace(/^\uFEFF/, '').replace(/\r(?!\n)/g, '\n'), {
    maxAliasCount: -1,
    logLevel: 'silent',
  });
  if (validate(tree)) return [];
  return validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message!}`);
}

/** Every part of the schema in which something may stand, by its place. */
function* propertiesOf(schema: unknown, place: string): Iterable<[string, unknown]> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, part] of Object.entries(schema)) {
    if (key === 'properties') {
      for (const [name, property] of Object.entries(part as object)) {
        yield [`${place}.${name}`, property];
      }
    }
    yield* propertiesOf(part, `${place}.${key}`);
  }
}

describe('the JSON Schema of scenario files', () => {
  it.each(SHIPPED)('is named in the first line of %s, and accepts it', (name) => {
    const text = Buffer.from(shippedBytes(name)).toString('utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./schema.json');
    expect(objections(text)).toEqual([]);
  });

  it('accepts everything that the language can say', () => {
    fc.assert(
      fc.property(arbitraryScenarioFile, (scenario) => {
        expect(objections(printScenario(scenario))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses nothing that the parser accepts', () => {
    let acceptedCount = 0;
    for (const { name, bytes } of SHIPPED.flatMap((file) => mutantsOf(file, [5, 6, 7]))) {
      if ('errors' in decodeScenario(bytes, '', shippedProfile)) continue;
      acceptedCount++;
      expect(objections(Buffer.from(bytes).toString('utf8')), name).toEqual([]);
    }
    expect(acceptedCount).toBeGreaterThan(50);
  });

  it.each([
    ['an unknown key', `${GOOD}sed: 3\n`],
    ['a missing title', GOOD.replace('title: Good', '')],
    ['a number that is too large', GOOD.replace('partitions: 3', 'partitions: 10001')],
    ['a number in quotes', GOOD.replace('partitions: 3', 'partitions: "3"')],
    ['a duration without unit', `${GOOD}quiet: { within: 5 }\n`],
    ['an unknown unit', `${GOOD}quiet: { within: 5sec }\n`],
    ['an unknown word', GOOD.replace('partitions: 3', 'partitions: 3, key: coupon')],
    [
      'a config of another kind of process',
      GOOD.replace('consumers: 3', 'consumers: 3, config: { acks: all }'),
    ],
    ['a fault of no kind', `${GOOD}faults: [{ at: 1s }]\n`],
    ['a fault of two kinds', `${GOOD}faults: [{ crash: c1, pause: c1, for: 1s, at: 1s }]\n`],
    [
      'one name where two are needed',
      `${GOOD}faults: [{ cut: request of Fetch, between: c1, at: 1s }]\n`,
    ],
    [
      'a point of work that there is none of',
      `${GOOD}faults: [{ crash: c1, when: t-0@1 is eaten }]\n`,
    ],
    ['nothing where a text is needed', GOOD.replace('title: Good', 'title:')],
    ['a rule that there is none of', `${GOOD}expect: { holds: never undersold }\n`],
    ['a list for a map', GOOD.replace('coupons:\n  1: { stock: 30 }', 'coupons: [1]')],
  ])('refuses %s, and so does the parser', (_, text) => {
    expect(objections(text)).not.toEqual([]);
    expect(parseScenario(text, '')).toHaveProperty('errors');
  });

  it('describes every key', () => {
    const properties = [...propertiesOf(scenarioJsonSchema(), '')];
    expect(properties.length).toBeGreaterThan(200);
    const bare = properties.filter(([, property]) => {
      const { description } = property as { readonly description?: unknown };
      return typeof description !== 'string' || !/\S.*[.:]/.test(description);
    });
    expect(bare.map(([place]) => place)).toEqual([]);
  });
});
