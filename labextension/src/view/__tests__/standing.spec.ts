import { fixture, LIVE } from '../../core/__tests__/fixture';
import type { IBlock } from '../../core/block';
import type { ILiveState } from '../../core/liveState';
import { ABSENT } from '../../core/liveState';
import { actions, click, find, host, show, texts } from './harness';

const running: ILiveState = {
  ...ABSENT,
  phase: 'attached',
  leader: true,
  status: 'running',
  step: '1.1',
  controls: { ...LIVE, usage: { ...LIVE.usage, calls: 2, prompt_tokens: 900 } }
};
const failing = (note: string): IBlock => {
  const block = fixture();
  block.plan.steps[2].note = note;
  return block;
};

describe('what a step failed of', () => {
  it('is shown to its last line, and whole on demand', () => {
    const lines = Array.from({ length: 40 }, (_, n) => `line ${n}`);
    const note = [...lines, 'NameError: v'].join('\n');
    show(failing(note));
    expect(find('.rca-Step-note').textContent).toMatch(/^…\nline 35\n[^]*\nNameError: v$/);
    click('.rca-Step-whole');
    expect(actions.read).toHaveBeenCalledWith(note);
    show(failing('short'));
    expect(find('.rca-Step-whole')).toBeNull();
  });

  it('offers a rerun only where a cell failed', () => {
    const button = (): HTMLElement | null => find('[data-step="1.2"] .rca-Step-rerun');
    show(failing('stuck'));
    expect(button()).not.toBeNull();
    actions.fails.mockReturnValueOnce(false).mockReturnValueOnce(false);
    show(failing('stuck still'));
    expect(button()).toBeNull();
  });
});

describe('a plan without a session', () => {
  it('shows no step as running, and how long it took', () => {
    const block = fixture();
    block.plan.steps[1].state = 'running';
    block.sessions[0].started = '2026-01-01T10:00:00Z';
    block.sessions[0].ended = '2026-01-01T10:12:30Z';
    show(block);
    expect(find('[data-step="1.1"] .rca-StateIcon').dataset.state).toBe('left');
    expect(find('.rca-Panel-clock').textContent).toBe('12:30');
  });

  it('goes on counting where it is resumed', () => {
    const block = fixture();
    const [one] = block.sessions;
    const at = (started: string, ended: string): typeof one => ({ ...one, started, ended });
    block.sessions = [
      at('2026-01-01T10:00:00Z', '2026-01-01T10:12:30Z'),
      at('2026-01-01T11:00:00Z', ''), // its kernel died: how long it took is not known
      at('2026-01-01T12:00:00Z', '2026-01-01T12:00:30Z')
    ];
    show(block);
    expect(find('.rca-Panel-clock').textContent).toBe('13:00');
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-01-01T13:00:02Z'));
    show(block, { ...running, controls: { ...LIVE, begun: '2026-01-01T13:00:00Z' } });
    expect(find('.rca-Panel-clock').textContent).toBe('13:02');
    now.mockRestore();
  });
});

describe('the line of the current action', () => {
  it('names cells and requirements, not their ids', () => {
    show(fixture(), { ...running, action: 'mark requirement: rca-111111111111' });
    expect(find('.rca-Panel-action').textContent).toBe(
      'mark requirement: cell 7, “words of rca-111111111111”'
    );
  });
});

describe('a session that is being stopped', () => {
  it('says so, and what the user has to do to its end', () => {
    show(fixture(), { ...running, action: 'Stopping: the cell ignores every interrupt.' });
    expect(find('.rca-Panel-status').textContent).toBe('Stopping');
    expect(find('.rca-Panel-action').dataset.whole).toBe('true');
    show(fixture(), running);
    expect(find('.rca-Panel-status').textContent).toBe('Running');
    expect(find('.rca-Panel-action').dataset.whole).toBeUndefined();
  });
});

describe('a price', () => {
  it('that is not known is not 0, and the cap on it is said to be idle', () => {
    const budget = { max_tokens: 0, max_cost: 2 };
    const usage = { ...running.controls!.usage, unpriced: running.controls!.usage.calls };
    show(fixture(), { ...running, controls: { ...running.controls!, budget, usage } });
    expect(texts('.rca-Panel-spent')).toEqual(['price unknown']);
    click('[data-tab="cost"]');
    expect(find('[data-session="forecast"]').textContent).toContain(
      'the cap on the cost cannot act'
    );
    expect(host().textContent).not.toContain('$0,');
  });

  it('of a step is told', () => {
    const block = fixture();
    block.plan.steps[1].cost = 0.25;
    show(block);
    click('[data-tab="cost"]');
    expect(find('[data-session="steps"]').textContent).toContain('Eq. (3)$0.25');
  });
});
