import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // On a real PostgreSQL and a real Kafka: vitest.real.config.ts.
    exclude: [...configDefaults.exclude, 'test/real/**'],
    testTimeout: 120_000,
    maxWorkers: '100%',
    // What the command line prints shall not depend on the machine.
    env: { FORCE_COLOR: '', NO_COLOR: '' },
  },
});
