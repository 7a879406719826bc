import React, { useMemo, useRef } from 'react';
import type { EntryKind, IEntry } from '../core/block';
import { ENTRY_KINDS } from '../core/block';
import { bounded, shown } from '../core/plainText';
import { findEntries } from '../core/researchLog';
import type { Kept } from './kept';
import { useKept } from './kept';
import type { NameStep } from './names';
import { useCellNames } from './names';
import { useRowWindow, useRows } from './useRows';
import type { IWords } from './wording';
import { entryWord } from './wording';

const GUESS = 46;
const LONGEST = 1500;

interface ILogProps {
  log: IEntry[];
  nameStep: NameStep;
  kept: Kept;
  words: IWords;
}

/** The research log, newest first, with search and a choice of kind. */
export function Log({ log, nameStep, kept, words }: ILogProps): React.JSX.Element {
  const [query, setQuery] = useKept(kept, 'query', '');
  const [kind, setKind] = useKept<EntryKind | ''>(kept, 'kind', '');
  const found = useMemo(() => findEntries(log, query, kind), [log, query, kind]);
  return (
    <div className="rca-Log">
      <div className="rca-Log-tools">
        <input
          type="search"
          className="rca-Log-search"
          placeholder={words.__('Search')}
          aria-label={words.__('Search the log')}
          value={query}
          onChange={event => setQuery(event.target.value)}
        />
        <select
          className="rca-Log-kind"
          aria-label={words.__('Kind of entry')}
          value={kind}
          onChange={event => setKind(event.target.value as EntryKind | '')}
        >
          <option value="">{words.__('all kinds')}</option>
          {ENTRY_KINDS.map(known => (
            <option key={known} value={known}>
              {entryWord(known, words)}
            </option>
          ))}
        </select>
      </div>
      <p className="rca-Log-count" role="status">
        {words.__('%1 of %2 entries', found.length, log.length)}
      </p>
      <Entries entries={found} nameStep={nameStep} words={words} />
    </div>
  );
}

interface IEntriesProps extends Pick<ILogProps, 'nameStep' | 'words'> {
  entries: IEntry[];
}

function Entries({ entries, nameStep, words }: IEntriesProps): React.JSX.Element {
  const keys = useMemo(() => entries.map(({ n }) => String(n)), [entries]);
  const list = useRef<HTMLUListElement>(null);
  const { rows, height } = useRows(useRowWindow(GUESS), list, keys);
  return (
    <ul
      ref={list}
      className="rca-Log-entries"
      aria-label={words.__('Research log')}
      style={{ height }}
    >
      {rows.map(({ index, top, slot }) => (
        <Entry
          key={slot}
          entry={entries[index]}
          of={entries.length}
          step={nameOf(entries[index], nameStep)}
          {...{ index, top, words }}
        />
      ))}
    </ul>
  );
}

interface IEntryProps {
  entry: IEntry;
  /** Its place among those found, and how many these are. */
  index: number;
  of: number;
  top: number;
  /** The name of its step; nothing where it belongs to none. */
  step: string;
  words: IWords;
}

const nameOf = ({ step }: IEntry, nameStep: NameStep): string => (step ? nameStep(step) : '');

// Made once: to make one takes longer than to draw an entry.
const CLOCK = new Intl.DateTimeFormat([], { timeStyle: 'medium', hourCycle: 'h23' });
const CALENDAR = new Intl.DateTimeFormat([], { dateStyle: 'medium', timeStyle: 'medium' });

const Entry = React.memo(function Entry({
  entry,
  index,
  of,
  top,
  step,
  words
}: IEntryProps): React.JSX.Element {
  const { n, time, kind, text } = entry;
  const named = useCellNames();
  const date = new Date(time);
  const known = !Number.isNaN(date.getTime());
  return (
    <li
      className="rca-Entry"
      data-row={index}
      data-n={n}
      data-kind={kind}
      aria-setsize={of}
      aria-posinset={index + 1}
      style={{ top }}
    >
      <p className="rca-Entry-head">
        <span className="rca-Entry-kind">{entryWord(kind, words)}</span>
        {step && <bdi className="rca-Entry-step">{step}</bdi>}
        {known && (
          <time dateTime={date.toISOString()} title={CALENDAR.format(date)}>
            {CLOCK.format(date)}
          </time>
        )}
        <span className="rca-Entry-number">{words.__('#%1', n)}</span>
      </p>
      <p className="rca-Entry-text">{bounded(shown(named(text)), LONGEST)}</p>
    </li>
  );
});
