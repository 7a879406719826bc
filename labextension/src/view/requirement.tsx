import React from 'react';
import type { IRequirement } from '../core/block';
import type { ContractRow } from '../core/standing';
import { sameRequirement, standingOf } from '../core/standing';
import { Algorithm } from './algorithm';
import { Equation, Prose } from './mathematics';
import { Named } from './named';
import type { Typesetting } from './typesetting';
import type { IWords } from './wording';
import { requirementWord, supportWord } from './wording';

interface IRequirementProps {
  row: Extract<ContractRow, { kind: 'requirement' }>;
  /** Its place among the lines of the contract. */
  index: number;
  top: number;
  setting: Typesetting | null;
  onReveal: (id: string) => void;
  words: IWords;
}

/** A demand, how far it is met, and the place in the paper that it stands on. */
export const Requirement = React.memo(function Requirement(
  props: IRequirementProps
): React.JSX.Element {
  const { row, index, top, setting, words } = props;
  const { id, kind, quote, support, status, note } = row.requirement;
  const standing = standingOf(row.requirement);
  return (
    <li
      className={row.within ? 'rca-Requirement rca-mod-within' : 'rca-Requirement'}
      data-row={index}
      data-requirement={id}
      data-status={status}
      data-support={support}
      aria-setsize={row.of}
      aria-posinset={row.position}
      style={{ top }}
    >
      <div className="rca-Requirement-line">
        <Title {...props} />
        <span className="rca-Requirement-support">{supportWord(support, words)}</span>
        {standing !== 'unresolved' && (
          <span className="rca-Requirement-status">{requirementWord(status, words)}</span>
        )}
      </div>
      {quote && <Quote kind={kind} quote={quote} setting={setting} />}
      {note && (
        <p className="rca-Requirement-note">
          <Named text={note} setting={setting} words={words} />
        </p>
      )}
    </li>
  );
}, drawnAlike);

/** Each telling of the session makes the contract anew, in which most requirements are as they were. */
function drawnAlike(before: IRequirementProps, after: IRequirementProps): boolean {
  const names = Object.keys(after) as (keyof IRequirementProps)[];
  return names.every(name =>
    name === 'row' ? sameRequirement(before.row, after.row) : before[name] === after[name]
  );
}

/** What it is called; a sentence of the paper has no name, and is its own below. */
function Title({ row, setting, onReveal, words }: IRequirementProps): React.JSX.Element {
  const { id, title, cells = [] } = row.requirement;
  const name = row.within ? (
    cells.length > 0 && words.__('Show the cell')
  ) : (
    <bdi>
      <Prose text={title} setting={setting} />
    </bdi>
  );
  return cells.length > 0 ? (
    <button
      type="button"
      className="rca-Requirement-title"
      title={words.__('Show the cell')}
      onClick={() => onReveal(id)}
    >
      {name}
    </button>
  ) : (
    <span className="rca-Requirement-title">{name}</span>
  );
}

interface IQuoteProps extends Pick<IRequirement, 'kind' | 'quote'> {
  setting: Typesetting | null;
}

function Quote({ kind, quote, setting }: IQuoteProps): React.JSX.Element {
  return (
    <blockquote className="rca-Requirement-quote" data-kind={kind}>
      {kind === 'equation' ? (
        <Equation tex={quote} setting={setting} />
      ) : kind === 'algorithm' ? (
        <Algorithm tex={quote} prose={text => <Prose text={text} setting={setting} />} />
      ) : (
        <Prose text={quote} setting={setting} />
      )}
    </blockquote>
  );
}
