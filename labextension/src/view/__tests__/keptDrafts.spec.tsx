import { Signal } from '@lumino/signaling';
import { fixture, LIVE } from '../../core/__tests__/fixture';
import { readBlock } from '../../core/block';
import { ABSENT } from '../../core/liveState';
import { panelState } from '../../core/panelState';
import type { IApproval, Waiting } from '../../protocol/messages';
import type { INotebookLink, INotebookLinks } from '../../tokens';
import { PlanPanel } from '../planPanel';
import { act, actions, click, draw, enter, find, words } from './harness';

jest.mock('@jupyterlab/ui-components', () => ({
  ReactWidget: class {
    readonly node = document.createElement('div');
    readonly title = {};
    addClass(): void {}
    update(): void {}
  },
  LabIcon: class {}
}));

const APPROVAL: IApproval = {
  kind: 'approval',
  ...{ id: 'q-1', step: '1.2', persona: 'coder', action: 'insert_cell', risk: 'execute' },
  ...{ summary: '', cell_id: '', cell_type: 'code', path: '', before: '', after: 'x = 1' },
  editable: true,
  why: '',
  said: ''
};

const linkOf = (id: string, waiting: Waiting | null): INotebookLink => {
  const live = { ...ABSENT, phase: 'attached', leader: true, status: 'running' } as const;
  const state = panelState(() => readBlock(fixture()), { ...live, controls: { ...LIVE, waiting } });
  return { id, state } as INotebookLink;
};

interface ILooks {
  current: INotebookLink | null;
}

/** The panel over several notebooks, one at a time. */
class Stage {
  look(link: INotebookLink): void {
    this._links.current = link;
    draw((this.panel as unknown as { render: () => React.JSX.Element }).render());
  }

  private readonly _links: ILooks & Omit<INotebookLinks, 'current'> = {
    current: null,
    all: [],
    selected: null,
    changed: new Signal<INotebookLinks, void>({} as INotebookLinks),
    anyChanged: new Signal<INotebookLinks, void>({} as INotebookLinks),
    of: () => null
  };
  readonly panel = new PlanPanel(this._links, words, actions, {
    typeset: null,
    makeEditor: null,
    renderMarkdown: null
  });
}

const stageOn = (link: INotebookLink): Stage => {
  const stage = new Stage();
  stage.look(link);
  return stage;
};

const field = (selector: string): string => (find(selector) as HTMLInputElement).value;

describe('on a look at another notebook', () => {
  it('the edit of an approval stays, and is offered for nothing else', () => {
    const a = linkOf('a', APPROVAL);
    const b = linkOf('b', APPROVAL);
    const stage = stageOn(a);
    click('.rca-Card-edit');
    enter('.rca-Source textarea', 'of the user');
    stage.look(b);
    expect(find('.rca-Source textarea')).toBeNull();
    stage.look(a);
    expect(field('.rca-Source textarea')).toBe('of the user');
    click('.rca-Card-approve');
    expect(actions.ask).toHaveBeenLastCalledWith({
      name: 'decide',
      args: { request: 'q-1', verdict: 'edit', text: 'of the user' }
    });
  });

  it('the reason of a rejection and the answer to a question stay', () => {
    const question = { kind: 'question', id: 'q-2', step: '', question: '?' } as const;
    const a = linkOf('a', APPROVAL);
    const b = linkOf('b', { ...question, options: [], default: '' });
    const stage = stageOn(a);
    click('.rca-Card-reject');
    enter('.rca-Card-form input', 'too slow');
    stage.look(b);
    enter('.rca-Card-form input', 'none');
    stage.look(a);
    expect(field('.rca-Card-form input')).toBe('too slow');
    stage.look(b);
    expect(field('.rca-Card-form input')).toBe('none');
  });

  it('the form of a step stays in its notebook, with its text', () => {
    const a = linkOf('a', null);
    const b = linkOf('b', null);
    const stage = stageOn(a);
    stage.panel.open({ kind: 'rename', step: '1.2' });
    stage.look(a);
    enter('.rca-StepForm input', 'another title');
    stage.look(b);
    expect(find('.rca-StepForm')).toBeNull();
    stage.look(a);
    expect(field('.rca-StepForm input')).toBe('another title');
  });

  it('an answer that comes meanwhile is found on the way back', async () => {
    const a = linkOf('a', null);
    const stage = stageOn(a);
    click('[data-tab="log"]');
    enter('.rca-Ask-question', 'why?');
    click('.rca-Ask button');
    stage.look(linkOf('b', null));
    await act(() => Promise.resolve());
    expect(find('.rca-Ask-answer').textContent).toBe('');
    stage.look(a);
    await act(() => Promise.resolve());
    expect(find('.rca-Ask-answer').textContent).toBe('so it is');
  });
});
