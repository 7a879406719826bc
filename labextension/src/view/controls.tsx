import React from 'react';
import type { IPanelState } from '../core/panelState';
import type { Mode } from '../protocol/messages';
import type { IPanelActions } from './actions';
import { PauseIcon } from './stateIcon';
import type { IWords } from './wording';
import { modeHint, modeWord, stopText } from './wording';

const MODES: readonly Mode[] = ['plan', 'approve', 'auto'];

interface IControlsProps {
  state: IPanelState;
  actions: IPanelActions;
  words: IWords;
}

/** Pause or resume, and the one Stop, which is there as long as anything runs. */
export function Controls({ state, actions, words }: IControlsProps): React.JSX.Element {
  const paused = state.controls?.paused ?? state.status === 'paused';
  return (
    <span className="rca-Controls">
      {state.running && state.acts && !paused && (
        <button
          type="button"
          className="rca-Panel-pause rca-mod-plain"
          aria-label={words.__('Pause')}
          title={words.__('Pause: begin nothing further after the current action')}
          onClick={() => void actions.ask({ name: 'pause', args: {} })}
        >
          <PauseIcon />
        </button>
      )}
      {((state.running && paused && state.acts) || state.resume === 'button') && (
        <button
          type="button"
          className="rca-Panel-resume jp-mod-styled jp-mod-accept"
          title={words.__('Go on where the plan stopped')}
          disabled={!state.acts}
          onClick={() => void actions.ask({ name: 'resume', args: {} })}
        >
          {words.__('Resume')}
        </button>
      )}
      {state.running && (
        <button
          type="button"
          className="rca-Panel-stop jp-mod-styled jp-mod-warn"
          title={stopText(words)}
          onClick={() => void actions.ask({ name: 'stop', args: {} })}
        >
          {words.__('Stop')}
        </button>
      )}
    </span>
  );
}

/** How much the agent may do without asking. */
export function ModeChoice({
  mode,
  state,
  actions,
  words
}: IControlsProps & { mode: Mode }): React.JSX.Element {
  return (
    <select
      className="rca-Panel-mode"
      aria-label={words.__('Mode')}
      title={modeHint(mode, words)}
      value={mode}
      disabled={!state.acts}
      onChange={event =>
        void actions.ask({ name: 'set_mode', args: { mode: event.target.value as Mode } })
      }
    >
      {MODES.map(known => (
        <option key={known} value={known}>
          {modeWord(known, words)}
        </option>
      ))}
    </select>
  );
}
