import type { StepState } from '../core/block';
import type { IPanelState, PanelStatus } from '../core/panelState';
import { shown } from '../core/plainText';
import { unmet } from '../core/standing';
import type { IWords } from './wording';
import { actionWord } from './wording';

export function statusWord(status: PanelStatus, words: IWords): string {
  switch (status) {
    case 'none':
      return words.__('No plan');
    case 'running':
      return words.__('Running');
    case 'paused':
      return words.__('Paused');
    case 'waiting':
      return words.__('Waiting for you');
    case 'done':
      return words.__('Done');
    case 'incomplete':
      return words.__('Incomplete');
    case 'stopped':
      return words.__('Stopped');
    case 'failed':
      return words.__('Failed');
    case 'stale':
      return words.__('Interrupted');
    case 'connecting':
      return words.__('Connecting…');
  }
}

/** How the last session of a notebook stands; a plan that is done may leave demands of the paper unmet. */
export function statusText(state: IPanelState, words: IWords): string {
  const left = leftOver(state);
  if (isStopping(state)) {
    return words.__('Stopping');
  }
  if (state.status === 'waiting' && state.controls?.paused) {
    return words.__('Waiting for you, paused');
  }
  return left > 0
    ? words._n('Done, %1 not met', 'Done, %1 not met', left)
    : statusWord(state.status, words);
}

/** With these words the kernel begins what it does while a session is being stopped. */
const STOPPING = 'Stopping';

/** Whether the user has stopped the session and something of it still runs. */
export const isStopping = ({ running, action }: IPanelState): boolean =>
  running && action.startsWith(STOPPING);

/** Demands that are unmet where the plan is done. */
export const leftOver = ({ status, body }: IPanelState): number =>
  status === 'done' && body.kind === 'plan' ? unmet(body.contract) : 0;

export const leftText = (left: number, words: IWords): string =>
  words._n(
    '%1 requirement is not met: see Contract',
    '%1 requirements are not met: see Contract',
    left
  );

/** `live`: without a session nothing runs, whatever the plan last said. */
export function stateWord(state: StepState, live: boolean, words: IWords): string {
  switch (state) {
    case 'pending':
      return words.__('pending');
    case 'running':
      return live ? words.__('running') : words.__('interrupted');
    case 'done':
      return words.__('done');
    case 'failed':
      return words.__('failed');
    case 'skipped':
      return words.__('skipped');
    case 'blocked':
      return words.__('blocked');
  }
}

/** What stands where a plan holds no step. */
export const noStepsText = ({ running, body }: IPanelState, words: IWords): string =>
  running && body.kind === 'plan' && body.paper !== ''
    ? words.__('The agent makes the plan.')
    : words.__('The plan holds no steps.');

/** What the session does just now, or what it waits for: then nothing else is done. */
export function doingText({ waiting, action }: IPanelState, words: IWords): string {
  switch (waiting?.kind) {
    case 'approval': {
      const what = actionWord(waiting.action, words);
      const where = shown(waiting.path);
      return where ? words.__('Asks: %1, %2', what, where) : words.__('Asks: %1', what);
    }
    case 'question':
      return words.__('Waits for your answer');
    case undefined:
      return shown(action);
  }
}
