/** Types of `org.apache.kafka.common.config.ConfigDef`. */
export type ConfigType = 'boolean' | 'int' | 'long' | 'string' | 'list' | 'class';

/** What is known of one config key of a Kafka client, broker or topic. */
export interface ConfigKey {
  /** Kafka's dotted name. */
  readonly name: string;
  readonly type: ConfigType;
  /** As it would stand in a properties file; null: none. */
  readonly defaultValue: string | null;
  /** Values that are allowed, in words. */
  readonly allowed: string;
  /** False: the key is known and its value is accepted, but the model does not act on it. */
  readonly modelled: boolean;
}

/** A config value that Kafka would refuse (`ConfigException`), or a key that it does not know. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly key: string;
  readonly value: string;
  /** What would be allowed, in words. */
  readonly allowed: string;

  constructor(key: string, value: string, allowed: string) {
    super(`${key}: ${value} is not allowed; ${allowed}`);
    this.key = key;
    this.value = value;
    this.allowed = allowed;
  }
}

const INT_MAX = 2147483647;

/**
 * Reads values of one config by their keys, with the defaults of a table of keys. A key that is not
 * in the table is a `ConfigError` at once.
 */
export class ConfigReader {
  private readonly keys: ReadonlyMap<string, ConfigKey>;
  private readonly config: Readonly<Record<string, string>>;

  constructor(keys: readonly ConfigKey[], config: Readonly<Record<string, string>>) {
    this.keys = new Map(keys.map((key) => [key.name, key]));
    this.config = config;
    for (const [name, value] of Object.entries(config)) {
      if (!this.keys.has(name)) throw new ConfigError(name, value, 'there is no such key');
    }
  }

  /** True if the config says it itself and does not leave it at the default. */
  isSet(name: string): boolean {
    return Object.hasOwn(this.config, name);
  }

  /** The text of the value; null: not set and without a default. */
  text(name: string): string | null {
    return this.isSet(name) ? this.config[name]!.trim() : this.key(name).defaultValue;
  }

  /** A `ConfigError` about the present value of this key. */
  refuse(name: string, allowed: string = this.key(name).allowed): ConfigError {
    return new ConfigError(name, this.text(name) ?? 'null', allowed);
  }

  /**
   * A whole number in [minimum, maximum]; the maximum is Kafka's limit of the key's type by
   * default.
   */
  integer(name: string, minimum: number, maximum?: number): number {
    const limit = maximum ?? (this.key(name).type === 'int' ? INT_MAX : Number.MAX_SAFE_INTEGER);
    const text = this.text(name) ?? '';
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text) || value < minimum || value > limit) throw this.refuse(name);
    return value;
  }

  boolean(name: string): boolean {
    const text = (this.text(name) ?? '').toLowerCase();
    if (text !== 'true' && text !== 'false') throw this.refuse(name);
    return text === 'true';
  }

  /** One of `allowed`, upper and lower case alike if `ignoreCase`. */
  oneOf<T extends string>(name: string, allowed: readonly T[], ignoreCase = false): T {
    const text = this.text(name) ?? '';
    const wanted = ignoreCase ? text.toLowerCase() : text;
    const found = allowed.find((value) => value === wanted);
    if (found === undefined) throw this.refuse(name);
    return found;
  }

  /**
   * A comma-separated list without duplicates and empty entries; brackets around it are allowed.
   */
  list(name: string): string[] {
    const text = (this.text(name) ?? '').replace(/^\[(.*)\]$/s, '$1').trim();
    if (text === '') return [];
    const entries = text.split(',').map((entry) => entry.trim());
    if (entries.includes('') || new Set(entries).size < entries.length) throw this.refuse(name);
    return entries;
  }

  /**
   * The short name that a class name stands for, or the short name itself. `nameByClass`: class
   * name to short name.
   */
  className<T extends string>(
    name: string,
    text: string,
    nameByClass: Readonly<Record<string, T>>,
  ): T {
    const byClass = nameByClass[text];
    if (byClass !== undefined) return byClass;
    const short = Object.values(nameByClass).find((value) => value === text);
    if (short === undefined) throw new ConfigError(name, text, this.key(name).allowed);
    return short;
  }

  private key(name: string): ConfigKey {
    const key = this.keys.get(name);
    if (key === undefined) throw new RangeError(`no config key ${name} in this table`);
    return key;
  }
}
