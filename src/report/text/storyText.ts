import type { Story } from '../collect/storyLines.ts';
import { padTo, wrapTo } from './displayWidth.ts';
import { formatSeconds } from './formatTime.ts';
import { countOf } from './nameRecords.ts';
import type { TextOptions } from './textStyle.ts';
import { DEFAULT_WIDTH, textStyle } from './textStyle.ts';

/** The story of a run with a time before each sentence; long sentences are wrapped. */
export function storyText(story: Story, options: TextOptions): readonly string[] {
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  const times = story.lines.map((line) => formatSeconds(line.atUs));
  const timeWidth = times.reduce((widest, time) => Math.max(widest, time.length), 0);
  const lines = story.lines.flatMap((line, at) =>
    wrapTo(line.text, width - timeWidth - 2).map((part, index) => {
      const time = index === 0 ? (times[at] ?? '') : '';
      const text = line.rank === 1 ? part : style.dim(part);
      return `${style.accent(padTo(time, timeWidth, 'right'))}  ${text}`;
    }),
  );
  if (story.leftOut === 0) return lines;
  return [...lines, style.dim(`(${countOf(story.leftOut, 'less important line')} left out)`)];
}
