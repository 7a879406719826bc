import { readFileSync } from 'fs';
import { join } from 'path';
import type { IBlock } from '../block';
import type { ILive } from '../../protocol/messages';
import type { IPanelState, PanelBody } from '../panelState';

/** What is live of a session that has just begun, each role's model inherited. */
export const LIVE: ILive = {
  mode: 'auto',
  paused: false,
  begun: '',
  models: {
    ...{ planner: '', expert: '', worker: '' },
    ...{ reader: '', coder: '', debugger: '', reviewer: '', experimenter: '' }
  },
  usage: {
    prompt_tokens: 0,
    completion_tokens: 0,
    calls: 0,
    cost: 0,
    cached_tokens: 0,
    unpriced: 0
  },
  budget: { max_tokens: 0, max_cost: 0 },
  forecast: null,
  waiting: null,
  amended: []
};

/** The golden memory block of format 1, as pytest reads it too. */
export function fixture(): IBlock {
  const path = join(__dirname, '../../../../tests/memory/fixtures/format-1.json');
  return JSON.parse(readFileSync(path, 'utf-8')) as IBlock;
}

export function planOf(state: IPanelState): Extract<PanelBody, { kind: 'plan' }> {
  if (state.body.kind !== 'plan') {
    throw new Error(`No plan, but ${state.body.kind}.`);
  }
  return state.body;
}
