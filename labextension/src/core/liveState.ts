import type { IAccepted, IAttached, IHello, IProgress } from '../protocol/messages';

/** What the kernel last told about the session; lost with the kernel, unlike the memory block. */
export interface ILiveState {
  phase: 'searching' | 'absent' | 'attached';
  leader: boolean;
  session: string;
  status: string;
  revision: number;
  step: string;
  action: string;
  block: unknown;
  notice: string;
}

export const ABSENT: ILiveState = {
  phase: 'absent',
  leader: false,
  session: '',
  status: '',
  revision: -1,
  step: '',
  action: '',
  block: null,
  notice: ''
};

export type Told = IHello | IAttached | IProgress | IAccepted;

export const isRunning = (live: ILiveState): boolean =>
  live.phase === 'attached' && live.status === 'running';

/** The state after a message; the same object when nothing changed. */
export function hear(live: ILiveState, told: Told): ILiveState {
  switch (told.kind) {
    case 'hello': {
      const same = told.session === live.session ? live : forget(live);
      // An idle kernel still knows how its last session ended.
      const ended = told.status === 'idle' && same.status !== 'running';
      const status = ended ? same.status : told.status;
      return { ...same, session: told.session, status };
    }
    case 'attached':
      return { ...live, phase: 'attached', leader: told.leader };
    case 'progress': {
      if (told.session === live.session && told.revision < live.revision) {
        return live;
      }
      const { session, revision, status, step, action, block } = told;
      return { ...live, session, revision, status, step, action, block };
    }
    case 'accepted':
      return { ...live, notice: told.ok ? '' : told.message };
  }
}

const forget = (live: ILiveState): ILiveState => ({
  ...ABSENT,
  phase: live.phase,
  leader: live.leader
});
