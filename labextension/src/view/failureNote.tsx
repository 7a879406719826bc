import React from 'react';
import { shown } from '../core/plainText';
import { useHere } from './named';
import type { IWords } from './wording';

/** Lines and characters of a note that are shown in the plan. */
const LINES = 6;
const LETTERS = 400;

/** The last lines, as many as there is room for; of the last one at least its end. */
function endOf(text: string): string {
  const [last, ...before] = text.split('\n').slice(-LINES).reverse();
  let end = last.slice(-LETTERS);
  for (const line of before) {
    if (line.length + end.length > LETTERS) {
      break;
    }
    end = `${line}\n${end}`;
  }
  return end;
}

/** Why a step failed. Of a long note the end is shown, where the error stands; the whole on demand. */
export function FailureNote({ note, words }: { note: string; words: IWords }): React.JSX.Element {
  const { actions } = useHere();
  const whole = shown(note).trimEnd();
  const end = endOf(whole);
  const cut = end.length < whole.length;
  return (
    <>
      <p className="rca-Step-note">{cut ? `…\n${end}` : whole}</p>
      {cut && (
        <button
          type="button"
          className="rca-Link rca-Step-whole"
          onClick={() => actions.read(whole)}
        >
          {words.__('Read it whole')}
        </button>
      )}
    </>
  );
}
