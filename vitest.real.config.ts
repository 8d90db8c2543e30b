import { defineConfig } from 'vitest/config';

/**
 * Tests on a real PostgreSQL and a real Kafka, which they start themselves. One file after the
 * other: each has its own servers, and two cores are soon busy.
 */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
