import { describe, expect, it } from 'vitest';
import { describeMarks, withoutLinks } from '../../../src/report/render/describeMarks.ts';

const MARK =
  '<path aria-label="#why-3|offset 41 again" role="graphics-symbol" aria-roledescription="point" ' +
  'd="M0,0" fill="red"/>';

describe('describeMarks', () => {
  it('makes a title of what a mark stands for, and a link of what leads to a reason', () => {
    expect(describeMarks(MARK)).toBe(
      '<a xlink:href="#why-3"><path d="M0,0" fill="red"><title>offset 41 again</title></path></a>',
    );
  });

  it('keeps the text of a label', () => {
    const label =
      '<text aria-label="1.204 s: c1 crashes" role="graphics-symbol" ' +
      'aria-roledescription="text mark" x="4">✕ c1 crashes</text>';
    expect(describeMarks(label)).toBe(
      '<text x="4"><title>1.204 s: c1 crashes</title>✕ c1 crashes</text>',
    );
  });

  it('drops what Vega says of groups and axes', () => {
    const group = '<g class="mark" role="graphics-object" aria-label="X-axis"><path d="M1,1"/></g>';
    expect(describeMarks(group)).toBe('<g class="mark"><path d="M1,1"/></g>');
  });

  it('leaves escaped words escaped', () => {
    const mark = MARK.replace('offset 41 again', 'key &lt;script&gt;');
    expect(describeMarks(mark)).toContain('<title>key &lt;script&gt;</title>');
  });
});

describe('withoutLinks', () => {
  it('leaves the marks and their words', () => {
    expect(withoutLinks(describeMarks(MARK))).toBe(
      '<path d="M0,0" fill="red"><title>offset 41 again</title></path>',
    );
  });
});
