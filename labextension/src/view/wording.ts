import type { IRequirement, StepState } from '../core/block';
import type { PanelStatus } from '../core/panelState';

/** The part of JupyterLab's translation bundle that the view uses. */
export interface IWords {
  __(text: string, ...args: unknown[]): string;
}

export function statusWord(status: PanelStatus, words: IWords): string {
  switch (status) {
    case 'none':
      return words.__('No plan');
    case 'running':
      return words.__('Running');
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

/** `live`: without a session nothing runs, whatever the plan last said. */
export function stateWord(state: StepState, live: boolean, words: IWords): string {
  switch (state) {
    case 'pending':
      return words.__('pending');
    case 'running':
      return live ? words.__('running') : words.__('started');
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

export function supportWord(support: IRequirement['support'], words: IWords): string {
  switch (support) {
    case 'stated':
      return words.__('stated');
    case 'inferred':
      return words.__('inferred');
    case 'assumed':
      return words.__('assumed');
    case 'unresolved':
      return words.__('unresolved');
  }
}

export function requirementWord(status: IRequirement['status'], words: IWords): string {
  switch (status) {
    case 'open':
      return words.__('open');
    case 'implemented':
      return words.__('implemented');
    case 'verified':
      return words.__('verified');
    case 'violated':
      return words.__('violated');
  }
}
