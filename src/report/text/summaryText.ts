import { couponSeries } from '../collect/couponSeries.ts';
import { groupFacts } from '../collect/groupFacts.ts';
import { topicFacts } from '../collect/partitionFacts.ts';
import { replayCommand } from '../collect/replayCommand.ts';
import { storyLines } from '../collect/storyLines.ts';
import type { ReportRun } from '../reportRun.ts';
import { overallSentence } from '../collect/overallSentence.ts';
import { anomalyText } from './anomalyText.ts';
import { couponTable } from './couponTable.ts';
import { wrapTo } from './displayWidth.ts';
import { STATUS_SIGNS, expectationText, inStatusColour } from './verdictText.ts';
import { redeliveryText, verdictText } from './verdictText.ts';
import { formatDuration } from './formatTime.ts';
import { groupTable } from './groupTable.ts';
import { countOf } from './nameRecords.ts';
import { storyText } from './storyText.ts';
import type { TextOptions } from './textStyle.ts';
import { DEFAULT_WIDTH, textStyle } from './textStyle.ts';
import { topicTable } from './topicTable.ts';

/**
 * A whole run as text for a terminal or a file, line by line. `program`: how `simulate` is called
 * where it will be read.
 */
export function summaryText(
  run: ReportRun,
  options: TextOptions,
  program?: string,
): readonly string[] {
  const { header, events, verdicts, expectations } = run;
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  const { coupons } = couponSeries(header, events);
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', style.bold(style.accent(title)), ...lines];
  const command = replayCommand(header, program);
  return [
    ...wrapTo(header.title, width).map((line) => style.bold(line)),
    `seed ${header.seed}, digest ${run.digest}, ${header.backend}, Kafka ${header.kafkaVersion}`,
    ...(run.problem === '' ? [] : [style.unsure(`Incomplete: ${run.problem}`)]),
    '',
    ...wrapTo(`${STATUS_SIGNS[run.status]} ${overallSentence(run)}`, width).map((line) =>
      style.bold(inStatusColour(run.status, line, style)),
    ),
    ...section('Rules', verdictText(verdicts.verdicts, options, header.expect?.violates)),
    ...section('Expectations of the scenario', expectationText(expectations, options)),
    ...section('What happened', storyText(storyLines(events), options)),
    ...section('Delivered more than once', redeliveryText(verdicts.redeliveries, options)),
    ...section('Anomalies', anomalyText(verdicts.anomalies, options)),
    ...section('Coupons', coupons.length === 0 ? [] : couponTable(coupons, options)),
    ...section('Topics', topicTable(topicFacts(header, events))),
    ...groupFacts(header, events).flatMap((fact) =>
      section('Consumer group', groupTable(fact, options)),
    ),
    '',
    timeLine(run),
    ...(command === '' ? [] : [`Again: ${command}`]),
  ];
}

/** Virtual against real time: `34.000 s of virtual time in 82 ms of real time, 1,204 events`. */
export function timeLine({ verdicts: { facts }, realUs }: ReportRun): string {
  const virtual = `${formatDuration(facts.endUs)} of virtual time`;
  const count = countOf(facts.events, 'event');
  return realUs === null
    ? `${virtual}, ${count}`
    : `${virtual} in ${formatDuration(realUs)} of real time, ${count}`;
}
