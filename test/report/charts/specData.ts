import type { Chart, ChartSpec } from '../../../src/report/charts/chartTheme.ts';

/** A datum of a chart. */
export type Datum = Readonly<Record<string, unknown>>;

/** One layer of a chart that has data of its own. */
export interface DataLayer {
  readonly mark: Readonly<Record<string, unknown>>;
  readonly values: readonly Datum[];
}

/** All layers of a chart with data, in the order in which they are drawn. */
export function dataLayers({ spec }: Chart): readonly DataLayer[] {
  const found: DataLayer[] = [];
  const visit = (part: ChartSpec): void => {
    const { mark, data } = part as { mark?: DataLayer['mark']; data?: { values: Datum[] } };
    if (mark !== undefined && data !== undefined) found.push({ mark, values: data.values });
    for (const list of ['layer', 'vconcat'] as const) {
      for (const inner of (part[list] ?? []) as readonly ChartSpec[]) visit(inner);
    }
  };
  visit(spec);
  return found;
}

/** The data of all layers of one kind of mark. */
export function dataOf(chart: Chart, markType: string): readonly Datum[] {
  return dataLayers(chart)
    .filter(({ mark }) => mark['type'] === markType)
    .flatMap(({ values }) => values);
}

/** Lines below the title. */
export function subtitleOf({ spec }: Chart): string {
  const { subtitle } = spec['title'] as { subtitle: readonly string[] };
  return subtitle.join('\n');
}
