import React from 'react';
import type { IRequirement } from '../core/block';
import { shown } from '../core/plainText';
import type { IWords } from './wording';
import { requirementWord, supportWord } from './wording';

interface IContractProps {
  contract: IRequirement[];
  words: IWords;
}

/** What the passage demands, and how far each demand is met. */
export function Contract({ contract, words }: IContractProps): React.JSX.Element {
  const verified = contract.filter(requirement => requirement.status === 'verified').length;
  return (
    <details className="rca-Contract">
      <summary>{words.__('Contract: %1 of %2 verified', verified, contract.length)}</summary>
      <ul>
        {contract.map(requirement => (
          <Requirement key={requirement.id} requirement={requirement} words={words} />
        ))}
      </ul>
    </details>
  );
}

function Requirement({
  requirement,
  words
}: {
  requirement: IRequirement;
  words: IWords;
}): React.JSX.Element {
  const { id, title, quote, support, status, note } = requirement;
  return (
    <li
      className="rca-Requirement"
      data-requirement={id}
      data-status={status}
      data-support={support}
    >
      <div className="rca-Requirement-line">
        <bdi className="rca-Requirement-title">{shown(title)}</bdi>
        <span className="rca-Requirement-support">{supportWord(support, words)}</span>
        <span className="rca-Requirement-status">{requirementWord(status, words)}</span>
      </div>
      {quote && <q className="rca-Requirement-quote">{shown(quote)}</q>}
      {note && <p className="rca-Requirement-note">{shown(note)}</p>}
    </li>
  );
}
