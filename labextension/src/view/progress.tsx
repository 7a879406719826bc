import React from 'react';
import { shown } from '../core/plainText';
import type { ITally } from '../core/planTree';
import type { IWords } from './wording';
import { stepsText } from './wording';

interface IProgressProps {
  tally: ITally;
  engine: string;
  words: IWords;
}

/** How many leaves of the plan are done, as a bar and in words, and who works. */
export function Progress({ tally, engine, words }: IProgressProps): React.JSX.Element {
  const { done, failed, total } = tally;
  const share = (count: number): string => `${total === 0 ? 0 : (100 * count) / total}%`;
  const text = stepsText(done, total, words);
  return (
    <div className="rca-Progress">
      <div
        className="rca-Progress-bar"
        role="progressbar"
        aria-label={words.__('Steps done')}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={text}
      >
        <span className="rca-Progress-done" style={{ width: share(done) }} />
        <span className="rca-Progress-failed" style={{ width: share(failed) }} />
      </div>
      <div className="rca-Progress-line">
        <span className="rca-Progress-text">
          {failed > 0
            ? words._n('%2 of %1 step, %3 failed', '%2 of %1 steps, %3 failed', total, done, failed)
            : text}
        </span>
        {engine && (
          <span className="rca-Panel-engine" title={words.__('Engine')}>
            {shown(engine)}
          </span>
        )}
      </div>
    </div>
  );
}
