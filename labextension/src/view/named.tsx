import React, { createContext, useContext } from 'react';
import type { NamedPart, Parse } from '../core/names';
import type { IRequirement } from '../core/block';
import { isCellId, namesIn } from '../core/names';
import type { PanelBody } from '../core/panelState';
import { shown } from '../core/plainText';
import { titlesOf } from '../core/planTree';
import type { ICellPlace } from '../tokens';
import type { IPanelActions } from './actions';
import { Prose } from './mathematics';
import type { Typesetting } from './typesetting';
import type { IWords } from './wording';
import { cellWord, stepWord } from './wording';

/** Names for the ids in texts of the kernel, as the plan and the notebook stand now. */
export interface INames {
  parts: Parse;
  /** A step by its title; one that is no longer in the plan by its id. */
  step: (id: string) => string;
  hasStep: (id: string) => boolean;
  /** A cell by its place and first words; null where it is gone. */
  cell: (id: string) => string | null;
  /** What stands for a part. */
  word: (part: NamedPart) => string;
  /** The text with names in place of ids. */
  text: (text: string) => string;
}

const NO_CONTRACT: readonly IRequirement[] = [];

/** Of one notebook. Titles are looked up when the first is asked for. */
export function namesOf(
  body: PanelBody,
  placeOf: (cell: string) => ICellPlace | null,
  words: IWords
): INames {
  let titles: Map<string, string> | null = null;
  const titleOf = (id: string): string | undefined => {
    titles ??= titlesOf(body.kind === 'plan' ? body.roots : []);
    return titles.get(id);
  };
  const names: INames = {
    parts: namesIn(body.kind === 'plan' ? body.contract : NO_CONTRACT),
    step: id => stepWord(shown(titleOf(id) ?? '').trim(), shown(id), words),
    hasStep: id => titleOf(id) !== undefined,
    cell: id => {
      const place = placeOf(id);
      return place && cellWord(place.number, place.words, words);
    },
    word: part => partWord(part, names, words),
    text: text => names.parts(text).map(names.word).join('')
  };
  return names;
}

/** A word is no cell because "cell" stands before it. */
function partWord(part: NamedPart, names: INames, words: IWords): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'step':
      return names.hasStep(part.id) ? names.step(part.id) : part.text;
    case 'cell':
      return (
        names.cell(part.id) ?? (isCellId(part.id) ? words.__('a cell that is gone') : part.text)
      );
  }
}

/** What all of the panel may do and say of what it shows. */
export interface IHere {
  actions: Pick<IPanelActions, 'reveal' | 'showStep' | 'fails' | 'read'>;
  names: INames;
}

const nothing = (): void => undefined;
const HereContext = createContext<IHere>({
  actions: { reveal: nothing, showStep: nothing, fails: () => false, read: nothing },
  names: {
    parts: text => [{ kind: 'text', text: shown(text) }],
    step: shown,
    hasStep: () => false,
    cell: () => null,
    word: ({ text }) => text,
    text: shown
  }
});

export const Here = HereContext.Provider;
export const useHere = (): IHere => useContext(HereContext);
export const useNames = (): INames => useHere().names;

interface INamedProps {
  text: string;
  /** What sets the mathematics in it; without it that is text. */
  setting?: Typesetting | null;
  words: IWords;
}

/** The kernel's text without ids; its cells and steps lead to where they stand. */
export function Named({ text, setting = null, words }: INamedProps): React.JSX.Element {
  const { actions, names } = useHere();
  return (
    <>
      {names.parts(text).map((part, index) => {
        const word = names.word(part);
        const cell = part.kind === 'cell' && names.cell(part.id) !== null;
        const step = part.kind === 'step' && names.hasStep(part.id);
        return cell || step ? (
          <button
            key={index}
            type="button"
            className="rca-Link"
            title={cell ? words.__('Show the cell') : words.__('Show the step')}
            onClick={() => (cell ? actions.reveal([part.id]) : actions.showStep(part.id))}
          >
            <bdi>{word}</bdi>
          </button>
        ) : (
          <Prose key={index} text={word} setting={setting} mixed />
        );
      })}
    </>
  );
}
