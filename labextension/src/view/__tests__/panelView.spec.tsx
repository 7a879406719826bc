import React, { act } from 'react';
import type { Root } from 'react-dom/client';
import { createRoot } from 'react-dom/client';
import { fixture } from '../../core/__tests__/fixture';
import type { IBlock } from '../../core/block';
import { readBlock } from '../../core/block';
import type { ILiveState } from '../../core/liveState';
import { ABSENT } from '../../core/liveState';
import { NO_NOTEBOOK, panelState } from '../../core/panelState';
import { PanelView } from '../panelView';
import type { IWords } from '../wording';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

const words: IWords = {
  __: (text, ...args) =>
    args.reduce<string>((done, arg, n) => done.replace(`%${n + 1}`, String(arg)), text)
};
const actions = { stop: jest.fn(), resume: jest.fn(), reveal: jest.fn(), rerun: jest.fn() };
const running: ILiveState = {
  ...ABSENT,
  phase: 'attached',
  leader: true,
  status: 'running',
  step: '1.1',
  action: 'run cell'
};

let host: HTMLElement;
let root: Root;

beforeEach(() => {
  host = document.body.appendChild(document.createElement('div'));
  root = createRoot(host);
  Object.values(actions).forEach(action => action.mockClear());
});
afterEach(() => {
  act(() => root.unmount());
  host.remove();
});

const show = (block: unknown, live: ILiveState = ABSENT): void =>
  act(() =>
    root.render(
      <PanelView state={panelState(readBlock(block), live)} actions={actions} words={words} />
    )
  );
const find = (selector: string): HTMLElement => host.querySelector<HTMLElement>(selector)!;
const item = (id: string): HTMLElement => find(`li.rca-Step[data-step="${id}"]`);
const press = (key: string): void =>
  act(() => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    document.activeElement!.dispatchEvent(event);
  });

describe('the panel', () => {
  it('shows the plan in the notebook without a kernel', () => {
    show(fixture());
    expect(find('.rca-Panel-status').dataset.status).toBe('stopped');
    expect(find('.rca-Progress-text').textContent).toBe('1 of 2 steps, 1 failed');
    expect(item('1.1').dataset.state).toBe('done');
    expect(item('1.1').textContent).toBe('Eq. (3) done');
    expect(item('1.2').textContent).toContain('NameError: v');
    expect(find('.rca-Panel-hint').textContent).toContain('%rca resume');
    expect(find('.rca-Panel-stop')).toBeNull();
    expect(find('.rca-Contract summary').textContent).toBe('Contract: 1 of 2 verified');
  });

  it('has a Stop while a session runs, and marks the step', () => {
    show(fixture(), running);
    find('.rca-Panel-stop').click();
    expect(actions.stop).toHaveBeenCalledTimes(1);
    expect(find('.rca-Panel-action').textContent).toBe('run cell');
    expect(find('.rca-Panel-action').getAttribute('aria-live')).toBe('polite');
    expect(item('1.1').getAttribute('aria-current')).toBe('step');
    expect(find('.rca-Panel-resume')).toBeNull();
  });

  it('resumes where a kernel is attached', () => {
    show(fixture(), { ...running, status: 'idle' });
    find('.rca-Panel-resume').click();
    expect(actions.resume).toHaveBeenCalledTimes(1);
  });

  it('reveals the cells of a step and reruns the failed one', () => {
    show(fixture());
    act(() => find('[data-step="1.1"] > .rca-Step-line').click());
    expect(actions.reveal).toHaveBeenCalledWith(['rca-111111111111']);
    act(() => find('[data-step="1.2"] .rca-Step-rerun').click());
    expect(actions.rerun).toHaveBeenCalledWith(['rca-222222222222']);
    expect(actions.reveal).toHaveBeenCalledTimes(1);
  });

  it('shows markup in titles, notes and quotes as text', () => {
    const evil = '<img src=x onerror="window.hit = 1"><script>window.hit = 1</script>';
    const block: IBlock = fixture();
    block.plan.goal = block.paper.title = evil;
    block.plan.steps[2].title = block.plan.steps[2].note = evil;
    block.contract[0].quote = block.contract[0].title = evil;
    block.sessions[0].message = block.sessions[0].engine = evil;
    show(block);
    expect(host.querySelectorAll('img, script')).toHaveLength(0);
    expect(find('[data-step="1.2"] .rca-Step-title').textContent).toBe(evil);
    expect('hit' in window).toBe(false);
  });

  it('keeps calm about a damaged or newer block', () => {
    show({ format: 1, plan: 3 });
    expect(find('[role="alert"]').textContent).toMatch(/damaged: .* It is kept as it is/);
    show({ format: 7 });
    expect(find('[role="alert"]').textContent).toContain('format 7');
    show({ format: 7 }, running);
    expect(find('.rca-Panel-stop')).not.toBeNull();
  });

  it('says what to do without a plan or a notebook', () => {
    show(undefined);
    expect(find('.rca-Panel-empty').textContent).toContain('%rca implement');
    act(() => root.render(<PanelView state={NO_NOTEBOOK} actions={actions} words={words} />));
    expect(host.textContent).toContain('Open a notebook');
  });
});

describe('the tree by keyboard', () => {
  it('has exactly one step in the order of Tab', () => {
    show(fixture());
    expect([...host.querySelectorAll('[role="treeitem"][tabindex="0"]')]).toEqual([item('1')]);
    expect(find('[role="tree"]').getAttribute('aria-label')).toBe('Plan');
    expect(item('1').getAttribute('aria-expanded')).toBe('true');
    expect(item('1.1').getAttribute('aria-level')).toBe('2');
  });

  it('moves, closes, opens and activates', () => {
    show(fixture());
    item('1').focus();
    press('ArrowDown');
    expect(document.activeElement).toBe(item('1.1'));
    press('Enter');
    expect(actions.reveal).toHaveBeenCalledWith(['rca-111111111111']);
    press('ArrowLeft');
    press('ArrowLeft');
    expect(item('1').getAttribute('aria-expanded')).toBe('false');
    expect(item('1.1')).toBeNull();
    press('ArrowRight');
    expect(item('1.1')).not.toBeNull();
  });

  it('leaves Enter on a button to the button', () => {
    show(fixture());
    find('.rca-Step-rerun').focus();
    press('Enter');
    expect(actions.reveal).not.toHaveBeenCalled();
  });
});
