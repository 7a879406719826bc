import { fixture, LIVE } from '../../core/__tests__/fixture';
import type { ILiveState } from '../../core/liveState';
import { ABSENT } from '../../core/liveState';
import { shown } from '../../core/plainText';
import type { IKnown } from '../../protocol/messages';
import { VERSION } from '../../protocol/messages';
import type { IVerdict } from '../../tokens';
import { act, actions, agrees, enter, find, press, show } from './harness';

const models = { ...LIVE.models, planner: 'big', expert: 'big', worker: 'small' };
const live = (more: Partial<ILiveState> = {}): ILiveState => ({
  ...ABSENT,
  phase: 'attached',
  leader: true,
  status: 'running',
  controls: { ...LIVE, models },
  ...more
});

describe('the fields of models', () => {
  it('keep what was refused, with the reason at the field', async () => {
    const why = "'tiny' is no model's name.";
    actions.ask.mockImplementationOnce(() => Promise.resolve({ ok: false, message: why }));
    show(fixture(), live());
    const worker = find('input[name="worker"]') as HTMLInputElement;
    const leave = (): Promise<void> =>
      act(async () => {
        worker.focus();
        worker.blur();
        await Promise.resolve();
      });
    enter('input[name="worker"]', 'tiny');
    await leave();
    expect(worker.value).toBe('tiny');
    expect(worker.getAttribute('aria-invalid')).toBe('true');
    const error = find('.rca-Field-error');
    expect(error.textContent).toBe(why);
    expect(worker.getAttribute('aria-describedby')!.split(' ')).toContain(error.id);
    await leave();
    expect(actions.ask).toHaveBeenCalledTimes(1);
    enter('input[name="worker"]', 'sk-proj-0000000000000000000');
    await leave();
    expect(find('.rca-Field-error').textContent).toContain('looks like a key');
    expect(actions.ask).toHaveBeenCalledTimes(1);
    act(() => worker.focus());
    press('Escape');
    expect(worker.value).toBe('small');
    expect(find('.rca-Field-error')).toBeNull();
  });

  it('send again what was refused, once it was edited or on Enter', async () => {
    const refuses = (): Promise<IVerdict> =>
      Promise.resolve({ ok: false, message: 'The kernel does not answer.' });
    actions.ask.mockImplementation(refuses);
    show(fixture(), live());
    const worker = find('input[name="worker"]') as HTMLInputElement;
    const after = (deed: () => void): Promise<void> =>
      act(async () => {
        worker.focus();
        deed();
        await Promise.resolve();
      });
    const leave = (): Promise<void> => after(() => worker.blur());
    const enters = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true });
    enter('input[name="worker"]', 'openai/a');
    await leave();
    enter('input[name="worker"]', 'openai/ab');
    enter('input[name="worker"]', 'openai/a');
    expect(find('.rca-Field-error')).toBeNull();
    await leave();
    expect(actions.ask).toHaveBeenCalledTimes(2);
    expect(find('.rca-Field-error').textContent).toBe('The kernel does not answer.');
    await after(() => {
      worker.dispatchEvent(enters);
      worker.blur();
    });
    expect(actions.ask).toHaveBeenCalledTimes(3);
    actions.ask.mockImplementation(agrees);
  });

  it.each([true, false])('keep what is typed while the kernel answers (%p)', async ok => {
    let answer: (verdict: IVerdict) => void = () => undefined;
    actions.ask.mockImplementationOnce(() => new Promise(resolve => (answer = resolve)));
    show(fixture(), live());
    const worker = find('input[name="worker"]') as HTMLInputElement;
    enter('input[name="worker"]', 'tiny');
    act(() => {
      worker.focus();
      worker.blur();
    });
    enter('input[name="worker"]', 'tiny-and-more');
    await act(async () => {
      answer({ ok, message: 'no such model' });
      await Promise.resolve();
    });
    expect(worker.value).toBe('tiny-and-more');
    expect(find('.rca-Field-error')).toBeNull();
    await act(async () => {
      worker.focus();
      worker.blur();
      await Promise.resolve();
    });
    const args = { role: 'worker', model: 'tiny-and-more' };
    expect(actions.ask).toHaveBeenLastCalledWith({ name: 'set_model', args });
    expect(worker.value).toBe('small');
  });

  it('say what a number must be in the language of JupyterLab', () => {
    show(fixture(), live());
    enter('input[name="max_tokens"]', '-1');
    const field = find('input[name="max_tokens"]');
    act(() => {
      field.focus();
      field.blur();
    });
    expect(find('.rca-Field-error').textContent).toBe('This must be a whole number, 0 or more.');
  });

  it('offer the models that the kernel knows, and say what each role does', () => {
    const known: IKnown = {
      ...{ v: VERSION, kind: 'known', paper: '', file: '', targets: [] },
      models: ['formal', 'openai/a\u202e']
    };
    show(fixture(), live({ known }));
    const field = find('input[name="planner"]');
    const list = document.getElementById(field.getAttribute('list')!)!;
    expect([...list.children].map(option => option.getAttribute('value'))).toEqual([
      'formal',
      shown('openai/a\u202e')
    ]);
    const about = document.getElementById(field.getAttribute('aria-describedby')!)!;
    expect(about.textContent).toBe('Makes the plan');
    act(() => field.focus());
    expect(actions.look).toHaveBeenCalledTimes(1);
  });
});
