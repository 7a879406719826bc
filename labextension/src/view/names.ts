import { createContext, useContext } from 'react';
import type { PanelBody } from '../core/panelState';
import { shown } from '../core/plainText';
import type { INode } from '../core/planTree';
import type { IWords } from './wording';

/** A text with the names of cells in place of their ids, which say nothing to a reader. */
export type NameCells = (text: string) => string;

export const CellNames = createContext<NameCells>(text => text);

export const useCellNames = (): NameCells => useContext(CellNames);

/** A step by its title, as the tree has it; one that is no longer in the plan by its id. */
export type NameStep = (id: string) => string;

/** Looks the titles up when the first is asked for. */
export function stepNames(body: PanelBody, words: IWords): NameStep {
  let known: Map<string, string> | null = null;
  return id => {
    known ??= titlesOf(body.kind === 'plan' ? body.roots : []);
    const title = shown(known.get(id) ?? '').trim();
    return title ? words.__('step “%1”', title) : words.__('step %1', shown(id));
  };
}

function titlesOf(roots: readonly INode[]): Map<string, string> {
  const titles = new Map<string, string>();
  const visit = ({ step, children }: INode): void => {
    titles.set(step.id, step.title);
    children.forEach(visit);
  };
  roots.forEach(visit);
  return titles;
}
