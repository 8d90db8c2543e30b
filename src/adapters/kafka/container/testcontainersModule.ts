import { KafkaProblem } from '../broker/kafkaProblem.ts';

/** The part of the package `testcontainers` (10 and newer) that is used here. */
export interface TestcontainersModule {
  readonly GenericContainer: new (image: string) => GenericContainer;
  readonly Wait: { forLogMessage(message: RegExp): unknown };
}

/** A container that is described and not started. */
export interface GenericContainer {
  withEnvironment(environment: Readonly<Record<string, string>>): this;
  withExposedPorts(...ports: { readonly container: number; readonly host: number }[]): this;
  withWaitStrategy(strategy: unknown): this;
  withStartupTimeout(milliseconds: number): this;
  start(): Promise<StartedContainer>;
}

/** A container that runs. */
export interface StartedContainer {
  getHost(): string;
  stop(options: { readonly timeout: number }): Promise<unknown>;
}

const PACKAGE: string = 'testcontainers';

/**
 * The package, if somebody has installed it beside this one. It is not installed with it: few need
 * it, and it brings a Docker client. Rejects with KafkaProblem.
 */
export async function loadTestcontainers(): Promise<TestcontainersModule> {
  try {
    return (await import(PACKAGE)) as TestcontainersModule;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    const text =
      `Kafka in a container needs the package ${PACKAGE}: npm install ${PACKAGE}. ` +
      'Without it: docker compose up --wait, and then --broker localhost:29092';
    throw new KafkaProblem('misuse', text);
  }
}
