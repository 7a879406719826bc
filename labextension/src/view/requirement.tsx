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
  const { row, index, top, setting } = props;
  const { id, kind, quote, support, status } = row.requirement;
  const said = quote && <Quote kind={kind} quote={quote} setting={setting} />;
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
      {row.within && said}
      <Line {...props} />
      {!row.within && said}
      {!isNoteInLine(row) && <Note {...props} />}
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

/** A sentence that no cell is about yet: in place of a name it has its note. */
const isNoteInLine = ({ requirement, within }: IRequirementProps['row']): boolean =>
  within && (requirement.cells?.length ?? 0) === 0;

/** What it is called, and how far it is met. */
function Line(props: IRequirementProps): React.JSX.Element {
  const { row, words } = props;
  const { support, status } = row.requirement;
  return (
    <div className="rca-Requirement-line">
      {isNoteInLine(row) ? <Note {...props} /> : <Title {...props} />}
      <span className="rca-Requirement-support">{supportWord(support, words)}</span>
      {standingOf(row.requirement) !== 'unresolved' && (
        <span className="rca-Requirement-status">{requirementWord(status, words)}</span>
      )}
    </div>
  );
}

const Note = ({ row, setting, words }: IRequirementProps): React.JSX.Element | null =>
  row.requirement.note ? (
    <p className="rca-Requirement-note">
      <Named text={row.requirement.note} setting={setting} words={words} />
    </p>
  ) : null;

/** Its name; a sentence of the paper has none. */
function Title({ row, setting, onReveal, words }: IRequirementProps): React.JSX.Element {
  const { id, title, cells = [] } = row.requirement;
  const name = row.within ? (
    words.__('Show the cell')
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
