import type { RealCluster } from './realCluster.ts';

/** Any Kafka by its address. Nothing of it is started, stopped or signalled. */
export function openRemoteCluster(bootstrap: readonly string[]): RealCluster {
  return {
    description: `Kafka at ${bootstrap.join(', ')}`,
    kafkaVersion: '',
    bootstrap,
    proxyPlaces: [],
    local: null,
    runtime: null,
    down: new AbortController().signal,
    close: async () => undefined,
  };
}
