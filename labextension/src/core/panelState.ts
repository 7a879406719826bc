import type { IBlock, IRequirement, Reading, SessionStatus } from './block';
import { readBlock } from './block';
import type { ILiveState } from './liveState';
import { isRunning } from './liveState';
import type { INode, ITally } from './planTree';
import { grow, tally, unfinished } from './planTree';

export type PanelStatus = SessionStatus | 'none' | 'stale' | 'connecting';

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
      message: string;
    };

/** All that the panel shows, derived from the notebook's memory and the live session. */
export interface IPanelState {
  status: PanelStatus;
  running: boolean;
  attached: boolean;
  follows: boolean;
  engine: string;
  action: string;
  step: string;
  notice: string;
  resume: 'button' | 'hint' | 'none';
  body: PanelBody;
}

export const NO_NOTEBOOK: IPanelState = {
  status: 'none',
  running: false,
  attached: false,
  follows: false,
  engine: '',
  action: '',
  step: '',
  notice: '',
  resume: 'none',
  body: { kind: 'no-notebook' }
};

/** `saved` is what the notebook's metadata holds; a block told live is newer than it. */
export function panelState(saved: Reading, live: ILiveState): IPanelState {
  const told = live.phase === 'attached' ? readBlock(live.block) : ({ kind: 'none' } as const);
  const reading = told.kind === 'none' ? saved : told;
  const running = isRunning(live);
  const attached = live.phase === 'attached';
  const block = reading.kind === 'plan' ? reading.block : null;
  const body = bodyOf(reading);
  const open = !running && body.kind === 'plan' && unfinished(body.roots);
  return {
    status: statusOf(block, live),
    running,
    attached,
    follows: attached && !live.leader,
    engine: block?.sessions.at(-1)?.engine ?? '',
    action: running ? live.action : '',
    step: running ? live.step : '',
    notice: live.notice,
    resume: !open || live.phase === 'searching' ? 'none' : attached ? 'button' : 'hint',
    body
  };
}

function bodyOf(reading: Reading): PanelBody {
  switch (reading.kind) {
    case 'none':
      return reading;
    case 'newer':
    case 'damaged':
      return { kind: 'unreadable', reading };
    case 'plan': {
      const { paper, plan, contract, sessions } = reading.block;
      const roots = grow(plan.steps);
      return {
        kind: 'plan',
        paper: [paper.title, paper.target].filter(Boolean).join(', '),
        goal: plan.goal,
        roots,
        tally: tally(roots),
        contract,
        message: sessions.at(-1)?.message ?? ''
      };
    }
  }
}

function statusOf(block: IBlock | null, live: ILiveState): PanelStatus {
  if (isRunning(live)) {
    return 'running';
  }
  const status = block?.sessions.at(-1)?.status ?? 'none';
  if (status !== 'running') {
    return status;
  }
  // The block says "running", but a session ends with its kernel.
  return live.phase === 'searching' ? 'connecting' : 'stale';
}
