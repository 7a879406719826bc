import React, { useMemo, useRef } from 'react';
import type { EntryKind } from '../core/block';
import { ENTRY_KINDS } from '../core/block';
import type { PanelBody } from '../core/panelState';
import type { LogRow } from '../core/researchLog';
import { deedRows, deeds, entryRows, findEntries } from '../core/researchLog';
import { Deed, Entry } from './entry';
import { formats } from './formats';
import type { Kept } from './kept';
import { useKept } from './kept';
import { useTypesetting } from './mathematics';
import { useNames } from './named';
import type { Typeset } from './typesetting';
import { useRowWindow, useRows } from './useRows';
import { useStable } from './useStable';
import type { IWords } from './wording';
import { entryWord } from './wording';

const GUESS = 46;
const NONE: ReadonlySet<number> = new Set();

interface ILogProps {
  body: Extract<PanelBody, { kind: 'plan' }>;
  kept: Kept;
  typeset: Typeset | null;
  words: IWords;
}

/**
 * The research log, newest first, with search and a choice of kind. What belongs to one action is one line
 * that opens; what is sought is shown entry by entry.
 */
export function Log({ body, kept, typeset, words }: ILogProps): React.JSX.Element {
  const [query, setQuery] = useKept(kept, 'query', '');
  const [kind, setKind] = useKept<EntryKind | ''>(kept, 'kind', '');
  const [open, setOpen] = useKept(kept, 'deeds', NONE);
  const names = useNames();
  const { number } = formats(words);
  const log = useMemo(() => body.log(), [body]);
  const seeks = query.trim() !== '' || kind !== '';
  const all = useMemo(() => (seeks ? [] : deeds(log)), [log, seeks]);
  const found = useMemo(
    () => (seeks ? findEntries(log, query, kind, names) : log),
    [log, query, kind, names, seeks]
  );
  const rows = useMemo(
    () => (seeks ? entryRows(found, false) : deedRows(all, open)),
    [seeks, found, all, open]
  );
  const onToggle = useStable((key: number) => {
    const after = new Set(open);
    if (!after.delete(key)) {
      after.add(key);
    }
    setOpen(after);
  });
  return (
    <div className="rca-Log">
      <Tools {...{ query, kind, setQuery, setKind, words }} />
      <p className="rca-Log-count" role="status">
        {seeks
          ? words._n(
              '%3 of %2 entry',
              '%3 of %2 entries',
              log.length,
              number(log.length),
              number(found.length)
            )
          : words._n('%2 entry', '%2 entries', log.length, number(log.length))}
      </p>
      <Rows {...{ rows, onToggle, typeset, words }} />
    </div>
  );
}

interface IToolsProps {
  query: string;
  kind: EntryKind | '';
  setQuery: (query: string) => void;
  setKind: (kind: EntryKind | '') => void;
  words: IWords;
}

const Tools = ({ query, kind, setQuery, setKind, words }: IToolsProps): React.JSX.Element => (
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
);

interface IRowsProps {
  rows: LogRow[];
  onToggle: (key: number) => void;
  typeset: Typeset | null;
  words: IWords;
}

/** Only those on screen are drawn, and their mathematics is set. */
function Rows({ rows, onToggle, typeset, words }: IRowsProps): React.JSX.Element {
  const keys = useMemo(() => rows.map(({ key }) => key), [rows]);
  const list = useRef<HTMLUListElement>(null);
  const window = useRowWindow(GUESS);
  const layout = useRows(window, list, keys);
  const measure = useStable(() => window.measureAgain());
  const setting = useTypesetting(typeset, measure);
  return (
    <ul
      ref={list}
      className="rca-Log-entries"
      aria-label={words.__('Research log')}
      style={{ height: layout.height }}
    >
      {layout.rows.map(({ index, top, slot }) => {
        const row = rows[index];
        const place = { index, top, of: rows.length, setting, words };
        return row.kind === 'deed' ? (
          <Deed key={slot} deed={row.deed} open={row.open} onToggle={onToggle} {...place} />
        ) : (
          <Entry key={slot} entry={row.entry} within={row.within} {...place} />
        );
      })}
    </ul>
  );
}
