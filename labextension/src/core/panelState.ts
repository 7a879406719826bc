import type { IBlock, IEntry, IRequirement, ISessionRecord, Reading, SessionStatus } from './block';
import type { ILiveState } from './liveState';
import { isActive, isRunning, waitingIn } from './liveState';
import type { Hindrance, IKnown, ILive, Waiting } from '../protocol/messages';
import type { IStranger } from '../protocol/stranger';
import type { INode, ITally } from './planTree';
import { grow, stepOfCell, tally, unfinished } from './planTree';
import { mergeLog } from './researchLog';

export type PanelStatus = SessionStatus | 'none' | 'stale' | 'connecting' | 'paused' | 'waiting';

export type PanelBody =
  | { kind: 'no-notebook' }
  | { kind: 'none' }
  | { kind: 'unreadable'; reading: Extract<Reading, { kind: 'newer' | 'damaged' }> }
  | {
      kind: 'plan';
      paper: string;
      goal: string;
      roots: INode[];
      tally: ITally;
      contract: IRequirement[];
      /** Put together when it is asked for. */
      log: () => IEntry[];
      sessions: ISessionRecord[];
    };

/** All that the panel shows, derived from the notebook's memory and the live session. */
export interface IPanelState {
  status: PanelStatus;
  running: boolean;
  attached: boolean;
  /** Whether a kernel is there of which it is not known yet if it has the extension. */
  searching: boolean;
  /** In which the kernel of the notebook computes; "" where that is not known. */
  language: string;
  follows: boolean;
  /** Why this page does not serve, where no other does. */
  why: Hindrance;
  /** The notebook that the kernel works in, where that is another one; else "". */
  elsewhere: string;
  /** Whether a session works there now. */
  worksElsewhere: boolean;
  /** Whether what the user asks here reaches the kernel. */
  acts: boolean;
  engine: string;
  action: string;
  step: string;
  /** How the last session ended. */
  message: string;
  /** Why the kernel did not do what the user asked. */
  notice: string;
  resume: 'button' | 'hint' | 'none';
  controls: ILive | null;
  /** What the user may choose from, as far as the kernel has told. */
  known: IKnown | null;
  /** A kernel with which this page cannot speak. */
  stranger: IStranger | null;
  /** What the session asks the user; nothing times out meanwhile. */
  waiting: Waiting | null;
  body: PanelBody;
}

export const NO_NOTEBOOK: IPanelState = {
  status: 'none',
  running: false,
  attached: false,
  searching: false,
  language: '',
  follows: false,
  why: '',
  elsewhere: '',
  worksElsewhere: false,
  acts: false,
  engine: '',
  action: '',
  step: '',
  message: '',
  notice: '',
  resume: 'none',
  controls: null,
  known: null,
  stranger: null,
  waiting: null,
  body: { kind: 'no-notebook' }
};

/** `saved` reads what the notebook's metadata holds; a plan told live is newer than it. */
export function panelState(saved: () => Reading, live: ILiveState, language = ''): IPanelState {
  const attached = live.phase === 'attached';
  const told: Reading = attached ? live.told : { kind: 'none' };
  // Before it has planned, a session tells an empty block.
  const reading = told.kind === 'plan' || told.kind === 'newer' ? told : saved();
  const running = isRunning(live);
  const last = reading.kind === 'plan' ? reading.block.sessions.at(-1) : undefined;
  const body = bodyOf(reading, saved);
  const controls = attached ? live.controls : null;
  const status = statusOf(last?.status, live);
  const open = !running && reading.kind === 'plan' && isOpen(reading.block, body, status);
  return {
    status,
    running,
    attached,
    searching: live.phase === 'searching',
    language,
    follows: attached && !live.leader,
    why: attached ? live.why : '',
    elsewhere: live.elsewhere,
    worksElsewhere: live.elsewhere !== '' && isActive(live.status),
    acts: attached && live.leader,
    engine: last?.engine ?? '',
    action: running ? live.action : '',
    step: running ? live.step : '',
    message: running ? '' : (live.elsewhere === '' && live.action) || (last?.message ?? ''),
    notice: live.notice,
    resume: open ? resumeOf(live) : 'none',
    controls,
    known: attached ? live.known : null,
    stranger: live.stranger,
    waiting: waitingIn(live),
    body
  };
}

function resumeOf({ phase, stranger, elsewhere }: ILiveState): IPanelState['resume'] {
  if (stranger || elsewhere !== '' || phase === 'searching') {
    return 'none';
  }
  return phase === 'attached' ? 'button' : 'hint';
}

/** Whether a session could go on: with a step, with its closing, or with the planning it never ended. */
function isOpen({ paper }: IBlock, body: PanelBody, status: PanelStatus): boolean {
  const roots = body.kind === 'plan' ? body.roots : [];
  return roots.length === 0 ? paper.digest !== '' : unfinished(roots) || status === 'stale';
}

/** Whether an agent wrote a cell (it is marked) or changed one of the user's own: it can be taken back. */
export function isTouched(state: IPanelState, cell: string, marked: boolean): boolean {
  const { body, controls } = state;
  // A kernel that has told nothing yet may know from its journal what its plan tells here.
  const known = controls
    ? controls.amended.includes(cell)
    : body.kind === 'plan' && stepOfCell(body.roots, cell) !== null;
  return marked || known;
}

function bodyOf(reading: Reading, saved: () => Reading): PanelBody {
  switch (reading.kind) {
    case 'none':
      return reading;
    case 'newer':
    case 'damaged':
      return { kind: 'unreadable', reading };
    case 'plan': {
      const { paper, plan, contract, log, sessions } = reading.block;
      const roots = grow(plan.steps);
      return {
        kind: 'plan',
        // What is implemented of it is the plan's goal; the target is as the user typed it.
        paper: paper.title || paper.target,
        goal: plan.goal,
        roots,
        tally: tally(roots),
        contract,
        // What is told live carries only the last entries.
        log: () => {
          const kept = saved();
          return kept.kind !== 'plan' || kept === reading ? log : mergeLog(kept.block.log, log);
        },
        sessions
      };
    }
  }
}

const ENDED: readonly string[] = ['done', 'incomplete', 'stopped', 'failed'];

function statusOf(saved: SessionStatus | undefined, live: ILiveState): PanelStatus {
  if (isRunning(live)) {
    return live.controls?.waiting ? 'waiting' : (live.status as 'running' | 'paused');
  }
  if (live.phase === 'attached' && ENDED.includes(live.status)) {
    return live.status as SessionStatus;
  }
  if (saved !== 'running') {
    return saved ?? 'none';
  }
  // The block says "running", but a session ends with its kernel.
  return live.phase === 'searching' ? 'connecting' : 'stale';
}
