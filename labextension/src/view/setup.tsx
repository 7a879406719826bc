import React, { useId } from 'react';
import type { IPanelState } from '../core/panelState';
import type { ILive, Role } from '../protocol/messages';
import { PERSONAS } from '../protocol/messages';
import type { IVerdict } from '../tokens';
import type { IPanelActions } from './actions';
import { Choices, Field } from './field';
import { roleHint } from './roleWords';
import type { IWords } from './wording';
import { roleWord } from './wording';

/** Those that every model session has. */
const MAIN = ['planner', 'expert', 'worker'] as const satisfies readonly Role[];
/** What takes a role's own model away again. */
const INHERIT = 'default';

interface ISetupProps {
  state: IPanelState;
  controls: ILive;
  actions: IPanelActions;
  words: IWords;
}

/** A model for each role, and the caps; each field is sent when it is left or on Enter. */
export function Setup(props: ISetupProps): React.JSX.Element | null {
  const { state, controls, actions, words } = props;
  const { models, budget } = controls;
  const list = useId();
  if (MAIN.every(role => models[role] === '')) {
    return null;
  }
  const setBudget = (change: Partial<ILive['budget']>): Promise<IVerdict> =>
    actions.ask({ name: 'set_budget', args: { ...budget, ...change } });
  const cap = { hint: words.__('no cap'), off: !state.acts, words };
  return (
    <details className="rca-Setup">
      <summary>{words.__('Models and budget')}</summary>
      <Choices id={list} names={state.known?.models ?? []} />
      <Models {...props} roles={MAIN} list={list} />
      <details className="rca-Setup-personas" open={PERSONAS.some(role => models[role] !== '')}>
        <summary>{words.__('Models of single personas')}</summary>
        <Models {...props} roles={PERSONAS} list={list} />
      </details>
      <Field
        {...cap}
        name="max_cost"
        label={words.__('Cost at most ($)')}
        value={capText(budget.max_cost)}
        number="any"
        send={text => setBudget({ max_cost: Number(text) })}
      />
      <Field
        {...cap}
        name="max_tokens"
        label={words.__('Tokens at most')}
        value={capText(budget.max_tokens)}
        number="1"
        send={text => setBudget({ max_tokens: Number(text) })}
      />
    </details>
  );
}

interface IModelsProps extends ISetupProps {
  roles: readonly (keyof ILive['models'])[];
  list: string;
}

/** A field left empty inherits: a role from the worker, the worker from what the session began with. */
function Models(props: IModelsProps): React.JSX.Element {
  const { roles, state, controls, actions, words, list } = props;
  return (
    <>
      {roles.map(role => (
        <Field
          key={role}
          name={role}
          label={roleWord(role, words)}
          about={roleHint(role, words)}
          value={controls.models[role]}
          hint={role === 'worker' ? '' : words.__('as the worker')}
          list={list}
          off={!state.acts}
          words={words}
          onFocus={actions.look}
          send={text => actions.ask({ name: 'set_model', args: { role, model: text || INHERIT } })}
        />
      ))}
    </>
  );
}

/** 0 is no cap. */
const capText = (limit: number): string => (limit === 0 ? '' : String(limit));
