import { ReactWidget, stopIcon } from '@jupyterlab/ui-components';
import React from 'react';
import type { INotebookLinks } from '../tokens';
import { formats } from './formats';
import { planIcon } from './icons';
import type { IWords } from './wording';
import { statusText } from './statusWords';
import { stepsText, stopText } from './wording';

/** Drawn once: each drawing of an icon of JupyterLab's costs the page a frame. */
const PLAN_ICON = <planIcon.react tag="span" width="16px" height="16px" aria-hidden="true" />;
const STOP_ICON = <stopIcon.react tag="span" width="16px" height="16px" aria-hidden="true" />;

/** State and steps done of the current notebook's plan, in the status bar. */
export class StatusItem extends ReactWidget {
  constructor(
    private readonly _links: INotebookLinks,
    private readonly _words: IWords,
    private readonly _onClick: () => void,
    private readonly _onStop: () => void
  ) {
    super();
    _links.changed.connect(() => this.update());
  }

  /** Whether there is a plan to tell of. */
  get isActive(): boolean {
    return this._links.current?.state.body.kind === 'plan';
  }

  protected override render(): React.JSX.Element | null {
    const state = this._links.current?.state;
    if (state?.body.kind !== 'plan') {
      return null;
    }
    const { done, total } = state.body.tally;
    const status = statusText(state, this._words);
    const words = this._words;
    return (
      <span className="rca-StatusItems">
        <button
          type="button"
          className="rca-StatusItem"
          data-status={state.status}
          title={words.__('Show Research Plan')}
          onClick={this._onClick}
        >
          {PLAN_ICON}
          {total > 0 ? formats(words).list([status, stepsText(done, total, words)]) : status}
        </button>
        {state.running && (
          <button
            type="button"
            className="rca-StatusItem rca-StatusItem-stop"
            title={stopText(words)}
            onClick={this._onStop}
          >
            {STOP_ICON}
            {words.__('Stop')}
          </button>
        )}
      </span>
    );
  }
}
