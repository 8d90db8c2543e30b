import { expect, it } from 'vitest';
import { standaloneSvg } from '../../../src/report/render/standaloneSvg.ts';

const CHART = { name: 'keys', title: 'Keys & <b>', alt: 'Bars.', spec: {} };

it('standaloneSvg: has a name, a description and its letters, and no links', () => {
  const svg = '<svg xmlns="x" width="4"><a xlink:href="#why-1"><path d="M0,0"/></a></svg>';
  expect(standaloneSvg(svg, CHART, '@font-face{}')).toBe(
    '<svg role="img" xmlns="x" width="4"><title>Keys &#38; &#60;b&#62;</title>' +
      '<desc>Bars.</desc><style>@font-face{}</style><path d="M0,0"/></svg>',
  );
});
