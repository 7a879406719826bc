import { fixture, LIVE } from '../../core/__tests__/fixture';
import type { ILiveState } from '../../core/liveState';
import { ABSENT } from '../../core/liveState';
import type { IApproval } from '../../protocol/messages';
import { actions, find, show } from './harness';

const approval: IApproval = {
  kind: 'approval',
  id: 'ask-1',
  step: '1.2',
  persona: 'coder',
  action: 'edit_cell',
  risk: 'write',
  summary: 'mend it',
  cell_id: '',
  cell_type: '',
  path: '',
  before: 'a',
  after: 'b',
  editable: true,
  why: '“A step”: its goal',
  said: ''
};
const asks = (waiting: IApproval): ILiveState => ({
  ...ABSENT,
  phase: 'attached',
  leader: true,
  status: 'running',
  controls: { ...LIVE, waiting }
});

it('names a cell of the user’s own, and shows a traceback in its lines', () => {
  const traceback =
    "NameError     Traceback (most recent call last)\n----> 1 lem()\nNameError: 'lem'";
  const why = `It failed before: cell first: error\n${'-'.repeat(75)}\n${traceback}`;
  const waiting = { ...approval, summary: 'edit cell: first', why };
  show(fixture(), asks(waiting));
  expect(find('.rca-Card-summary').textContent).toBe('edit cell 7, “words of first”');
  expect(find('.rca-Card-why').textContent).toBe(
    'It failed before: cell 7, “words of first”: error'
  );
  expect(find('pre.rca-Traceback').textContent).toBe(traceback);
  actions.placeOf.mockReturnValue(null);
  show(fixture(), asks(waiting));
  expect(find('.rca-Card-summary').textContent).toBe('edit cell: first');
  actions.placeOf.mockImplementation(cell => ({ number: 7, words: `words of ${cell}` }));
});

it('says why an action is wanted', () => {
  show(fixture(), asks(approval));
  expect(find('.rca-Card-why').textContent).toBe('“A step”: its goal');
});
