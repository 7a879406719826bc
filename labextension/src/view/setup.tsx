import React, { useId, useRef, useState } from 'react';
import type { IPanelState } from '../core/panelState';
import type { ILive, Role } from '../protocol/messages';
import { PERSONAS } from '../protocol/messages';
import type { IVerdict } from '../tokens';
import type { IPanelActions } from './actions';
import type { IWords } from './wording';
import { personaWord } from './wording';

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
export function Setup({ state, controls, actions, words }: ISetupProps): React.JSX.Element | null {
  const { models, budget } = controls;
  if (MAIN.every(role => models[role] === '')) {
    return null;
  }
  const off = !state.acts;
  const setBudget = (change: Partial<ILive['budget']>): Promise<IVerdict> =>
    actions.ask({ name: 'set_budget', args: { ...budget, ...change } });
  return (
    <details className="rca-Setup">
      <summary>{words.__('Models and budget')}</summary>
      <Models roles={MAIN} state={state} controls={controls} actions={actions} words={words} />
      <details className="rca-Setup-personas" open={PERSONAS.some(role => models[role] !== '')}>
        <summary>{words.__('Models of single personas')}</summary>
        <Models
          roles={PERSONAS}
          state={state}
          controls={controls}
          actions={actions}
          words={words}
        />
      </details>
      <Field
        name="max_cost"
        label={words.__('Cost at most ($)')}
        value={cap(budget.max_cost)}
        number="any"
        hint={words.__('no cap')}
        off={off}
        send={text => setBudget({ max_cost: Number(text) })}
      />
      <Field
        name="max_tokens"
        label={words.__('Tokens at most')}
        value={cap(budget.max_tokens)}
        number="1"
        hint={words.__('no cap')}
        off={off}
        send={text => setBudget({ max_tokens: Number(text) })}
      />
    </details>
  );
}

interface IModelsProps extends ISetupProps {
  roles: readonly (keyof ILive['models'])[];
}

/** A field left empty inherits: a role from the worker, the worker from what the session began with. */
function Models({ roles, state, controls, actions, words }: IModelsProps): React.JSX.Element {
  return (
    <>
      {roles.map(role => (
        <Field
          key={role}
          name={role}
          label={roleWord(role, words)}
          value={controls.models[role]}
          hint={role === 'worker' ? '' : words.__('as the worker')}
          off={!state.acts}
          send={text => actions.ask({ name: 'set_model', args: { role, model: text || INHERIT } })}
        />
      ))}
    </>
  );
}

/** 0 is no cap. */
const cap = (limit: number): string => (limit === 0 ? '' : String(limit));

const roleWord = (role: keyof ILive['models'], words: IWords): string =>
  role === 'worker' ? words.__('worker') : personaWord(role, words);

interface IFieldProps {
  name: string;
  label: string;
  value: string;
  /** The step of a number that is 0 or more. */
  number?: string;
  hint?: string;
  off: boolean;
  send: (value: string) => Promise<IVerdict>;
}

function Field({ name, label, value, number, hint, off, send }: IFieldProps): React.JSX.Element {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const sent = useRef<string | null>(null);
  const commit = (field: HTMLInputElement): void => {
    const wanted = field.value.trim();
    if (wanted === value || !field.checkValidity()) {
      setDraft(null);
    } else if (wanted !== sent.current) {
      // Enter, then leaving the field, is one wish.
      sent.current = wanted;
      // What the kernel refuses falls back to what holds; what it takes comes back with its progress.
      void send(wanted).finally(() => {
        sent.current = null;
        setDraft(null);
      });
    }
  };
  return (
    <div className="rca-Field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={number ? 'number' : 'text'}
        min={number ? 0 : undefined}
        step={number}
        placeholder={hint}
        title={value || undefined}
        spellCheck={false}
        autoComplete="off"
        value={draft ?? value}
        disabled={off}
        onChange={event => setDraft(event.target.value)}
        onBlur={event => commit(event.target)}
        onKeyDown={event => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            commit(event.currentTarget);
          } else if (event.key === 'Escape') {
            setDraft(null);
          }
        }}
      />
    </div>
  );
}
