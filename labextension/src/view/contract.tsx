import React, { useMemo, useRef } from 'react';
import type { IRequirement } from '../core/block';
import type { IGroup, Standing } from '../core/standing';
import { contractRows, groups } from '../core/standing';
import type { IPanelActions } from './actions';
import type { Kept } from './kept';
import { useKept } from './kept';
import { Requirement } from './requirement';
import { useTypesetting } from './mathematics';
import type { Typeset } from './typesetting';
import { useRowWindow, useRows } from './useRows';
import { useStable } from './useStable';
import type { IWords } from './wording';
import { placeWord, standingWord } from './wording';

/** Height of a requirement with a quote of two lines. */
const GUESS = 75;

interface IContractProps {
  contract: IRequirement[];
  actions: IPanelActions;
  typeset: Typeset | null;
  kept: Kept;
  words: IWords;
}

/** What the passage demands, and how far each demand is met. */
export function Contract(props: IContractProps): React.JSX.Element {
  const { contract, kept, words } = props;
  const [chosen, choose] = useKept<Standing | ''>(kept, 'standing', '');
  const all = useMemo(() => groups(contract), [contract]);
  if (all.length === 0) {
    return <p className="rca-Panel-empty">{words.__('The contract is empty so far.')}</p>;
  }
  const some = all.filter(group => group.standing === chosen);
  const verified = contract.filter(({ status }) => status === 'verified').length;
  return (
    <div className="rca-Contract">
      <p className="rca-Contract-count">
        {words._n('%2 of %1 verified', '%2 of %1 verified', contract.length, verified)}
      </p>
      <Filter all={all} chosen={some.length > 0 ? chosen : ''} onChoose={choose} {...props} />
      <Requirements groups={some.length > 0 ? some : all} {...props} />
    </div>
  );
}

interface IFilterProps extends IContractProps {
  all: IGroup[];
  chosen: Standing | '';
  onChoose: (standing: Standing | '') => void;
}

function Filter({ all, chosen, onChoose, contract, words }: IFilterProps): React.JSX.Element {
  const choices: [Standing | '', string, number][] = [
    ['', words.__('all'), contract.length],
    ...all.map(({ standing, requirements }): [Standing, string, number] => [
      standing,
      standingWord(standing, words),
      requirements.length
    ])
  ];
  return (
    <div className="rca-Filter" role="group" aria-label={words.__('Show requirements')}>
      {choices.map(([standing, word, count]) => (
        <button
          key={standing}
          type="button"
          className="rca-Filter-choice"
          aria-pressed={standing === chosen}
          data-standing={standing}
          onClick={() => onChoose(standing)}
        >
          {words.__('%1 (%2)', word, count)}
        </button>
      ))}
    </div>
  );
}

interface IRequirementsProps extends IContractProps {
  groups: IGroup[];
}

/** Only those on screen are drawn, and their mathematics is set. */
function Requirements(props: IRequirementsProps): React.JSX.Element {
  const { groups: shown, contract, actions, typeset, words } = props;
  const rows = useMemo(() => contractRows(shown), [shown]);
  const keys = useMemo(() => rows.map(row => row.key), [rows]);
  const list = useRef<HTMLUListElement>(null);
  const window = useRowWindow(GUESS);
  const layout = useRows(window, list, keys);
  const measure = useStable(() => window.measureAgain());
  const setting = useTypesetting(typeset, measure);
  const onReveal = useStable((id: string) =>
    actions.reveal(contract.find(requirement => requirement.id === id)?.cells ?? [])
  );
  return (
    <ul
      ref={list}
      className="rca-Contract-list"
      aria-label={words.__('Contract')}
      style={{ height: layout.height }}
    >
      {layout.rows.map(({ index, top }) => {
        const row = rows[index];
        const place = { index, top, words };
        switch (row.kind) {
          case 'group':
            return <Group key={row.key} standing={row.standing} {...place} />;
          case 'place':
            return <Place key={row.key} place={row.place} {...place} />;
          case 'requirement':
            return <Requirement key={row.key} row={row} {...{ setting, onReveal }} {...place} />;
        }
      })}
    </ul>
  );
}

interface ILineProps {
  index: number;
  top: number;
  words: IWords;
}

interface IGroupProps extends ILineProps {
  standing: Standing;
}

const Group = ({ standing, index, top, words }: IGroupProps): React.JSX.Element => (
  <li className="rca-Contract-group" data-row={index} style={{ top }}>
    <h3>{standingWord(standing, words)}</h3>
  </li>
);

/** Where in the paper the sentences below stand. */
const Place = ({ place, index, top, words }: ILineProps & { place: string }): React.JSX.Element => (
  <li className="rca-Contract-place" data-row={index} style={{ top }}>
    <h4 dir="auto">{placeWord(place, words)}</h4>
  </li>
);
