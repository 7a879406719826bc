import type { PanelBody, IPanelState } from '../core/panelState';
import { findStep } from '../core/planTree';
import { bounded, shown } from '../core/plainText';
import type { Waiting } from '../protocol/messages';
import type { INames } from './named';
import type { IWords } from './wording';
import { statusText } from './statusWords';
import { actionWord, leftOut } from './wording';

const LONGEST = 300;

/** What a screen reader says when it changes: never anything that ticks. */
export function announcement(state: IPanelState, words: IWords, names: INames): string {
  const { waiting, status, body } = state;
  if (waiting) {
    return askText(waiting, words, names);
  }
  if (status === 'none') {
    return '';
  }
  const doing = state.running ? shown(titleOf(body, state.step)) : '';
  const word = statusText(state, words);
  return doing ? words.__('%1: %2', word, doing) : word;
}

/** What a session asks of the user. */
export function askText(waiting: Waiting, words: IWords, names: INames): string {
  const said = (text: string): string => bounded(names.text(text), LONGEST, leftOut(words));
  if (waiting.kind === 'approval') {
    const what = actionWord(waiting.action, words);
    return words.__('The agent asks to go on: %1. %2', what, said(waiting.summary));
  }
  return words.__('The agent asks: %1', said(waiting.question));
}

const titleOf = (body: PanelBody, step: string): string =>
  body.kind === 'plan' ? (findStep(body.roots, step)?.step.title ?? '') : '';
