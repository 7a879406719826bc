import React, { useId, useRef } from 'react';
import { looksLikeKey } from '../core/keys';
import { shown } from '../core/plainText';
import type { IVerdict } from '../tokens';
import { useKept, useKeptHere } from './kept';
import { keyText, numberText } from './roleWords';
import type { IWords } from './wording';

export interface ILine {
  name: string;
  label: string;
  /** What stands in the field while it is empty. */
  hint?: string;
  /** A few words on what the field is for. */
  about?: string;
  /** The step of a number that is 0 or more. */
  number?: string;
  /** Id of a list to choose from. */
  list?: string;
  off?: boolean;
  onFocus?: () => void;
}

interface IFieldLineProps extends ILine {
  value: string;
  error: string;
  onChange: (value: string) => void;
  onBlur?: (field: HTMLInputElement) => void;
  onKeyDown?: (event: React.KeyboardEvent<HTMLInputElement>) => void;
}

/** A labelled field; what is wrong with it stands below it. */
export function FieldLine(props: IFieldLineProps): React.JSX.Element {
  const { name, label, value, hint, about, number, list, off, error } = props;
  const id = useId();
  const told = [about && `${id}-about`, error && `${id}-error`].filter(Boolean).join(' ');
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
        list={list}
        aria-describedby={told || undefined}
        aria-invalid={error !== '' || undefined}
        spellCheck={false}
        autoComplete="off"
        value={value}
        disabled={off}
        onFocus={props.onFocus}
        onChange={event => props.onChange(event.target.value)}
        onBlur={event => props.onBlur?.(event.target)}
        onKeyDown={props.onKeyDown}
      />
      {about && (
        <p id={`${id}-about`} className="rca-Field-about">
          {about}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="rca-Field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface IFieldProps extends ILine {
  value: string;
  words: IWords;
  send: (value: string) => Promise<IVerdict>;
}

interface IDraft {
  text: string;
  error: string;
}

/** A field that is sent when it is left or on Enter. What is refused stays in it, with the reason. */
export function Field({ value, words, send, ...line }: IFieldProps): React.JSX.Element {
  const kept = useKeptHere();
  const name = `field ${line.name}`;
  const [draft, setDraft] = useKept<IDraft | null>(kept, name, null);
  const sent = useRef<string | null>(null);
  const commit = (field: HTMLInputElement, again: boolean): void => {
    const text = field.value.trim();
    const refused = draft !== null && draft.error !== '' && draft.text === text;
    if (!field.checkValidity()) {
      setDraft({ text: field.value, error: numberText(line.number, words) });
    } else if (looksLikeKey(text)) {
      setDraft({ text, error: keyText(words) });
    } else if (text === value) {
      setDraft(null);
    } else if (text !== sent.current && (again || !refused)) {
      // Enter, then leaving the field, is one wish.
      sent.current = text;
      void send(text).then(({ ok, message }) => {
        sent.current = sent.current === text ? null : sent.current;
        // What was typed meanwhile is another wish, to be sent in its turn.
        if (kept.read<IDraft | null>(name, null)?.text.trim() === text) {
          // What the kernel takes comes back with its progress.
          setDraft(ok ? null : { text, error: shown(message) });
        }
      });
    }
  };
  return (
    <FieldLine
      {...line}
      value={draft?.text ?? value}
      error={draft?.error ?? ''}
      onChange={text => setDraft({ text, error: '' })}
      onBlur={field => commit(field, false)}
      onKeyDown={event => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
          commit(event.currentTarget, true);
        } else if (event.key === 'Escape') {
          sent.current = null;
          setDraft(null);
        }
      }}
    />
  );
}

/** What a field's list offers. */
export function Choices({ id, names }: { id: string; names: string[] }): React.JSX.Element {
  return (
    <datalist id={id}>
      {names.map(name => (
        <option key={name} value={shown(name)} />
      ))}
    </datalist>
  );
}
