/** A JSON Schema (draft-07), as far as it is written here. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * The key under which a schema carries the name by which it becomes one of the `definitions`. It is
 * no keyword of JSON Schema: `withDefinitions` takes it out.
 */
export const DEFINITION_NAME = 'definitionName';

/** A schema with a description of its own. */
export function described(schema: JsonSchema, description: string): JsonSchema {
  // Beside a reference, draft-07 ignores everything.
  return Object.hasOwn(schema, DEFINITION_NAME)
    ? { allOf: [schema], description }
    : { ...schema, description };
}

/** The same schema with each named part once, under `definitions`, and referred to elsewhere. */
export function withDefinitions(schema: JsonSchema): JsonSchema {
  const definitions = new Map<string, unknown>();
  const referring = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(referring);
    if (typeof value !== 'object' || value === null) return value;
    const { [DEFINITION_NAME]: name, ...keywords } = value as JsonSchema;
    const parts = Object.fromEntries(
      Object.entries(keywords).map(([keyword, part]) => [keyword, referring(part)]),
    );
    if (typeof name !== 'string') return parts;
    definitions.set(name, parts);
    return { $ref: `#/definitions/${name}` };
  };
  const root = referring(schema) as JsonSchema;
  return { ...root, definitions: Object.fromEntries(definitions) };
}
