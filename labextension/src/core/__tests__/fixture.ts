import { readFileSync } from 'fs';
import { join } from 'path';
import type { IBlock } from '../block';
import type { IPanelState, PanelBody } from '../panelState';

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
