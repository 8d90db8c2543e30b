import { beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../../src/report/page/reportPage.ts';
import { drawCharts } from '../../../src/report/render/drawCharts.ts';
import type { ReportRun } from '../../../src/report/reportRun.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript, zombieScript } from '../crashScript.ts';
import { saleRun } from '../saleRun.ts';
import { scriptReport } from '../scriptReport.ts';
import { attributeValues, tagProblems } from './tagBalance.ts';

const HOSTILE = `<script>alert("1")</script> & 'quotes' ]]> 한정판`;

async function pageOf(run: ReportRun): Promise<string> {
  return reportPage(run, await drawCharts(run), '');
}

describe('the page of a sale with a crash', () => {
  let page = '';
  beforeAll(async () => {
    page = await pageOf(saleRun());
  });

  it('is well formed', () => {
    expect(tagProblems(page)).toEqual([]);
    expect(page.startsWith('<!doctype html>')).toBe(true);
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<meta charset="utf-8" />');
  });

  it('loads nothing and runs nothing', () => {
    const namespaces = /xmlns(?::xlink)?="http:\/\/www\.w3\.org\/[\w/]+"/g;
    expect(page.replace(namespaces, '')).not.toMatch(/https?:|\/\/\w/);
    expect(page).not.toMatch(/<(?:script|link|iframe|img|object|embed|base|form)\b/i);
    expect(page).not.toMatch(/\son\w+="/i);
    expect(page).not.toMatch(/@import|url\((?!#|data:)/);
    expect(page).toContain(`default-src 'none'`.replaceAll("'", '&#39;'));
  });

  it('has ids of its own, and every link within it leads somewhere', () => {
    const ids = attributeValues(page, 'id');
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...attributeValues(page, 'href'), ...attributeValues(page, 'xlink:href')];
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) expect(ids, link).toContain(link.replace(/^#/, ''));
    const clips = [...page.matchAll(/url\(#([^)]+)\)/g)].map((match) => match[1]!);
    for (const clip of clips) expect(ids, clip).toContain(clip);
  });

  it('has a name for each chart, table frame and sign', () => {
    const svgs = page.match(/<svg [^>]*>/g) ?? [];
    expect(svgs).toHaveLength(5);
    for (const svg of svgs) expect(svg).toMatch(/role="group" aria-label="[^"]{30,}"/);
    for (const [tag] of page.matchAll(/<div class="[^"]*scroll"[^>]*>/g)) {
      expect(tag).toMatch(/tabindex="0" role="region" aria-label="[^"]+"/);
    }
    for (const [tag] of page.matchAll(/<span class="sign[^>]*>/g)) {
      expect(tag).toContain('aria-hidden="true"');
    }
    expect(page.match(/<table>/g)!.length).toBe(page.match(/<caption>/g)!.length);
    expect(page.match(/<th /g)!.length).toBe(page.match(/<th scope="col"/g)!.length);
  });

  it('has one h1, and headings that leave no level out', () => {
    const levels = [...page.matchAll(/<h([1-6])[ >]/g)].map((match) => Number(match[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, at) => {
      if (at > 0) expect(level - levels[at - 1]!).toBeLessThanOrEqual(1);
    });
  });

  it('answers why a record came twice, and leads from the mark to the reason and back', () => {
    expect(page).toContain('Why was a record delivered twice?');
    expect(page).toMatch(/c1 is handed offsets \d+ to \d+ of coupon-issue-request-0/);
    expect(page).toMatch(/c1 crashes/);
    expect(page).toMatch(/The last commit is \d+\. That is all Kafka knows/);
    const numbers = attributeValues(page, 'id').filter((id) => id.startsWith('why-'));
    expect(numbers.length).toBeGreaterThan(1);
    for (const id of numbers) {
      expect(page).toContain(`xlink:href="#${id}"`);
      expect(page).toContain(`href="#${id.replace('why', 'mark')}"`);
    }
  });

  it('lets the tab key stop once for each redelivery, not once for each record', () => {
    const stops = [...page.matchAll(/<a [^>]*xlink:href="#why-(\d+)"[^>]*>/g)];
    const reachable = stops.filter(([tag]) => !tag.includes('tabindex="-1"'));
    expect(stops.length).toBeGreaterThan(reachable.length);
    expect(reachable.map((match) => match[1])).toEqual([
      ...new Set(stops.map((match) => match[1])),
    ]);
  });

  it('shows expectations open if one is missed, and what to type to play it again', () => {
    expect(page).toContain('<details open>');
    expect(page).toContain('What the scenario expects: 1 of 2 met');
    expect(page).toContain('npm run simulate -- scenarios/consumer-crash.yaml --seed 42');
  });

  it('is the same when it is made again', async () => {
    expect(await pageOf(saleRun())).toBe(page);
  });
});

describe('any page', () => {
  it('escapes what the scenario says, on the page and in the charts', async () => {
    const run = saleRun({
      title: HOSTILE,
      lesson: HOSTILE,
      coupons: ['1', '2', '한정판'],
    });
    const page = await pageOf({ ...run, problem: HOSTILE, replay: HOSTILE, digest: HOSTILE });
    expect(tagProblems(page)).toEqual([]);
    expect(page).not.toMatch(/<script/i);
    expect(page).toContain('&#60;script&#62;');
    expect(page).toContain('한정판');
  });

  it('escapes keys, processes and reasons', async () => {
    const consumers = ['c1', '<img src=x>'];
    const script = new RunScript({ consumers, coupons: { [HOSTILE]: 2 } });
    script.started(...consumers).assigned(1, { c1: [0] });
    script.requested('<REQ "1">', { coupon: HOSTILE }).polled('c1', 0, 1).handled('c1', 0);
    script
      .crashed('c1')
      .removed('c1', HOSTILE)
      .assigned(2, { '<img src=x>': [0] });
    script.polled('<img src=x>', 0, 1).handled('<img src=x>', 0).deadLettered('c1', 0, HOSTILE);
    const page = await pageOf(scriptReport(script.ended('drained')));
    expect(tagProblems(page)).toEqual([]);
    expect(page).not.toMatch(/<script|<img/i);
  });

  it('folds up expectations that are all met, and says what anomalies mean', async () => {
    const run = scriptReport(zombieScript(), { duplicates: { min: 1, max: 5 } });
    const page = await pageOf(run);
    expect(page).toContain('<details>');
    expect(page).not.toContain('<details open>');
    expect(page).toContain('What the scenario expects: 1 of 1 met');
  });

  it('tells of a violation that the lesson expects as what it is', async () => {
    const script = new RunScript({ coupons: { '1': 0 } }).started('c1').assigned(1, { c1: [0] });
    script.requested('REQ-1').polled('c1', 0, 1).began('c1', 0).effect('c1', 0, 0, 'ISSUED');
    script.finished('c1', 0, 'ISSUED').committed('c1', 1).quiet().ended('drained');
    const expected = await pageOf(scriptReport(script, { violates: ['never oversold'] }));
    expect(expected).toContain('(violated, as this lesson expects)');
    const bad = await pageOf(scriptReport(script));
    expect(bad).toContain('<strong>never oversold</strong> (violated)');
    expect(bad).toContain('<div class="overall violated">');
  });

  it('does without charts, without redeliveries and without a scenario file', async () => {
    const run = scriptReport(new RunScript().ended('drained'));
    const page = reportPage(run, [], '');
    expect(tagProblems(page)).toEqual([]);
    expect(page).not.toContain('href="#charts"');
    expect(page).toContain('No record was delivered twice in this run');
    expect(page).toContain('it cannot be repeated');
    const crash = reportPage(scriptReport(crashScript()), [], '');
    expect(crash).toContain('id="why-1"');
    expect(crash).not.toContain('href="#mark-1"');
  });

  it('says what is missing from a cut history', () => {
    const script = crashScript();
    script.events.splice(-5);
    const run = scriptReport(
      script,
      {},
      { problem: 'The file is cut after line 60.', realUs: null },
    );
    const page = reportPage(run, [], '');
    expect(page).toContain('<div class="overall unknown">');
    expect(page).toContain('The file is cut after line 60.');
    expect(page).toContain('<dd>not recorded</dd>');
  });
});
