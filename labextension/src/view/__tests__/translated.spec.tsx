import React from 'react';
import { fixture, LIVE } from '../../core/__tests__/fixture';
import type { IBlock, IEntry } from '../../core/block';
import { readBlock } from '../../core/block';
import type { ILiveState } from '../../core/liveState';
import { ABSENT } from '../../core/liveState';
import { NO_NOTEBOOK, panelState } from '../../core/panelState';
import type { IApproval, IKnown, ILive, IQuestion, Waiting } from '../../protocol/messages';
import { VERSION } from '../../protocol/messages';
import { formats } from '../formats';
import { Kept } from '../kept';
import { PanelView } from '../panelView';
import { showTab, TABS } from '../tabs';
import type { IWords } from '../wording';
import { badgeText, followsText, rerunText, strangerText } from '../wording';
import {
  act,
  actions,
  click,
  draw,
  enter,
  find,
  host,
  settled,
  texts,
  words as english
} from './harness';

/** Marks all that was translated; whatever else has letters was not. */
const words: IWords = {
  language: 'de',
  __: (text, ...args) => `⟦${english.__(text, ...args)}⟧`,
  _n: (one, many, count, ...args) => `⟦${english._n(one, many, count, ...args)}⟧`
};
/** What the kernel tells is data: here it has no letters of English. */
const DATA = 'данные';

function block(): IBlock {
  const made = fixture();
  made.paper.title = made.plan.goal = DATA;
  made.plan.steps = made.plan.steps.map(step => ({
    ...step,
    title: DATA,
    goal: DATA,
    note: DATA,
    cost: 0.5
  }));
  made.contract = made.contract.map(one => ({ ...one, title: DATA, quote: '$1$', note: DATA }));
  made.contract.push({ ...made.contract[0], id: 'text:9', title: `9: ${DATA}`, quote: DATA });
  const entry = (n: number, kind: IEntry['kind'], text = DATA): IEntry => ({
    ...made.log[0],
    n,
    kind,
    text: `${text} rca-111111111111 ${'.'.repeat(2000)}`
  });
  made.log = [
    entry(1, 'action'),
    entry(2, 'observation', `FAILED: ${DATA}`),
    entry(3, 'summary'),
    entry(4, 'decision')
  ];
  const used = { calls: 2, prompt_tokens: 12345, completion_tokens: 1, unpriced: 1 };
  const roles = ['planner', 'worker', 'answers'].map(role => ({ role, model: DATA, ...used }));
  const session = { ...made.sessions[0], engine: DATA, reason: DATA, message: DATA, roles };
  made.sessions = [session, { ...session, id: 's-2', status: 'incomplete' }];
  return made;
}

const approval: IApproval = {
  kind: 'approval',
  id: '1',
  step: '1.2',
  persona: 'coder',
  action: 'insert_cell',
  risk: 'write',
  summary: DATA,
  cell_id: 'rca-111111111111',
  cell_type: 'code',
  path: '',
  before: '',
  after: '1',
  editable: true,
  why: DATA,
  said: DATA
};
const question: IQuestion = {
  kind: 'question',
  id: '2',
  step: '1.9',
  question: DATA,
  options: [DATA],
  default: DATA
};
const controls: ILive = {
  ...LIVE,
  mode: 'approve',
  begun: '2026-11-22T09:00:00Z',
  models: { ...LIVE.models, planner: DATA, expert: DATA, worker: DATA },
  usage: { ...LIVE.usage, calls: 3, cost: 1.5, prompt_tokens: 9000 },
  budget: { max_tokens: 9, max_cost: 3 },
  forecast: { tokens: 12345, cost: 0.25 }
};
const live = (waiting: Waiting | null, more: Partial<ILiveState> = {}): ILiveState => ({
  ...ABSENT,
  phase: 'attached',
  leader: true,
  status: 'running',
  step: '1.1',
  controls: { ...controls, waiting },
  told: readBlock(block()),
  ...more
});

/** What a user types, as the kernel reads it, in whatever language JupyterLab is. */
const EXAMPLES = ['Section 3.2', 'paper.tex'];
const ATTRIBUTES = ['aria-label', 'aria-valuetext', 'title', 'placeholder', 'alt'];

/** What a reader sees or hears of the page and no translator has seen. */
function bare(): string[] {
  const found: string[] = [];
  const visit = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) {
      found.push(node.textContent ?? '');
    }
    if (node instanceof Element) {
      if (node.matches('code, pre, textarea, .rca-Source')) {
        return;
      }
      found.push(...ATTRIBUTES.map(name => node.getAttribute(name) ?? ''));
    }
    node.childNodes.forEach(visit);
  };
  visit(host());
  const said = found.filter(text => !EXAMPLES.includes(text));
  return said.map(untranslated).filter(text => /\p{Script=Latin}{2,}/u.test(text));
}

function untranslated(text: string): string {
  const left = text.replace(/⟦[^⟦⟧]*⟧/g, '');
  return left === text ? text : untranslated(left);
}

const show = (saved: unknown, state: ILiveState, more = {}): void => {
  const shown = panelState(() => readBlock(saved), state);
  const kept = new Kept();
  actions.placeOf.mockImplementation(() => ({ number: 3, words: DATA }));
  draw(<PanelView state={shown} {...{ actions, words, kept, ...more }} />);
};

