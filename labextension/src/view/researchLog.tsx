import React, { useMemo, useRef } from 'react';
import type { EntryKind, IEntry } from '../core/block';
import { ENTRY_KINDS } from '../core/block';
import { bounded, shown } from '../core/plainText';
import { findEntries } from '../core/researchLog';
import type { Kept } from './kept';
import { useKept } from './kept';
import { useRowWindow, useRows } from './useRows';
import type { IWords } from './wording';
import { entryWord } from './wording';

const GUESS = 46;
const LONGEST = 1500;

interface ILogProps {
  log: IEntry[];
  kept: Kept;
  words: IWords;
}

/** The research log, newest first, with search and a choice of kind. */
export function Log({ log, kept, words }: ILogProps): React.JSX.Element {
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
      <Entries entries={found} words={words} />
    </div>
  );
}

function Entries({ entries, words }: { entries: IEntry[]; words: IWords }): React.JSX.Element {
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
      {rows.map(({ index, top }) => (
        <li
          key={keys[index]}
          className="rca-Entry"
          data-row={index}
          data-n={entries[index].n}
          data-kind={entries[index].kind}
          aria-setsize={entries.length}
          aria-posinset={index + 1}
          style={{ top }}
        >
          <Entry entry={entries[index]} words={words} />
        </li>
      ))}
    </ul>
  );
}

function Entry({ entry, words }: { entry: IEntry; words: IWords }): React.JSX.Element {
  const { n, time, step, kind, text } = entry;
  const date = new Date(time);
  const known = !Number.isNaN(date.getTime());
  return (
    <>
      <p className="rca-Entry-head">
        <span className="rca-Entry-kind">{entryWord(kind, words)}</span>
        {step && <bdi>{words.__('step %1', shown(step))}</bdi>}
        {known && (
          <time dateTime={date.toISOString()} title={date.toLocaleString()}>
            {date.toLocaleTimeString([], { hourCycle: 'h23' })}
          </time>
        )}
        <span className="rca-Entry-number">{words.__('#%1', n)}</span>
      </p>
      <p className="rca-Entry-text">{bounded(shown(text), LONGEST)}</p>
    </>
  );
}
