import React from 'react';
import { shown } from '../core/plainText';
import { tracebacks } from '../core/tracebacks';
import type { IApproval } from '../protocol/messages';
import { useNames } from './named';
import type { IWords } from './wording';

interface IReasonsProps {
  waiting: IApproval;
  words: IWords;
}

/** What the model says of it itself, as text, and what it is for: below what is decided on, which a plan's
 * long goals would push out of sight. */
export function Reasons({ waiting, words }: IReasonsProps): React.JSX.Element {
  const names = useNames();
  const { why, said } = waiting;
  return (
    <>
      {said && (
        <figure className="rca-Card-said">
          <figcaption>{words.__('In the model’s words')}</figcaption>
          <blockquote dir="auto">{names.text(said)}</blockquote>
        </figure>
      )}
      {tracebacks(shown(why)).map(({ kind, text }, index) =>
        kind === 'text' ? (
          <p key={index} className="rca-Card-why">
            {names.text(text)}
          </p>
        ) : (
          <Traceback key={index} text={text} words={words} />
        )
      )}
    </>
  );
}

/** Python's account of an exception, in lines as it stands there. */
const Traceback = ({ text, words }: { text: string; words: IWords }): React.JSX.Element => (
  <pre
    className="rca-Traceback"
    role="region"
    aria-label={words.__('What failed')}
    // What is too wide scrolls by keyboard too.
    tabIndex={0} // eslint-disable-line jsx-a11y/no-noninteractive-tabindex
  >
    {text}
  </pre>
);
