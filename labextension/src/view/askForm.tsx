import React, { useState } from 'react';
import { shown } from '../core/plainText';
import type { IPanelActions } from './actions';
import type { Kept } from './kept';
import { useKept } from './kept';
import type { IWords } from './wording';

interface IAskFormProps {
  actions: IPanelActions;
  kept: Kept;
  words: IWords;
}

/** A question about what was done, answered by the session from its memory. */
export function AskForm({ actions, kept, words }: IAskFormProps): React.JSX.Element {
  const [question, setQuestion] = useKept(kept, 'question', '');
  const [answer, setAnswer] = useKept(kept, 'answer', '');
  const [waits, setWaits] = useState(false);
  const ask = (): void => {
    setWaits(true);
    const call = { name: 'ask', args: { question: question.trim() } } as const;
    void actions.ask(call).then(({ message }) => {
      setAnswer(message);
      setWaits(false);
    });
  };
  return (
    <form
      className="rca-Ask"
      onSubmit={event => {
        event.preventDefault();
        ask();
      }}
    >
      <div className="rca-Log-tools">
        <input
          className="rca-Ask-question"
          aria-label={words.__('Ask about this run')}
          placeholder={words.__('Ask about this run')}
          value={question}
          onChange={event => setQuestion(event.target.value)}
        />
        <button type="submit" className="rca-mod-plain" disabled={waits || question.trim() === ''}>
          {words.__('Ask')}
        </button>
      </div>
      <p className="rca-Ask-answer" role="status">
        {waits ? words.__('Looking it up…') : shown(answer)}
      </p>
    </form>
  );
}
