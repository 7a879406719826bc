import React from 'react';
import { shown } from '../core/plainText';
import type { IPanelState } from '../core/panelState';
import type { IPanelActions } from './actions';
import { Progress } from './progress';
import type { IWords } from './wording';
import { statusWord } from './wording';

interface IHeaderProps {
  state: IPanelState;
  actions: IPanelActions;
  words: IWords;
}

/** Status, engine, controls, progress and the current action. */
export function Header({ state, actions, words }: IHeaderProps): React.JSX.Element {
  const { status, engine, body } = state;
  return (
    <div className="rca-Panel-header">
      <div className="rca-Panel-line">
        <span className="rca-Panel-status" data-status={status}>
          {statusWord(status, words)}
        </span>
        <Controls state={state} actions={actions} words={words} />
      </div>
      {body.kind === 'plan' && <Progress tally={body.tally} engine={engine} words={words} />}
      <p className="rca-Panel-action" aria-live="polite">
        {shown(state.action)}
      </p>
      <Notices state={state} words={words} />
    </div>
  );
}

function Controls({ state, actions, words }: IHeaderProps): React.JSX.Element {
  return (
    <>
      {state.running && (
        <button
          type="button"
          className="rca-Panel-stop"
          title={words.__('Stop the agent and interrupt the cell it runs')}
          onClick={actions.stop}
        >
          {words.__('Stop')}
        </button>
      )}
      {state.resume === 'button' && (
        <button
          type="button"
          className="rca-Panel-resume"
          title={words.__('Go on where the plan stopped')}
          onClick={actions.resume}
        >
          {words.__('Resume')}
        </button>
      )}
    </>
  );
}

function Notices({ state, words }: { state: IPanelState; words: IWords }): React.JSX.Element {
  return (
    <div className="rca-Panel-notices" aria-live="polite">
      {state.resume === 'hint' && (
        <p className="rca-Panel-hint">
          {words.__('The plan is unfinished. To go on, load the extension and run this in a cell:')}{' '}
          <code>%rca resume</code>
        </p>
      )}
      {state.follows && <p>{words.__('Another tab serves this notebook; this one follows.')}</p>}
      {state.message && <p className="rca-Panel-message">{shown(state.message)}</p>}
      {state.notice && <p className="rca-Panel-notice">{shown(state.notice)}</p>}
    </div>
  );
}
