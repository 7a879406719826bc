import { fixture, LIVE } from '../../core/__tests__/fixture';
import type { ILiveState } from '../../core/liveState';
import { ABSENT, UNANSWERED } from '../../core/liveState';
import type { IPanelState } from '../../core/panelState';
import { panelState } from '../../core/panelState';
import { readBlock } from '../../core/block';
import type { IApproval, ILive, IQuestion } from '../../protocol/messages';
import { VERSION } from '../../protocol/messages';
import { announcement } from '../announcement';
import { namesOf } from '../named';
import { act, actions, click, enter, find, host, show, texts, words } from './harness';

const models = { ...LIVE.models, planner: 'big', expert: 'big', worker: 'small' };
const controls: ILive = {
  ...LIVE,
  mode: 'approve',
  models,
  usage: { ...LIVE.usage, calls: 1, cost: 2 }
};
const approval: IApproval = {
  kind: 'approval',
  id: 'ask-1',
  step: '1.2',
  persona: 'coder',
  action: 'edit_file',
  risk: 'write',
  summary: 'mend it',
  cell_id: '',
  cell_type: '',
  path: 'train.py',
  before: 'a',
  after: 'b',
  editable: true,
  why: '“A step”: its goal',
  said: ''
};
const question: IQuestion = {
  kind: 'question',
  id: 'ask-2',
  step: '1.2',
  question: 'Which one?',
  options: ['this', 'that'],
  default: 'this'
};

const live = (told: Partial<ILive> = {}, more: Partial<ILiveState> = {}): ILiveState => ({
  ...ABSENT,
  phase: 'attached',
  leader: true,
  status: 'running',
  step: '1.1',
  controls: { ...controls, ...told },
  ...more
});

describe('the controls', () => {
  it('pause, and go on after a pause', () => {
    show(fixture(), live());
    click('.rca-Panel-pause');
    expect(actions.ask).toHaveBeenLastCalledWith({ name: 'pause', args: {} });
    expect(find('.rca-Panel-resume')).toBeNull();
    show(fixture(), live({ paused: true }, { status: 'paused' }));
    expect(find('.rca-Panel-status').textContent).toBe('Paused');
    expect(find('.rca-Panel-pause')).toBeNull();
    expect(find('.rca-Panel-stop')).not.toBeNull();
    click('.rca-Panel-resume');
    expect(actions.ask).toHaveBeenLastCalledWith({ name: 'resume', args: {} });
  });

  it('choose the mode, models and caps', async () => {
    show(fixture(), live());
    enter('.rca-Panel-mode', 'auto');
    expect(actions.ask).toHaveBeenLastCalledWith({ name: 'set_mode', args: { mode: 'auto' } });
    enter('input[name="worker"]', 'tiny');
    act(() => find('input[name="worker"]').focus());
    await act(() => {
      find('input[name="worker"]').blur();
      return Promise.resolve();
    });
    expect(actions.ask).toHaveBeenLastCalledWith({
      name: 'set_model',
      args: { role: 'worker', model: 'tiny' }
    });
    expect(texts('.rca-Panel-spent')).toEqual(['$2.00']);
  });

  it('name a model for a persona, and take it away again', async () => {
    show(fixture(), live({ models: { ...models, debugger: 'strong' } }));
    expect((find('.rca-Setup-personas') as HTMLDetailsElement).open).toBe(true);
    expect(find('input[name="reader"]').getAttribute('placeholder')).toBe('as the worker');
    const left = async (field: string): Promise<void> => {
      act(() => find(field).focus());
      await act(() => {
        find(field).blur();
        return Promise.resolve();
      });
    };
    enter('input[name="reader"]', 'cheap');
    await left('input[name="reader"]');
    enter('input[name="debugger"]', '');
    await left('input[name="debugger"]');
    expect(actions.ask.mock.calls).toEqual([
      [{ name: 'set_model', args: { role: 'reader', model: 'cheap' } }],
      [{ name: 'set_model', args: { role: 'debugger', model: 'default' } }]
    ]);
  });

  it('are absent for an engine without a model, where there is nothing to choose', () => {
    show(fixture(), live({ models: LIVE.models }));
    expect(find('.rca-Setup')).toBeNull();
  });

  it('leave a page that follows nothing but Stop', () => {
    show(fixture(), live({ waiting: approval }, { leader: false }));
    expect(find('.rca-Panel-stop')).not.toBeNull();
    expect(find('.rca-Panel-pause')).toBeNull();
    expect(find('.rca-Step-rerun')).toBeNull();
    expect(find('.rca-Panel-follows').textContent).toContain('This one follows: it can only stop');
    show(fixture(), live({}, { leader: false, status: 'stopped' }));
    expect(find('.rca-Panel-follows').textContent).toContain('begin and resume there');
    const off = [...host().querySelectorAll<HTMLButtonElement>('.rca-Card-choices button')];
    expect(off.every(({ disabled }) => disabled)).toBe(true);
    expect((find('.rca-Panel-mode') as HTMLSelectElement).disabled).toBe(true);
  });

  it('say that the kernel does not answer', () => {
    show(fixture(), live({}, { notice: UNANSWERED }));
    expect(find('.rca-Panel-notice').textContent).toBe('The kernel does not answer.');
  });
});

