import { couponFacts } from '../collect/couponFacts.ts';
import { overallSentence } from '../collect/overallSentence.ts';
import { shortStory } from '../collect/storyLines.ts';
import type { ReportRun } from '../reportRun.ts';
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

/** A whole run as text for a terminal or a file, line by line. */
export function summaryText(run: ReportRun, options: TextOptions): readonly string[] {
  const { header, picture, verdicts, expectations } = run;
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  const coupons = couponFacts(run);
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', style.bold(style.accent(title)), ...lines];
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
    ...section('What happened', storyText(shortStory(picture.story), options)),
    ...section('Delivered more than once', redeliveryText(verdicts.redeliveries, options)),
    ...section('Anomalies', anomalyText(verdicts.anomalies, options)),
    ...section('Coupons', coupons.length === 0 ? [] : couponTable(coupons, options)),
    ...section('Topics', topicTable(picture.topics)),
    ...picture.groups.flatMap((fact) => section('Consumer group', groupTable(fact, options))),
    '',
    timeLine(run),
    ...(run.replay === '' ? [] : [`Again: ${run.replay}`]),
  ];
}

/** Virtual against real time: `34.000 s of virtual time in 82 ms of real time, 1,204 events`. */
export function timeLine({ header, verdicts: { facts }, realUs }: ReportRun): string {
  if (header.backend === 'kafka') {
    const scale = header.timeScale === 1 ? '' : `, times multiplied by ${header.timeScale}`;
    const events = countOf(facts.events, 'event');
    return `${formatDuration(facts.endUs)} on a real Kafka${scale}, ${events}`;
  }
  const virtual = `${formatDuration(facts.endUs)} of virtual time`;
  const count = countOf(facts.events, 'event');
  return realUs === null
    ? `${virtual}, ${count}`
    : `${virtual} in ${formatDuration(realUs)} of real time, ${count}`;
}