describe('what the panel says goes through the translator', () => {
  it.each(TABS)('in the tab %s', tab => {
    for (const state of [live(null), { ...ABSENT }, live(null, { status: 'done' })]) {
      act(() => showTab(tab));
      show(block(), state);
      host()
        .querySelectorAll<HTMLElement>('.rca-Entry-twist')
        .forEach(button => act(() => button.click()));
      expect(bare()).toEqual([]);
    }
  });

  it('on cards', () => {
    show(block(), live(question));
    expect(bare()).toEqual([]);
    show(block(), live(approval));
    expect(find('.rca-Card-said').textContent).toContain(DATA);
    expect(bare()).toEqual([]);
    click('.rca-Card-edit');
    expect(bare()).toEqual([]);
    click('.rca-Card-choices button:last-child');
    click('.rca-Card-reject');
    expect(bare()).toEqual([]);
  });

  it('in forms, notices and where there is nothing', () => {
    for (const kind of ['add', 'rename', 'goal', 'add-child'] as const) {
      show(block(), live(null), { form: { kind, step: '1.1' } });
      expect(bare()).toEqual([]);
    }
    const stranger = { wire: 99, version: '9' };
    show(block(), live(null, { leader: false, why: 'stale', stranger, notice: DATA }));
    expect(bare()).toEqual([]);
    show(undefined, ABSENT);
    expect(bare()).toEqual([]);
    show({ format: 7 }, ABSENT);
    expect(bare()).toEqual([]);
  });

  it('where there is no plan, and in the forms that begin one', async () => {
    const read: IKnown = {
      ...{ v: VERSION, kind: 'known', paper: '', file: '' },
      ...{ targets: [], models: [DATA] }
    };
    const known = { ...read, paper: DATA, file: DATA };
    const idle = live(null, { status: 'idle', told: { kind: 'none' }, controls: null });
    const targets = [{ target: DATA, title: DATA }];
    const states: ILiveState[] = [
      { ...idle, known: null },
      { ...idle, known: read },
      { ...idle, known: { ...known, targets } },
      { ...idle, leader: false },
      { ...idle, status: 'running' },
      { ...ABSENT, phase: 'searching' },
      { ...ABSENT, elsewhere: DATA }
    ];
    for (const state of states) {
      show(undefined, state);
      await settled();
      expect(host().textContent).toMatch(/⟦/);
      expect(bare()).toEqual([]);
    }
    show(undefined, { ...idle, known });
    for (const mode of ['plan', 'approve', 'auto']) {
      enter('select[name="mode"]', mode);
      expect(bare()).toEqual([]);
    }
    enter('input[name="model"]', 'sk-proj-0000000000000000000');
    expect(find('.rca-Field-error')).not.toBeNull();
    expect(bare().filter(text => !text.startsWith('sk-proj'))).toEqual([]);
    const foreign = (saved: unknown): void =>
      draw(
        <PanelView
          state={panelState(() => readBlock(saved), ABSENT, DATA)}
          {...{ actions, words, kept: new Kept() }}
        />
      );
    for (const saved of [undefined, block()]) {
      foreign(saved);
      expect(bare()).toEqual([]);
    }
    draw(<PanelView state={NO_NOTEBOOK} {...{ actions, words, kept: new Kept() }} />);
    expect(bare()).toEqual([]);
  });

  it('at fields that refuse', () => {
    show(block(), live(null));
    for (const [name, value] of [
      ['max_cost', '-1'],
      ['max_tokens', '1.5'],
      ['worker', 'sk-proj-0000000000000000000']
    ]) {
      enter(`input[name="${name}"]`, value);
      act(() => find(`input[name="${name}"]`).focus());
      act(() => find(`input[name="${name}"]`).blur());
      expect(find(`.rca-Field:has([name="${name}"]) .rca-Field-error`)).not.toBeNull();
    }
    expect(bare().filter(text => !text.startsWith('sk-proj'))).toEqual([]);
  });

  it('beside the panel', () => {
    const said = [
      badgeText({ step: '1.1', persona: 'coder', attempt: 2 }, words),
      followsText('', true, words),
      followsText('', false, words),
      strangerText({ wire: 1, version: '' }, words),
      rerunText(new Error(DATA), words)
    ];
    expect(said.map(untranslated).filter(text => /[A-Za-z]{2,}/.test(text))).toEqual([]);
  });
});

describe('numbers and times', () => {
  const date = new Date('2026-11-22T15:04:05');

  it('are written in the language of JupyterLab, not of the browser', () => {
    const german = formats({ ...words, language: 'de' });
    expect(german.number(12345.5)).toBe('12.345,5');
    expect(german.money(0.0125)).toMatch(/^0,0125\s\$$/);
    expect(german.moment(date)).toMatch(/22\.11\.2026.*15:04:05/);
    expect(formats({ ...words, language: 'en' }).money(0)).toBe('$0');
    expect(formats({ ...words, language: 'pt_BR' }).number(12345)).toBe('12.345');
    expect(formats({ ...words, language: 'no language' }).number(12345)).toBe('12,345');
  });

  it('have one form in log and cost', () => {
    act(() => showTab('log'));
    show(block(), ABSENT);
    const [logged] = [...host().querySelectorAll('time')].map(time => time.title);
    expect(logged).toBe(formats(words).moment(new Date(block().log[0].time)));
    act(() => showTab('cost'));
    const started = new Date(block().sessions[0].started);
    expect(texts('.rca-Session').join()).toContain(formats(words).moment(started));
  });
});
