import type { JsonSchema } from './parse/jsonSchema.ts';
import { withDefinitions } from './parse/jsonSchema.ts';
import { scenarioShape } from './parse/scenarioShape.ts';

/**
 * The JSON Schema of scenario files, for editors that complete and check while one writes. It comes
 * from the very table that `parseScenario` reads by; what a schema cannot say (names that must
 * exist, configs that contradict each other) only `parseScenario` checks.
 */
export function scenarioJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Partition Lab scenario',
    ...withDefinitions(scenarioShape.schema),
  };
}

/** The text of `scenarios/schema.json`. */
export function scenarioJsonSchemaText(): string {
  return `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
}
