import type { IAccepted, IAttached, IHello, ILive, IProgress } from '../protocol/messages';
import type { IStranger } from '../protocol/stranger';

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
  /** Mode, models, spending, and what waits for the user; null before the kernel has told. */
  controls: ILive | null;
  notice: string;
  /** A kernel of another version, with which nothing else is spoken. */
  stranger: IStranger | null;
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
  controls: null,
  notice: '',
  stranger: null
};

/** The notice where the kernel never answered. */
export const UNANSWERED = 'The kernel does not answer.';

export type Told = IHello | IAttached | IProgress | IAccepted;

/** A session that is paused still runs: it can be stopped, and no second one may begin. */
const isActive = (status: string): boolean => status === 'running' || status === 'paused';

export const isRunning = (live: ILiveState): boolean =>
  live.phase === 'attached' && isActive(live.status);

/** The state after a message; the same object when nothing changed. */
export function hear(live: ILiveState, told: Told): ILiveState {
  switch (told.kind) {
    case 'hello': {
      const same = told.session === live.session ? live : forget(live);
      // An idle kernel still knows how its last session ended; a hello says no more than "running".
      const known = told.status === 'idle' ? !isActive(same.status) : same.status === 'paused';
      const status = known ? same.status : told.status;
      return { ...same, session: told.session, status };
    }
    case 'attached':
      return { ...live, phase: 'attached', leader: told.leader, notice: '' };
    case 'progress': {
      if (told.session === live.session && told.revision < live.revision) {
        return live;
      }
      const { session, revision, status, step, action, block, live: controls } = told;
      return { ...live, session, revision, status, step, action, block, controls };
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
