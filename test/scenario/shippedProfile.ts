import { readFileSync } from 'node:fs';
import type { ProfileReader } from '../../src/scenario/latency/readLatencies.ts';

/** Reads what shipped scenarios name, from the folder in which they are. */
export const shippedProfile: ProfileReader = (path) => {
  try {
    const url = new URL(`../../scenarios/${path}`, import.meta.url);
    return { text: readFileSync(url, 'utf8'), shownPath: path };
  } catch {
    return { problem: 'cannot be read' };
  }
};
