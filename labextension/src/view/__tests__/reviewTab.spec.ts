import { Signal } from '@lumino/signaling';
import { ABSENT } from '../../core/liveState';
import { panelState } from '../../core/panelState';
import type { INotebookLink } from '../../tokens';
import { Kept } from '../kept';
import { ReviewTab } from '../reviewTab';
import { actions, words } from './harness';

jest.mock('@jupyterlab/ui-components', () => ({
  ReactWidget: class {
    readonly node = document.createElement('div');
    readonly title = {};
    addClass(): void {}
    update(): void {}
    dispose(): void {}
  },
  LabIcon: class {}
}));

type Added = [string, unknown];

test('a review that is closed leaves nothing on the page', () => {
  const added = jest.spyOn(document, 'addEventListener');
  const removed = jest.spyOn(document, 'removeEventListener');
  const watched = jest.spyOn(MutationObserver.prototype, 'observe');
  const unwatched = jest.spyOn(MutationObserver.prototype, 'disconnect');
  const link = {
    name: 'a.ipynb',
    state: panelState(() => ({ kind: 'none' }), ABSENT),
    changed: new Signal<INotebookLink, void>({} as INotebookLink)
  } as unknown as INotebookLink;
  const services = { typeset: null, makeEditor: null, renderMarkdown: null };
  const tab = new ReviewTab(link, new Kept(), actions, services, words);
  const listeners = (calls: unknown[][]): Added[] =>
    calls
      .filter(([type]) => type === 'focusin')
      .map(([type, listener]) => [String(type), listener]);
  expect(listeners(added.mock.calls)).toHaveLength(1);
  tab.dispose();
  expect(listeners(removed.mock.calls)).toEqual(listeners(added.mock.calls));
  expect(watched).toHaveBeenCalledTimes(2);
  expect(new Set(unwatched.mock.contexts)).toEqual(new Set(watched.mock.contexts));
});
