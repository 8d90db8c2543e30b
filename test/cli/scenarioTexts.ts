import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './builtCommandLine.ts';

const REBALANCE = readFileSync(join(ROOT, 'scenarios', 'rebalance.yaml'), 'utf8');

/**
 * A smaller flash sale than that of `rebalance.yaml`, with a planted bug: with every seed two rules
 * are violated, and expectations are missed.
 */
export function writeBuggyScenario(folder: string): string {
  const text = REBALANCE.replace('coupon-issue-group:', 'coupon-issue-group:\n    bug: no-dedupe')
    .replace('requests: 240', 'requests: 60')
    .replace('coupon-issue-request-0@40', 'coupon-issue-request-0@8');
  return write(folder, 'buggy.yaml', text);
}

/** A sale of so many requests that a run takes minutes, for tests that end it. */
export function writeEndlessScenario(folder: string): string {
  const text = REBALANCE.replace('over: 4s, requests: 240', 'over: 100h, requests: 1000000');
  return write(folder, 'endless.yaml', text.slice(0, text.indexOf('expect:')));
}

function write(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text.replace(/^# yaml-language-server.*\n/, ''));
  return path;
}