describe('an approval', () => {
  const decided = (verdict: string, text: string): void =>
    expect(actions.ask).toHaveBeenLastCalledWith({
      name: 'decide',
      args: { request: 'ask-1', verdict, text }
    });

  it('shows old and new, and is given', () => {
    show(fixture(), live({ waiting: approval }));
    expect(texts('.rca-Source pre')).toEqual(['a', 'b']);
    click('.rca-Card-approve');
    decided('approve', '');
    expect((find('.rca-Card-approve') as HTMLButtonElement).disabled).toBe(true);
  });

  it('is given for an edited text, and not for one that was edited and left', () => {
    show(fixture(), live({ waiting: approval }));
    click('.rca-Card-edit');
    expect(document.activeElement).toBe(find('.rca-Source textarea'));
    enter('.rca-Source textarea', 'c');
    click('.rca-Card-choices .rca-mod-plain');
    click('.rca-Card-edit');
    click('.rca-Card-approve');
    decided('edit', 'b');
  });

  it('can be tried again where the session did not take it', async () => {
    actions.ask.mockImplementationOnce(() => Promise.resolve({ ok: false, message: '' }));
    show(fixture(), live({ waiting: approval }));
    click('.rca-Card-approve');
    await act(() => Promise.resolve());
    expect((find('.rca-Card-approve') as HTMLButtonElement).disabled).toBe(false);
  });

  it('shows prose as it will look, also while it is edited', async () => {
    const renderMarkdown = (source: string): Promise<HTMLElement> => {
      const node = document.createElement('h2');
      node.textContent = source;
      return Promise.resolve(node);
    };
    const prose = { ...approval, action: 'insert_cell', cell_type: 'markdown' } as const;
    show(fixture(), live({ waiting: prose }), { renderMarkdown });
    await act(() => Promise.resolve());
    expect(texts('.rca-Rendered h2')).toEqual(['b']);
    click('.rca-Card-edit');
    enter('.rca-Source textarea', 'mine');
    await act(() => Promise.resolve());
    expect(texts('.rca-Rendered h2')).toEqual(['mine']);
    show(fixture(), live({ waiting: { ...prose, id: 'ask-7', cell_type: 'code' } }), {
      renderMarkdown
    });
    expect(find('.rca-Rendered')).toBeNull();
  });

  it('takes no second click of what stood there before', () => {
    jest.useFakeTimers();
    show(fixture(), live({ waiting: approval }));
    const clickOnce = (): void =>
      act(() => {
        find('.rca-Card-approve').dispatchEvent(
          new MouseEvent('click', { bubbles: true, detail: 1 })
        );
      });
    clickOnce();
    expect(actions.ask).not.toHaveBeenCalled();
    act(() => jest.advanceTimersByTime(500));
    clickOnce();
    decided('approve', '');
    jest.useRealTimers();
  });

  it('stands in a tab of its own where it was opened there', () => {
    show(fixture(), live({ waiting: approval }));
    click('.rca-Card-enlarge');
    expect(actions.enlarge).toHaveBeenCalledTimes(1);
    show(fixture(), live({ waiting: approval }), { enlarged: true });
    expect(find('.rca-Source')).toBeNull();
    expect(find('.rca-Card-enlarge').textContent).toBe('Show its tab');
    expect(find('.rca-Card-approve')).not.toBeNull();
  });

  it('is what the line of the current action tells of', () => {
    show(fixture(), live({ waiting: approval }, { action: 'something before' }));
    expect(find('.rca-Panel-action').textContent).toBe('Asks: Change a file, train.py');
  });

  it('is refused with a reason', () => {
    show(fixture(), live({ waiting: approval }));
    click('.rca-Card-reject');
    enter('.rca-Card-form input', 'not this file');
    click('.rca-Card-refuse');
    decided('reject', 'not this file');
  });
});

