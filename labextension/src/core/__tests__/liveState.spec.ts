import type { IProgress } from '../../protocol/messages';
import { VERSION } from '../../protocol/messages';
import { LIVE } from './fixture';
import { ABSENT, hear, isRunning } from '../liveState';

const progress = (revision: number, session = 's-1'): IProgress => ({
  v: VERSION,
  kind: 'progress',
  session,
  revision,
  status: 'running',
  step: '1',
  action: `action ${revision}`,
  block: { format: 1 },
  live: LIVE
});

const attached = hear(ABSENT, { v: VERSION, kind: 'attached', client: 'c', leader: true });

describe('hear', () => {
  it('keeps the newest revision', () => {
    const state = hear(hear(attached, progress(7)), progress(6));
    expect(state.action).toBe('action 7');
    expect(hear(state, progress(8)).action).toBe('action 8');
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
    expect(greeted).toMatchObject({ block: null, revision: -1, phase: 'attached', leader: true });
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
