import { readBlock } from '../../core/block';
import { fixture } from '../../core/__tests__/fixture';
import type { IBlock } from '../../core/block';
import { ABSENT } from '../../core/liveState';
import { NO_NOTEBOOK } from '../../core/panelState';
import { act, actions, click, enter, find, host, press, render, show, texts } from './harness';

const tab = (name: string): string => `.rca-Tab[data-tab="${name}"]`;

describe('the tabs', () => {
  it('begin with the plan and name what they control', () => {
    show(fixture());
    expect(texts('[role="tab"]')).toEqual(['Plan', 'Contract', 'Log', 'Cost']);
    expect(find(tab('plan')).getAttribute('aria-selected')).toBe('true');
    const panel = find('[role="tabpanel"]');
    expect(find(tab('plan')).getAttribute('aria-controls')).toBe(panel.id);
    expect(panel.getAttribute('aria-labelledby')).toBe(find(tab('plan')).id);
  });

  it('are chosen with arrows, Home and End, and keep the focus', () => {
    show(fixture());
    find(tab('plan')).focus();
    press('ArrowLeft');
    expect(document.activeElement).toBe(find(tab('cost')));
    press('ArrowRight');
    press('ArrowRight');
    expect(document.activeElement).toBe(find(tab('contract')));
    expect(find('[role="tabpanel"]').dataset.tab).toBe('contract');
    press('End');
    expect(find('[role="tabpanel"]').dataset.tab).toBe('cost');
    press('Home');
    expect(find('[role="tabpanel"]').dataset.tab).toBe('plan');
    expect(host().querySelectorAll('[role="tab"][tabindex="0"]')).toHaveLength(1);
  });

  it('are remembered by the page', () => {
    show(fixture());
    click(tab('log'));
    render(NO_NOTEBOOK);
    show(fixture());
    expect(find('[role="tabpanel"]').dataset.tab).toBe('log');
  });

  it('keep what was closed and searched while another one shows', () => {
    show(fixture());
    find('[data-step="1"]').focus();
    press('ArrowLeft');
    click(tab('log'));
    enter('.rca-Log-search', 'ran');
    click(tab('plan'));
    expect(find('[data-step="1.1"]')).toBeNull();
    click(tab('log'));
    expect((find('.rca-Log-search') as HTMLInputElement).value).toBe('ran');
  });
});

describe('a question about the run', () => {
  it('is answered by the session that is there', async () => {
    show(fixture());
    click(tab('log'));
    expect(find('.rca-Ask')).toBeNull();
    show(fixture(), { ...ABSENT, phase: 'attached', leader: true });
    enter('.rca-Ask-question', 'Why?');
    await act(() => {
      find('.rca-Ask button').click();
      return Promise.resolve();
    });
    expect(actions.ask).toHaveBeenCalledWith({ name: 'ask', args: { question: 'Why?' } });
    expect(find('.rca-Ask-answer').textContent).toBe('so it is');
  });
});

describe('the log', () => {
  const open = (block: IBlock = fixture(), live = ABSENT): void => {
    show(block, live);
    click(tab('log'));
  };

  it('shows the newest entry first', () => {
    const block = fixture();
    block.log = [1, 2, 3].map(n => ({ ...block.log[0], kind: 'finding', n }));
    open(block);
    expect(texts('.rca-Entry-number')).toEqual(['#3', '#2', '#1']);
    expect(find('.rca-Log-count').textContent).toBe('3 entries');
  });

  it('is searched by words and by kind', () => {
    open();
    enter('.rca-Log-search', 'CELL insert');
    expect(texts('.rca-Entry-number')).toEqual(['#1']);
    enter('.rca-Log-search', '');
    enter('.rca-Log-kind', 'observation');
    expect(texts('.rca-Entry-number')).toEqual(['#2']);
    expect(find('.rca-Log-count').textContent).toBe('1 of 2 entries');
  });

  it('joins what is told live to what was saved', () => {
    const block = fixture();
    const told = fixture();
    told.log = [2, 3].map(n => ({ ...block.log[1], n, text: `told ${n}` }));
    open(block, {
      ...ABSENT,
      phase: 'attached',
      leader: true,
      status: 'running',
      told: readBlock(told)
    });
    expect(texts('.rca-Entry-text')).toEqual([
      'told 3',
      'insert cell 7, “words of rca-111111111111”'
    ]);
    click('.rca-Entry-twist');
    expect(texts('.rca-Entry-text')[3]).toBe('told 2');
  });

  it('draws few of many entries', () => {
    const block = fixture();
    const one = block.log[0];
    block.log = Array.from({ length: 3000 }, (_, index) => ({ ...one, n: index + 1 }));
    open(block);
    expect(find('.rca-Log-count').textContent).toBe('3,000 entries');
    expect(host().querySelectorAll('.rca-Entry').length).toBeLessThan(60);
    expect(find('.rca-Entry').getAttribute('aria-setsize')).toBe('3000');
  });
});

describe('the cost', () => {
  beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-22T09:00:05Z') }));
  afterEach(() => jest.useRealTimers());

  it('tells engine, reason, time and tokens of each session', () => {
    const block = fixture();
    const [first] = block.sessions;
    block.sessions.push({
      ...first,
      id: 's-2',
      engine: 'openai/x',
      reason: 'named by --model',
      status: 'running',
      started: '2026-11-22T09:00:00Z',
      ended: '',
      calls: 3,
      prompt_tokens: 1200,
      completion_tokens: 34,
      cost: 0.0125
    });
    show(block, {
      ...ABSENT,
      phase: 'attached',
      leader: true,
      status: 'running',
      told: readBlock(block)
    });
    click(tab('cost'));
    const [total, now, before] = texts('.rca-Session');
    expect(total).toContain('All 2 sessions');
    expect(now).toMatch(/^openai\/x Runningnamed by --model/);
    expect(now).toMatch(/Time0:05Calls3Prompt tokens1,200Completion tokens34Cost\$0\.0125$/);
    expect(before).toContain('Time1:00');
    act(() => void jest.advanceTimersByTime(2000));
    expect(texts('.rca-Session')[1]).toContain('Time0:07');
  });

  it('tells what each role used, and shows a block with notes', () => {
    const block = fixture();
    block.notes = ['Use PyTorch.'];
    const used = { calls: 1, unpriced: 1, prompt_tokens: 1200, completion_tokens: 34 };
    block.sessions[0].roles = [{ role: 'planner', model: '<b>x</b>', ...used }];
    show(block);
    click(tab('cost'));
    expect(find('.rca-Session').textContent).toMatch(
      /plannerprice unknown<b>x<\/b>: 1 call, 1,200 prompt and 34 completion tokens$/
    );
    expect(find('.rca-Session').querySelector('b')).toBeNull();
  });

  it('knows no length of a session that never ended', () => {
    const block = fixture();
    Object.assign(block.sessions[0], { status: 'running', ended: '' });
    show(block);
    click(tab('cost'));
    expect(find('.rca-Session-status').textContent).toBe('Interrupted');
    expect(find('.rca-Session').textContent).not.toContain('Time');
  });
});