describe('a kernel of another version', () => {
  const said = (wire: number): string => {
    show(fixture(), { ...ABSENT, stranger: { wire, version: '0.0.9' } });
    return find('.rca-Panel-stranger').textContent;
  };

  it('is said, with the side to update, and the plan is shown all the same', () => {
    expect(said(VERSION - 1)).toContain('rca-kernel 0.0.9');
    expect(said(VERSION - 1)).toContain('in the environment of the kernel');
    expect(said(VERSION + 1)).toContain('in the environment of JupyterLab');
    expect(find('[data-step="1.1"]')).not.toBeNull();
    expect(find('.rca-Panel-hint')).toBeNull();
  });
});

describe('a question', () => {
  it('is not asked in a tab that can only look on', () => {
    show(fixture(), { ...live({ waiting: question }), leader: false });
    expect(find('.rca-Card').textContent).toContain('Only the tab that serves this notebook');
    expect(find('.rca-Card input')).toBeNull();
    expect(host().querySelectorAll('.rca-Card button:enabled')).toHaveLength(0);
  });

  it('is answered by an option or by other words', () => {
    show(fixture(), live({ waiting: question }));
    expect(texts('.rca-Card-options button')).toEqual(['this (default)', 'that']);
    click('.rca-Card-options .rca-mod-plain');
    expect(actions.ask).toHaveBeenLastCalledWith({
      name: 'answer',
      args: { request: 'ask-2', text: 'that' }
    });
  });
});

describe('the announcement', () => {
  const said = (state: ILiveState): string => tell(panelState(() => readBlock(fixture()), state));
  const tell = (state: IPanelState): string => {
    const place = { number: 3, words: '' };
    const names = namesOf(state.body, id => (id === 'ask-cell' ? place : null), words);
    return announcement(state, words, names);
  };

  it('says what waits, else the step', () => {
    expect(said(live())).toBe('Running: Eq. (3)');
    expect(said(live({ waiting: question }))).toBe('The agent asks: Which one?');
    expect(said(live({ waiting: approval }))).toBe(
      'The agent asks to go on: Change a file. mend it'
    );
    expect(said(ABSENT)).toBe('Stopped');
  });

  it('names cells, not their ids', () => {
    const waiting = { ...approval, action: 'run_cell', summary: 'run cell: ask-cell' };
    expect(said(live({ waiting }))).toBe('The agent asks to go on: Run a cell. run cell 3');
    expect(said(live({ waiting: { ...question, question: 'Keep cell ask-cell?' } }))).toBe(
      'The agent asks: Keep cell 3?'
    );
  });
});
