import type { PanelBody, IPanelState } from '../core/panelState';
import { findStep } from '../core/planTree';
import { bounded, shown } from '../core/plainText';
import type { Waiting } from '../protocol/messages';
import type { NameCells } from './names';
import type { IWords } from './wording';
import { actionWord, statusWord } from './wording';

const LONGEST = 300;

/** What a screen reader says when it changes: never anything that ticks. */
export function announcement(state: IPanelState, words: IWords, named: NameCells): string {
  const { waiting, status, body } = state;
  if (waiting) {
    return askText(waiting, words, named);
  }
  if (status === 'none') {
    return '';
  }
  const doing = state.running ? titleOf(body, state.step) : '';
  const word = statusWord(status, words);
  return doing ? words.__('%1: %2', word, doing) : word;
}

/** What a session asks of the user. */
export function askText(waiting: Waiting, words: IWords, named: NameCells): string {
  if (waiting.kind === 'approval') {
    const what = actionWord(waiting.action, words);
    return words.__('The agent asks to go on: %1. %2', what, cut(named(waiting.summary)));
  }
  return words.__('The agent asks: %1', cut(named(waiting.question)));
}

const cut = (text: string): string => bounded(shown(text), LONGEST);

const titleOf = (body: PanelBody, step: string): string =>
  body.kind === 'plan' ? cut(findStep(body.roots, step)?.step.title ?? '') : '';
