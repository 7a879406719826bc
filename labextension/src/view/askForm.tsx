import React, { useEffect } from 'react';
import { shown } from '../core/plainText';
import type { IVerdict } from '../tokens';
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
  const [asked, setAsked] = useKept<Promise<IVerdict> | null>(kept, 'asked', null);
  const waits = asked !== null;
  useEffect(() => {
    let here = true;
    void asked?.then(({ message }) => {
      // Where another notebook is looked at meanwhile, the answer is taken on the way back.
      if (here) {
        setAnswer(message);
        setAsked(null);
      }
    });
    return () => {
      here = false;
    };
  }, [asked]); // eslint-disable-line react-hooks/exhaustive-deps
  const ask = (): void =>
    setAsked(actions.ask({ name: 'ask', args: { question: question.trim() } }));
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
