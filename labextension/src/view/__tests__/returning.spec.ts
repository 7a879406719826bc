import { fixture } from '../../core/__tests__/fixture';
import { ABSENT } from '../../core/liveState';
import type { IVerdict } from '../../tokens';
import { actions, click, enter, find, settled, show } from './harness';

const tab = (name: string): string => `.rca-Tab[data-tab="${name}"]`;

describe('the tabs', () => {
  it('are there where the browser keeps nothing for a page', () => {
    const forbidden = (): never => {
      throw new DOMException('denied', 'SecurityError');
    };
    const reads = jest.spyOn(Storage.prototype, 'getItem').mockImplementation(forbidden);
    const writes = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(forbidden);
    show(fixture());
    click(tab('cost'));
    expect(find('[role="tabpanel"]').dataset.tab).toBe('cost');
    reads.mockRestore();
    writes.mockRestore();
    click(tab('plan'));
  });

  it('show on the way back an answer that came meanwhile', async () => {
    let tell = (verdict: IVerdict): void => void verdict;
    actions.ask.mockReturnValueOnce(new Promise(resolve => (tell = resolve)));
    show(fixture(), { ...ABSENT, phase: 'attached', leader: true });
    click(tab('log'));
    enter('.rca-Ask-question', 'why?');
    click('.rca-Ask button');
    click(tab('plan'));
    tell({ ok: true, message: 'because' });
    await settled();
    click(tab('log'));
    await settled();
    expect(find('.rca-Ask-answer').textContent).toBe('because');
  });
});
