import type { ChartSpec } from '../charts/chartTheme.ts';
import { readLinkedTip } from '../charts/linkedTip.ts';

/**
 * A specification as a file of its own, for an editor of Vega-Lite: the words of each mark become
 * its tooltip, without the links that only the page understands.
 */
export function standaloneSpec(spec: ChartSpec): string {
  const withTooltips = (key: string, value: unknown): unknown => {
    if (key === 'tip' && typeof value === 'string') return readLinkedTip(value).words;
    if (key !== 'encoding' || !isObject(value) || value['description'] === undefined) return value;
    const { description, ...channels } = value;
    return { ...channels, tooltip: description };
  };
  return `${JSON.stringify(spec, withTooltips)}\n`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
