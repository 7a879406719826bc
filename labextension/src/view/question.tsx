import React, { useState } from 'react';
import { shown } from '../core/plainText';
import type { IQuestion } from '../protocol/messages';
import type { IPanelActions } from './actions';
import { useArmed } from './armed';
import type { Kept } from './kept';
import { useDraft } from './kept';
import { Prose, useTypesetting } from './mathematics';
import { useNames } from './named';
import type { Typeset } from './typesetting';
import type { IWords } from './wording';

/** Where what the user is about to answer is kept. */
export const ANSWER = 'answer to it';

interface IQuestionProps {
  waiting: IQuestion;
  acts: boolean;
  actions: IPanelActions;
  kept: Kept;
  typeset: Typeset | null;
  words: IWords;
}

/** A question of the agent's: its options, and any other answer. */
export function QuestionCard(props: IQuestionProps): React.JSX.Element {
  const { waiting, acts, actions, kept, typeset, words } = props;
  const names = useNames();
  const setting = useTypesetting(typeset);
  const { id, step, question, options, default: fallback } = waiting;
  const offered = options.includes(fallback) ? '' : fallback;
  const [text, setText] = useDraft(kept, ANSWER, JSON.stringify(waiting), offered);
  const armed = useArmed();
  const [sent, setSent] = useState(false);
  const answer = (said: string): void => {
    setSent(true);
    const call = { name: 'answer', args: { request: id, text: said } } as const;
    void actions.ask(call).then(({ ok }) => ok || setSent(false));
  };
  const off = sent || !acts;
  return (
    <section className="rca-Card" tabIndex={-1} aria-label={words.__('Question')} data-request={id}>
      <h3 className="rca-Card-title">{words.__('The agent asks')}</h3>
      {step && <p className="rca-Card-place">{names.step(step)}</p>}
      <p className="rca-Card-summary">
        <Prose text={names.text(question)} setting={setting} />
      </p>
      {options.length > 0 && (
        <div className="rca-Card-options" role="group" aria-label={words.__('Suggested answers')}>
          {options.map(option => (
            <button
              key={option}
              type="button"
              className={option === fallback ? 'jp-mod-styled jp-mod-accept' : 'rca-mod-plain'}
              {...armed}
              disabled={off}
              onClick={() => answer(option)}
            >
              <bdi>{shown(option)}</bdi>
              {option === fallback && ` ${words.__('(default)')}`}
            </button>
          ))}
        </div>
      )}
      {acts ? (
        <Other {...{ text, off, words }} onText={setText} onAnswer={() => answer(text)} />
      ) : (
        <OnlyLooks words={words} />
      )}
    </section>
  );
}

interface IOtherProps {
  text: string;
  off: boolean;
  onText: (text: string) => void;
  onAnswer: () => void;
  words: IWords;
}

/** An answer in the user's own words. */
const Other = ({ text, off, onText, onAnswer, words }: IOtherProps): React.JSX.Element => (
  <form
    className="rca-Card-form"
    onSubmit={event => {
      event.preventDefault();
      onAnswer();
    }}
  >
    <input
      aria-label={words.__('Answer')}
      placeholder={words.__('Another answer')}
      value={text}
      onChange={event => onText(event.target.value)}
    />
    <button type="submit" className="rca-mod-plain" disabled={off || text.trim() === ''}>
      {words.__('Answer')}
    </button>
  </form>
);

/** Why nothing of what waits can be chosen in this tab. */
export const OnlyLooks = ({ words }: { words: IWords }): React.JSX.Element => (
  <p className="rca-Card-looks">
    {words.__('Only the tab that serves this notebook can answer; this one follows.')}
  </p>
);
