import React from 'react';
import type { IRequirement } from '../core/block';
import { shown } from '../core/plainText';
import type { IGroup, Standing } from '../core/standing';
import { groups } from '../core/standing';
import type { IPanelActions } from './actions';
import { Algorithm } from './algorithm';
import type { Kept } from './kept';
import { useKept } from './kept';
import type { Typeset } from './mathematics';
import { Equation, Prose } from './mathematics';
import { Named } from './named';
import type { IWords } from './wording';
import { requirementWord, standingWord, supportWord } from './wording';

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
  const all = groups(contract);
  if (all.length === 0) {
    return <p className="rca-Panel-empty">{words.__('The contract is empty so far.')}</p>;
  }
  const some = all.filter(group => group.standing === chosen);
  const verified = contract.filter(({ status }) => status === 'verified').length;
  return (
    <div className="rca-Contract">
      <p className="rca-Contract-count">
        {words.__('%1 of %2 verified', verified, contract.length)}
      </p>
      <Filter all={all} chosen={some.length > 0 ? chosen : ''} onChoose={choose} {...props} />
      {(some.length > 0 ? some : all).map(group => (
        <section key={group.standing} className="rca-Contract-group">
          <h3>{standingWord(group.standing, words)}</h3>
          <ul>
            {group.requirements.map(requirement => (
              <Requirement key={requirement.id} requirement={requirement} {...props} />
            ))}
          </ul>
        </section>
      ))}
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

interface IRequirementProps extends IContractProps {
  requirement: IRequirement;
}

function Requirement({
  requirement,
  actions,
  typeset,
  words
}: IRequirementProps): React.JSX.Element {
  const { id, kind, title, quote, support, status, note, cells = [] } = requirement;
  const name = <Prose text={title} typeset={typeset} />;
  return (
    <li
      className="rca-Requirement"
      data-requirement={id}
      data-status={status}
      data-support={support}
    >
      <div className="rca-Requirement-line">
        {cells.length > 0 ? (
          <button
            type="button"
            className="rca-Requirement-title"
            title={words.__('Show the cell')}
            onClick={() => actions.reveal(cells)}
          >
            <bdi>{name}</bdi>
          </button>
        ) : (
          <bdi className="rca-Requirement-title">{name}</bdi>
        )}
        <span className="rca-Requirement-support">{supportWord(support, words)}</span>
        <span className="rca-Requirement-status">{requirementWord(status, words)}</span>
      </div>
      {quote && <Quote kind={kind} quote={quote} typeset={typeset} />}
      {note && (
        <p className="rca-Requirement-note">
          <Named
            text={support === 'unresolved' ? words.__('Unresolved: %1', shown(note)) : shown(note)}
            words={words}
          />
        </p>
      )}
    </li>
  );
}

function Quote({
  kind,
  quote,
  typeset
}: Pick<IRequirement, 'kind' | 'quote'> & { typeset: Typeset | null }): React.JSX.Element {
  return (
    <blockquote className="rca-Requirement-quote" data-kind={kind}>
      {kind === 'equation' ? (
        <Equation tex={quote} typeset={typeset} />
      ) : kind === 'algorithm' ? (
        <Algorithm tex={quote} prose={text => <Prose text={text} typeset={typeset} />} />
      ) : (
        <Prose text={quote} typeset={typeset} />
      )}
    </blockquote>
  );
}
