import React, { createContext, useContext } from 'react';
import type { NamedPart } from '../core/names';
import { namesIn } from '../core/names';
import { shown } from '../core/plainText';
import type { IPanelActions } from './actions';
import type { IWords } from './wording';

/** What all of the panel may do and say of what it shows. */
export interface IHere {
  actions: Pick<IPanelActions, 'reveal' | 'wordsOf' | 'fails' | 'read'>;
  names: (text: string) => NamedPart[];
}

const HereContext = createContext<IHere>({
  actions: {
    reveal: () => undefined,
    wordsOf: () => '',
    fails: () => false,
    read: () => undefined
  },
  names: namesIn([])
});

export const Here = HereContext.Provider;
export const useHere = (): IHere => useContext(HereContext);

/** A cell in a text: what it begins with. */
const cellWord = (id: string, here: IHere, words: IWords): string => {
  const begins = shown(here.actions.wordsOf(id));
  return begins ? words.__('cell “%1”', begins) : words.__('a cell that is gone');
};

/** The kernel's text without ids. */
export const named = (text: string, here: IHere, words: IWords): string =>
  here
    .names(shown(text))
    .map(part => (part.kind === 'text' ? part.text : cellWord(part.id, here, words)))
    .join('');

/** The kernel's text without ids; its cells lead to where they stand. */
export function Named({ text, words }: { text: string; words: IWords }): React.JSX.Element {
  const here = useHere();
  return (
    <>
      {here.names(text).map((part, index) =>
        part.kind === 'text' ? (
          <React.Fragment key={index}>{part.text}</React.Fragment>
        ) : here.actions.wordsOf(part.id) === '' ? (
          <React.Fragment key={index}>{cellWord(part.id, here, words)}</React.Fragment>
        ) : (
          <button
            key={index}
            type="button"
            className="rca-Link"
            onClick={() => here.actions.reveal([part.id])}
          >
            {cellWord(part.id, here, words)}
          </button>
        )
      )}
    </>
  );
}
