import type { IProgress, JsonObject } from '../../protocol/messages';
import { VERSION } from '../../protocol/messages';
import { fixture, LIVE } from './fixture';
import { ABSENT, hear, isRunning, lacks } from '../liveState';

const progress = (revision: number, session = 's-1'): IProgress => ({
  v: VERSION,
  kind: 'progress',
  session,
  revision,
  base: 0,
  kept: {},
  status: 'running',
  step: '1',
  action: `action ${revision}`,
  block: { format: 1 },
  live: LIVE
});

const attached = hear(ABSENT, {
  v: VERSION,
  kind: 'attached',
  client: 'c',
  leader: true,
  why: '',
  elsewhere: '',
  notice: ''
});

describe('hear', () => {
  it('keeps the newest revision', () => {
    const state = hear(hear(attached, progress(7)), progress(6));
    expect(state.action).toBe('action 7');
    expect(hear(state, progress(8)).action).toBe('action 8');
  });

  it('joins what is new to what was told', () => {
    const block = fixture();
    const [first, second, third] = block.plan.steps;
    const whole = { ...progress(7), block: block as unknown as JsonObject };
    const state = hear(attached, whole);
    const changed = { ...second, title: 'changed' };
    const part = { ...block, log: [], plan: { ...block.plan, steps: [changed] } };
    const kept: IProgress['kept'] = {
      steps: [
        [0, 0, 1],
        [1, 2, 1]
      ],
      log: [[0, 1, 1]]
    };
    const change = { ...progress(8), base: 7, kept, block: part as unknown as JsonObject };
    const after = hear(state, change);
    const expected = {
      ...block,
      plan: { ...block.plan, steps: [first, changed, third] },
      log: [block.log[1]]
    };
    expect(after).toMatchObject({ action: 'action 8', told: { kind: 'plan', block: expected } });
    // What did not change is the same object: it need not be read or drawn again.
    expect(after.told.kind === 'plan' && after.told.block.plan.steps[2]).toBe(
      state.told.kind === 'plan' && state.told.block.plan.steps[2]
    );
    expect(hear(after, change)).toBe(after);
    expect(lacks(after, change)).toBe(false);
  });

  it('keeps a list of which nothing changed', () => {
    const block = fixture();
    const state = hear(attached, { ...progress(7), block: block as unknown as JsonObject });
    const part = { ...block, contract: [] };
    const change: IProgress = {
      ...{ ...progress(8), base: 7, block: part },
      kept: { contract: [[0, 0, block.contract.length]] }
    };
    const after = hear(state, change);
    expect(block.contract.length).toBeGreaterThan(0);
    expect(after.told.kind === 'plan' && after.told.block.contract).toBe(
      state.told.kind === 'plan' && state.told.block.contract
    );
  });

  it('lacks what a change builds on that never came', () => {
    const whole = { ...progress(7), block: fixture() as unknown as JsonObject };
    const state = hear(attached, whole);
    const gaps: IProgress[] = [
      { ...whole, revision: 9, base: 8, kept: { log: [[0, 0, 1]] } },
      { ...whole, revision: 8, base: 7, kept: { log: [[0, 0, 99]] } },
      { ...whole, revision: 8, base: 7, session: 's-9', kept: { log: [[0, 0, 1]] } },
      { ...whole, revision: 8, base: 7, kept: { log: [[0, 0, 1]] }, block: { format: 1 } }
    ];
    for (const gap of gaps) {
      expect(hear(state, gap)).toBe(state);
      expect(lacks(state, gap)).toBe(true);
      const caught = hear(state, { ...gap, base: 0, kept: {}, block: whole.block });
      expect(lacks(caught, gap)).toBe(false);
    }
  });

  it('starts anew with another session', () => {
    const state = hear(hear(attached, progress(7)), progress(1, 's-2'));
    expect(state).toMatchObject({ action: 'action 1', session: 's-2' });
    const greeted = hear(state, {
      v: VERSION,
      kind: 'hello',
      session: 's-3',
      status: 'idle',
      version: ''
    });
    expect(greeted).toMatchObject({
      told: { kind: 'none' },
      revision: -1,
      phase: 'attached',
      leader: true
    });
  });

  it('remembers how a session ended while the kernel idles', () => {
    const hello = {
      v: VERSION,
      kind: 'hello',
      session: 's-1',
      status: 'idle',
      version: ''
    } as const;
    const ended = hear(hear(attached, progress(1)), { ...progress(2), status: 'failed' });
    expect(hear(ended, hello).status).toBe('failed');
    expect(hear(hear(attached, progress(1)), hello).status).toBe('idle');
    expect(hear(ended, { ...hello, status: 'running' }).status).toBe('running');
  });

  it('runs only while attached', () => {
    expect(isRunning(hear(attached, progress(1)))).toBe(true);
    expect(isRunning(hear(ABSENT, progress(1)))).toBe(false);
  });

  it('keeps the reason of a refused command', () => {
    const refused = {
      v: VERSION,
      kind: 'accepted',
      id: 'u',
      client: 'c',
      ok: false,
      message: 'Nothing runs.'
    } as const;
    expect(hear(attached, refused).notice).toBe('Nothing runs.');
    expect(hear(hear(attached, refused), { ...refused, ok: true, message: '' }).notice).toBe('');
  });
});
