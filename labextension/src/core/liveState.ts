import type {
  Hindrance,
  IAccepted,
  IAttached,
  IHello,
  IKnown,
  ILive,
  IProgress,
  Waiting
} from '../protocol/messages';
import type { IStranger } from '../protocol/stranger';
import type { Reading } from './block';
import { readBlock } from './block';
import { applied } from './blockChanges';

/** What the kernel last told about the session; lost with the kernel, unlike the memory block. */
export interface ILiveState {
  phase: 'searching' | 'absent' | 'attached';
  leader: boolean;
  why: Hindrance;
  /** The notebook that the kernel works in, where that is another one; else "". */
  elsewhere: string;
  session: string;
  status: string;
  revision: number;
  step: string;
  action: string;
  /** The memory block as it was told. */
  told: Reading;
  /** Mode, models, spending, and what waits for the user; null before the kernel has told. */
  controls: ILive | null;
  notice: string;
  /** What the user may choose from; null before the kernel has told. */
  known: IKnown | null;
  /** A kernel of another version, with which nothing else is spoken. */
  stranger: IStranger | null;
}

export const ABSENT: ILiveState = {
  phase: 'absent',
  leader: false,
  why: '',
  elsewhere: '',
  session: '',
  status: '',
  revision: -1,
  step: '',
  action: '',
  told: { kind: 'none' },
  controls: null,
  notice: '',
  known: null,
  stranger: null
};

/** The notice where the kernel never answered. */
export const UNANSWERED = 'The kernel does not answer.';

export type Told = IHello | IAttached | IProgress | IAccepted | IKnown;

/** A session that is paused still runs: it can be stopped, and no second one may begin. */
export const isActive = (status: string): boolean => status === 'running' || status === 'paused';

/** Whether the kernel has answered this page. */
export const isHeard = ({ phase, elsewhere }: ILiveState): boolean =>
  phase === 'attached' || elsewhere !== '';

export const isRunning = (live: ILiveState): boolean =>
  live.phase === 'attached' && isActive(live.status);

/** What the session asks the user; nothing times out meanwhile. */
export const waitingIn = (live: ILiveState): Waiting | null =>
  isRunning(live) ? (live.controls?.waiting ?? null) : null;

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
      return {
        ...live,
        phase: told.elsewhere === '' ? 'attached' : 'absent',
        leader: told.leader,
        why: told.why,
        elsewhere: told.elsewhere,
        notice: told.notice
      };
    case 'progress': {
      if (told.session === live.session && told.revision <= live.revision) {
        return live;
      }
      const reading = readingOf(live, told);
      const { session, revision, status, step, action, live: controls } = told;
      return reading
        ? { ...live, session, revision, status, step, action, told: reading, controls }
        : live;
    }
    case 'known':
      return { ...live, known: told };
    case 'accepted':
      return { ...live, notice: told.ok ? '' : told.message };
  }
}

/** Whether the state is behind a message that builds on what it does not hold. */
export const lacks = (live: ILiveState, told: IProgress): boolean =>
  live.session !== told.session || live.revision < told.revision;

/** The block that is told; null where it builds on another than the one told last. */
function readingOf(live: ILiveState, { session, base, kept, block }: IProgress): Reading | null {
  const part = readBlock(block);
  if (base === 0) {
    return part;
  }
  if (session !== live.session || base !== live.revision) {
    return null;
  }
  const whole =
    part.kind === 'plan' && live.told.kind === 'plan'
      ? applied(live.told.block, part.block, kept)
      : null;
  return whole && { kind: 'plan', block: whole };
}

const forget = (live: ILiveState): ILiveState => ({
  ...ABSENT,
  phase: live.phase,
  leader: live.leader,
  why: live.why,
  elsewhere: live.elsewhere
});
