import React from 'react';
import type { IEntry } from '../core/block';
import { bounded } from '../core/plainText';
import type { IDeed } from '../core/researchLog';
import { failureIn, keyOf } from '../core/researchLog';
import { formats } from './formats';
import { Named, useHere } from './named';
import type { Typesetting } from './typesetting';
import { Chevron } from './stateIcon';
import type { IWords } from './wording';
import { entryWord, leftOut } from './wording';

const LONGEST = 1500;
/** Characters of why an action failed that stand in its line. */
const FAILURE = 300;

interface IPlaceProps {
  /** Its place among the lines, and how many these are. */
  index: number;
  of: number;
  top: number;
  setting: Typesetting | null;
  words: IWords;
}

const placed = ({ index, of, top }: IPlaceProps) => ({
  'data-row': index,
  'aria-setsize': of,
  'aria-posinset': index + 1,
  style: { top }
});

interface IEntryProps extends IPlaceProps {
  entry: IEntry;
  /** Whether it stands below the deed that it belongs to. */
  within: boolean;
}

/** An entry of the log by itself. */
export const Entry = React.memo(function Entry(props: IEntryProps): React.JSX.Element {
  const { entry, within, setting, words } = props;
  const { n, kind, text, step = '', time } = entry;
  const failure = failureIn(entry);
  return (
    <li
      className={within ? 'rca-Entry rca-mod-within' : 'rca-Entry'}
      data-n={n}
      data-kind={failure === null ? kind : 'error'}
      {...placed(props)}
    >
      <div className="rca-Entry-head">
        <span className="rca-Entry-kind">
          {failure === null ? entryWord(kind, words) : words.__('failed')}
        </span>
        {!within && <StepLink step={step} words={words} />}
        <Moment time={time} words={words} />
        <span className="rca-Entry-number">{words.__('#%1', n)}</span>
      </div>
      <Text
        text={failure ?? text}
        longest={LONGEST}
        setting={failure === null ? setting : null}
        words={words}
      />
    </li>
  );
});

interface IDeedProps extends IPlaceProps {
  deed: IDeed;
  open: boolean;
  onToggle: (key: number) => void;
}

/** All that belongs to one action, in the line that tells it best; its entries stand below where it is open. */
export const Deed = React.memo(function Deed(props: IDeedProps): React.JSX.Element {
  const { deed, open, onToggle, setting, words } = props;
  const { entries, lead, step, failure } = deed;
  const kind = failure ? words.__('failed') : entryWord(lead.kind, words);
  const [first, last] = [entries[0].n, entries[entries.length - 1].n];
  return (
    <li
      className="rca-Entry"
      data-n={lead.n}
      data-kind={failure ? 'error' : lead.kind}
      {...placed(props)}
    >
      <div className="rca-Entry-head">
        <button
          type="button"
          className="rca-Entry-kind rca-Entry-twist"
          aria-expanded={open}
          aria-label={words._n('%2: %1 entry', '%2: %1 entries', entries.length, kind)}
          onClick={() => onToggle(keyOf(deed))}
        >
          <Chevron expanded={open} />
          {kind}
        </button>
        <StepLink step={step} words={words} />
        <Moment time={lead.time} words={words} />
        <span className="rca-Entry-number" title={words.__('#%1 to #%2', first, last)}>
          {words.__('#%1', first)}
        </span>
      </div>
      <Text text={lead.text} longest={LONGEST} setting={setting} words={words} />
      {failure && lead.kind === 'action' && <Text text={failure} longest={FAILURE} words={words} />}
    </li>
  );
}, drawnAlike);

/** Each telling of the session makes the deeds anew, most of which are as they were. */
function drawnAlike(before: IDeedProps, after: IDeedProps): boolean {
  const names = Object.keys(after) as (keyof IDeedProps)[];
  return names.every(name =>
    name === 'deed'
      ? before.deed.entries.length === after.deed.entries.length &&
        before.deed.entries.every((entry, n) => entry === after.deed.entries[n])
      : before[name] === after[name]
  );
}

interface ITextProps {
  text: string;
  longest: number;
  /** Null for what a program has written. */
  setting?: Typesetting | null;
  words: IWords;
}

const Text = ({ text, longest, setting = null, words }: ITextProps): React.JSX.Element => (
  <p className="rca-Entry-text">
    <Named text={bounded(text, longest, leftOut(words))} setting={setting} words={words} />
  </p>
);

/** The step of an entry, which it leads to as long as it is in the plan. */
function StepLink({ step, words }: { step: string; words: IWords }): React.JSX.Element | null {
  const { actions, names } = useHere();
  if (step === '') {
    return null;
  }
  const name = <bdi className="rca-Entry-step">{names.step(step)}</bdi>;
  return names.hasStep(step) ? (
    <button
      type="button"
      className="rca-Link rca-Entry-link"
      title={names.step(step)}
      aria-label={words.__('Show %1', names.step(step))}
      onClick={() => actions.showStep(step)}
    >
      {name}
    </button>
  ) : (
    name
  );
}

function Moment({ time, words }: { time: string; words: IWords }): React.JSX.Element | null {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : (
    <time dateTime={date.toISOString()} title={formats(words).moment(date)}>
      {formats(words).time(date)}
    </time>
  );
}
