import { fixture, LIVE } from '../../core/__tests__/fixture';
import type { IBlock, IStep } from '../../core/block';
import type { ILiveState } from '../../core/liveState';
import { ABSENT } from '../../core/liveState';
import type { IKnown } from '../../protocol/messages';
import { VERSION } from '../../protocol/messages';
import { act, actions, click, enter, find, settled, show, texts } from './harness';

const KNOWN: IKnown = {
  v: VERSION,
  kind: 'known',
  paper: 'A <b>paper</b>',
  file: 'a.tex',
  targets: [{ target: 'Section 3.2', title: 'The method' }],
  models: ['formal', 'openai/a']
};
const idle = (more: Partial<ILiveState> = {}): ILiveState => ({
  ...ABSENT,
  phase: 'attached',
  leader: true,
  status: 'idle',
  ...more
});
const submit = (form: string): Promise<void> =>
  act(async () => {
    find(form).dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    await Promise.resolve();
  });

describe('before the first session', () => {
  it('a paper is read by a cell', async () => {
    show(undefined, idle());
    await settled();
    expect(texts('.rca-Start option')).toEqual(['']);
    expect(find('.rca-Start option').getAttribute('value')).toBe('beside.tex');
    expect((find('.rca-Start-read') as HTMLButtonElement).disabled).toBe(true);
    enter('input[name="paper"]', 'my paper.tex');
    await submit('.rca-Start-form');
    await settled();
    expect(actions.start).toHaveBeenLastCalledWith("%rca paper 'my paper.tex'");
  });

  it('a part of it is chosen, and begun by a cell', async () => {
    show(undefined, idle({ known: KNOWN }));
    expect(find('.rca-Start-paper').textContent).toBe('A <b>paper</b> a.tex');
    expect(texts('.rca-Start option[value="Section 3.2"]')).toEqual(['The method']);
    expect(texts('datalist option[value="openai/a"]')).toHaveLength(1);
    enter('input[name="target"]', 'Section 3.2');
    enter('select[name="mode"]', 'approve');
    enter('input[name="model"]', 'openai/a');
    enter('input[name="max_cost"]', '2');
    await submit('.rca-Start-form');
    expect(actions.start).toHaveBeenLastCalledWith(
      '%rca implement "Section 3.2" --mode approve --model openai/a --max-cost 2'
    );
  });

  it('no key gets into a cell', () => {
    show(undefined, idle({ known: KNOWN }));
    enter('input[name="target"]', 'Section 3.2');
    enter('input[name="model"]', 'sk-proj-0000000000000000000');
    expect(find('.rca-Field-error').textContent).toContain('looks like a key');
    expect((find('.rca-Start-begin') as HTMLButtonElement).disabled).toBe(true);
  });

  it('the models are looked for when one is to be chosen', () => {
    show(undefined, idle({ known: KNOWN }));
    expect(actions.look).not.toHaveBeenCalled();
    act(() => find('input[name="model"]').focus());
    expect(actions.look).toHaveBeenCalledTimes(1);
  });

  it('another paper can be read', async () => {
    show(undefined, idle({ known: KNOWN }));
    expect(find('input[name="paper"]')).toBeNull();
    click('.rca-Start-another');
    await settled();
    expect(find('input[name="paper"]')).not.toBeNull();
    expect(find('.rca-Start-begin')).toBeNull();
  });

  it('the form says what it will type', () => {
    show(undefined, idle({ known: KNOWN }));
    enter('input[name="target"]', 'Eq. (3)');
    enter('input[name="model"]', 'openai/a');
    expect(texts('.rca-Start-lines > pre')).toEqual(['%rca implement "Eq. (3)" --model openai/a']);
    enter('input[name="model"]', 'sk-proj-0000000000000000000');
    expect(find('.rca-Start-lines')).toBeNull();
  });

  it('nothing is offered where it could not be done', () => {
    for (const live of [ABSENT, idle({ leader: false }), idle({ status: 'running' })]) {
      show(undefined, live);
      expect(find('.rca-Start')).toBeNull();
    }
  });
});

describe('after a cell of the user’s own was rerun', () => {
  const rerun = (steps: IStep[]): IBlock => ({
    ...fixture(),
    paper: { title: '', file: '', target: '', digest: '' },
    contract: [],
    plan: { goal: '', steps },
    sessions: [{ id: 's', engine: 'formal', status: 'failed', started: '', message: MESSAGE }]
  });
  const MESSAGE = '“lem([1,2])”: error. No model is configured: it was only rerun.';

  it('a session can still be begun, and how it went is said', async () => {
    show(rerun([]), idle({ controls: LIVE, known: KNOWN }));
    expect(find('.rca-Panel-message').textContent).toBe(MESSAGE);
    expect(find('.rca-Tree')).toBeNull();
    expect(find('.rca-Panel-mode')).toBeNull();
    enter('input[name="target"]', 'Section 3.2');
    await submit('.rca-Start-form');
    expect(actions.start).toHaveBeenLastCalledWith('%rca implement "Section 3.2"');
  });

  it('the repair stays in the plan, above the form', () => {
    show(rerun([{ id: '1', title: 'Repair “lem”', state: 'done' }]), idle({ known: KNOWN }));
    expect(texts('.rca-Step-title')).toEqual(['Repair “lem”']);
    expect(find('.rca-Tree ~ .rca-Start')).not.toBeNull();
  });

  it('while it runs there is no form, and a plan without steps says so', () => {
    show(rerun([]), idle({ status: 'running', controls: LIVE }));
    expect(find('.rca-Start')).toBeNull();
    expect(find('.rca-Panel-empty').textContent).toBe('The plan holds no steps.');
  });

  it('a plan of a paper is no place for the form, whatever is left of it', () => {
    show({ ...rerun([]), paper: fixture().paper }, idle({ known: KNOWN }));
    expect(find('.rca-Start')).toBeNull();
    expect(find('.rca-Panel-resume')).not.toBeNull();
  });
});
