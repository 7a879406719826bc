import { fixture } from '../../core/__tests__/fixture';
import type { IBlock } from '../../core/block';
import type { ILiveState } from '../../core/liveState';
import { ABSENT } from '../../core/liveState';
import React from 'react';
import { NO_NOTEBOOK, panelState } from '../../core/panelState';
import { NoNotebook } from '../empty';
import { VERSION } from '../../protocol/messages';
import { act, actions, click, draw, find, host, press, render, show, words } from './harness';

const running: ILiveState = {
  ...ABSENT,
  phase: 'attached',
  leader: true,
  status: 'running',
  step: '1.1',
  action: 'run cell'
};

const item = (id: string): HTMLElement => find(`li.rca-Step[data-step="${id}"]`);

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
  });

  it('has a Stop while a session runs, and marks the step', () => {
    show(fixture(), running);
    find('.rca-Panel-stop').click();
    expect(actions.ask).toHaveBeenCalledWith({ name: 'stop', args: {} });
    expect(find('.rca-Panel-action').textContent).toBe('run cell');
    expect(item('1.1').getAttribute('aria-current')).toBe('step');
    expect(find('.rca-Panel-resume')).toBeNull();
  });

  it('resumes where a kernel is attached', () => {
    show(fixture(), { ...running, status: 'idle' });
    find('.rca-Panel-resume').click();
    expect(actions.ask).toHaveBeenCalledWith({ name: 'resume', args: {} });
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
    expect(host().querySelectorAll('img, script')).toHaveLength(0);
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
});

describe('without a plan the panel', () => {
  const idle: ILiveState = { ...running, status: 'idle', step: '', action: '' };
  const empty = (): string => find('.rca-Panel-empty').textContent ?? '';

  it('tells a kernel with the extension what to type, and never to load it', () => {
    const typed = (): string | null => find('.rca-Start-lines > pre').textContent;
    show(undefined, idle);
    expect(typed()).toBe('%rca paper paper.tex\n%rca implement "Section 3.2"');
    expect(find('.rca-Panel-empty')).toBeNull();
    const read = { paper: 'A <b>sample</b>', file: 'sample.tex', targets: [], models: [] };
    const known = { v: VERSION, kind: 'known', ...read } as const;
    show(undefined, { ...idle, known });
    expect(find('.rca-Start-paper').textContent).toContain('A <b>sample</b>');
    expect(typed()).toBe('%rca implement "Section 3.2"');
    show(undefined, { ...idle, known, leader: false });
    expect(empty()).toContain('“A <b>sample</b>” has been read.');
    expect(empty()).not.toContain('%rca paper');
    show(undefined, running);
    expect(empty()).toBe('The agent makes the plan.');
  });

  it('loads the extension into a plain kernel at a click', () => {
    show(undefined);
    expect(empty()).toContain('%load_ext rca_kernel');
    click('.rca-Panel-empty button');
    expect(actions.runNew).toHaveBeenCalledWith('%load_ext rca_kernel');
  });

  it('offers nothing to a kernel that is not known yet, speaks another language or works elsewhere', () => {
    show(undefined, { ...ABSENT, phase: 'searching' });
    expect(empty()).toBe('Connecting with the kernel…');
    render(panelState(() => ({ kind: 'none' }), ABSENT, 'R'));
    expect(empty()).toContain('this one speaks R');
    show(undefined, { ...ABSENT, elsewhere: 'a.ipynb' });
    expect(empty()).toBe('This notebook has no research plan yet.');
    expect(find('.rca-Panel-empty button')).toBeNull();
  });

  it('makes a notebook where none is open, or says which kernel is missing', () => {
    render(NO_NOTEBOOK);
    click('.rca-Panel-empty button');
    expect(actions.create).toHaveBeenCalled();
    draw(React.createElement(NoNotebook, { words, actions: { ...actions, create: null } }));
    expect(empty()).toContain('is not installed here');
    expect(find('button')).toBeNull();
  });

  it('loads and resumes a plan in a kernel without the extension', () => {
    show(fixture());
    click('.rca-Panel-hint button');
    expect(actions.runNew).toHaveBeenCalledWith('%load_ext rca_kernel\n%rca resume');
  });

  it('offers a kernel of another language no cell to go on with', () => {
    const block = fixture();
    render(panelState(() => ({ kind: 'plan', block }), ABSENT, 'R'));
    expect(find('.rca-Panel-hint').textContent).toContain('this one speaks R');
    expect(find('.rca-Panel-hint button')).toBeNull();
    expect(find('.rca-Panel-hint').textContent).not.toContain('%rca');
  });

  it('says of what a dead session had begun that it was interrupted', () => {
    const block = fixture();
    block.plan.steps[2].state = 'running';
    show(block);
    expect(item('1.2').textContent).toContain('interrupted');
    expect(find('[data-step="1.2"] .rca-StateIcon').dataset.state).toBe('left');
  });
});

describe('the tree by keyboard', () => {
  it('has exactly one step in the order of Tab', () => {
    show(fixture());
    expect([...host().querySelectorAll('[role="treeitem"][tabindex="0"]')]).toEqual([item('1')]);
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

  it('draws few of many steps, with their place in the whole', () => {
    const block = fixture();
    block.plan.steps = Array.from({ length: 5000 }, (_, index) => ({
      id: `${index + 1}`,
      title: `Step ${index + 1}`,
      state: 'pending'
    }));
    show(block);
    expect(host().querySelectorAll('[role="treeitem"]').length).toBeLessThan(60);
    item('1').focus();
    press('End');
    expect(document.activeElement).toBe(item('5000'));
    expect(item('5000').getAttribute('aria-posinset')).toBe('5000');
    expect(item('5000').getAttribute('aria-setsize')).toBe('5000');
    press('ArrowUp');
    expect(document.activeElement).toBe(item('4999'));
    press('Home');
    expect(document.activeElement).toBe(item('1'));
  });

  it('leaves Enter on a button to the button', () => {
    show(fixture());
    find('.rca-Step-rerun').focus();
    press('Enter');
    expect(actions.reveal).not.toHaveBeenCalled();
  });
});

describe('a selected cell', () => {
  const selected = { cell: 'c', step: '1.2' };

  it('chooses and uncovers its step, and leaves the focus alone', () => {
    show(fixture());
    item('1').focus();
    press('ArrowLeft');
    (document.activeElement as HTMLElement).blur();
    show(fixture(), ABSENT, { selected });
    expect(item('1.2').getAttribute('aria-selected')).toBe('true');
    expect(document.activeElement).toBe(document.body);
    expect(actions.reveal).not.toHaveBeenCalled();
  });

  it('does not take the place of what was picked since, on the way back to the plan', () => {
    show(fixture(), ABSENT, { selected });
    act(() => find('[data-step="1.1"] > .rca-Step-line').click());
    click('.rca-Tab[data-tab="cost"]');
    click('.rca-Tab[data-tab="plan"]');
    expect(item('1.1').getAttribute('aria-selected')).toBe('true');
  });

  it('leaves a step closed that the user closes afterwards', () => {
    show(fixture(), ABSENT, { selected });
    act(() => find('[data-step="1"] .rca-Step-twist').click());
    show(fixture(), ABSENT, { selected: { ...selected } });
    expect(item('1.2')).toBeNull();
  });
});
