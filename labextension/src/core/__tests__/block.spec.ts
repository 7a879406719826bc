import { readBlock } from '../block';
import { VERSION } from '../../protocol/messages';
import { ABSENT, hear } from '../liveState';
import type { ILiveState } from '../liveState';
import type { IPanelState } from '../panelState';
import { isTouched, panelState } from '../panelState';
import { fixture, LIVE, planOf } from './fixture';

const live = (state: Partial<ILiveState>): ILiveState => ({
  ...ABSENT,
  phase: 'attached',
  leader: true,
  ...state
});

describe('readBlock', () => {
  it('reads the golden fixture', () => {
    const reading = readBlock(fixture());
    expect(reading.kind === 'plan' && reading.block.plan.steps.map(step => step.id)).toEqual([
      '1',
      '1.1',
      '1.2'
    ]);
  });

  it.each([undefined, null])('finds nothing in %s', value => {
    expect(readBlock(value)).toEqual({ kind: 'none' });
  });

  it('knows a newer format', () => {
    expect(readBlock({ ...fixture(), format: 2 })).toEqual({ kind: 'newer', format: 2 });
  });

  it('names the damage', () => {
    const block = fixture();
    block.plan.steps[1].state = 'finished' as 'done';
    const reading = readBlock(block);
    expect(reading.kind === 'damaged' && reading.problem).toMatch(
      /^plan\.steps\.1\.state must be equal to one of/
    );
  });

  it.each([[], 'text', 7, {}, { format: 1 }, { format: '1' }, { format: 1, plan: null }])(
    'calls %j damaged',
    value => {
      expect(readBlock(value).kind).toBe('damaged');
    }
  );
});

describe('panelState', () => {
  it('shows what the notebook remembers, without a kernel', () => {
    const state = panelState(() => readBlock(fixture()), ABSENT);
    expect(state).toMatchObject({
      status: 'stopped',
      running: false,
      engine: 'formal',
      resume: 'hint'
    });
    expect(planOf(state).tally).toEqual({ done: 1, failed: 1, total: 2 });
  });

  it('offers to resume where a kernel is attached', () => {
    expect(panelState(() => readBlock(fixture()), live({ status: 'idle' })).resume).toBe('button');
  });

  it('does not offer to resume a plan that is done', () => {
    const block = fixture();
    block.plan.steps.forEach(step => (step.state = 'done'));
    expect(panelState(() => readBlock(block), ABSENT).resume).toBe('none');
  });

  it('calls a running session without a kernel stale', () => {
    const block = fixture();
    block.sessions[0].status = 'running';
    expect(panelState(() => readBlock(block), ABSENT)).toMatchObject({
      status: 'stale',
      resume: 'hint'
    });
    expect(panelState(() => readBlock(block), live({ status: 'idle' }))).toMatchObject({
      status: 'stale',
      resume: 'button'
    });
    const searching = { ...ABSENT, phase: 'searching' } as const;
    expect(panelState(() => readBlock(block), searching)).toMatchObject({
      status: 'connecting',
      resume: 'none'
    });
  });

  it('offers to resume what ended before it had a plan, and what its kernel left in the closing', () => {
    const unplanned = fixture();
    unplanned.plan.steps = [];
    unplanned.sessions[0].status = 'failed';
    const idle = live({ status: 'idle' });
    expect(panelState(() => readBlock(unplanned), idle).resume).toBe('button');
    unplanned.paper.digest = '';
    expect(panelState(() => readBlock(unplanned), idle).resume).toBe('none');
    const closing = fixture();
    closing.plan.steps.forEach(step => (step.state = 'done'));
    closing.sessions[0].status = 'running';
    expect(panelState(() => readBlock(closing), idle)).toMatchObject({
      status: 'stale',
      resume: 'button'
    });
  });

  it('knows the cells of the user that an agent changed: by the kernel, before it has told by the plan', () => {
    const block = fixture();
    block.plan.steps[1].cells = ['mine'];
    const before = panelState(() => readBlock(block), ABSENT);
    expect(isTouched(before, 'mine', false)).toBe(true);
    expect(isTouched(before, 'other', false)).toBe(false);
    const told = (amended: string[]): IPanelState =>
      panelState(() => readBlock(block), live({ controls: { ...LIVE, amended } }));
    expect(isTouched(told(['mine']), 'mine', false)).toBe(true);
    expect(isTouched(told([]), 'mine', false)).toBe(false);
    expect(isTouched(told([]), 'rca-1', true)).toBe(true);
  });

  it('prefers what the kernel tells to what was saved', () => {
    const block = fixture();
    block.plan.goal = 'Newer';
    const state = panelState(
      () => readBlock(fixture()),
      live({ status: 'running', action: 'run cell', step: '1.2', told: readBlock(block) })
    );
    expect(state).toMatchObject({
      status: 'running',
      running: true,
      action: 'run cell',
      step: '1.2',
      resume: 'none'
    });
    expect(planOf(state).goal).toBe('Newer');
  });

  it('shows how a session ended that never came to plan', () => {
    const told = live({ status: 'failed', action: 'No such section.', told: readBlock({}) });
    expect(panelState(() => ({ kind: 'none' }), told)).toMatchObject({
      status: 'failed',
      running: false,
      action: '',
      message: 'No such section.',
      resume: 'none',
      body: { kind: 'none' }
    });
  });

  it('keeps the saved plan in view while the session has none yet', () => {
    const state = panelState(
      () => readBlock(fixture()),
      live({ status: 'running', told: readBlock({}) })
    );
    expect(planOf(state).goal).toBe('Implement Section 3.2');
  });

  it('forgets a session with its kernel', () => {
    const state = panelState(
      () => readBlock(fixture()),
      live({ phase: 'absent', status: 'running' })
    );
    expect(state).toMatchObject({ status: 'stopped', running: false });
  });

  it('can be stopped even when the block cannot be read', () => {
    const state = panelState(() => readBlock({ format: 9 }), live({ status: 'running' }));
    expect(state).toMatchObject({ running: true, body: { kind: 'unreadable' } });
  });

  it('shows its own plan, and no session, where the kernel works in another notebook', () => {
    const running = live({ status: 'running', action: 'run', told: readBlock(fixture()) });
    const attached = { v: VERSION, kind: 'attached', client: 'c', why: '', notice: '' } as const;
    const there = hear(running, { ...attached, leader: false, elsewhere: 'b.ipynb' });
    const state = panelState(() => ({ kind: 'none' }), there);
    expect(state).toMatchObject({
      ...{ running: false, follows: false, acts: false, resume: 'none', message: '' },
      ...{ elsewhere: 'b.ipynb', worksElsewhere: true, body: { kind: 'none' } }
    });
    const ended = panelState(() => ({ kind: 'none' }), { ...there, status: 'stopped' });
    expect(ended).toMatchObject({ elsewhere: 'b.ipynb', worksElsewhere: false });
    const here = hear(there, { ...attached, leader: true, elsewhere: '' });
    expect(panelState(() => ({ kind: 'none' }), here)).toMatchObject({
      ...{ running: true, acts: true, elsewhere: '' },
      body: { kind: 'plan' }
    });
  });

  it('says when another tab leads', () => {
    expect(panelState(() => ({ kind: 'none' }), live({ leader: false })).follows).toBe(true);
  });
});
